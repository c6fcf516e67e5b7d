import { type Document, ObjectId } from 'mongodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mongoUnderTest } from '../../../../test/support/database.ts'
import { freshMongoUri } from '../../../../test/support/mongo.ts'
import { fillAsReference, old } from '../../../../test/support/reference-database.ts'
import { makeId } from '../../../lib/id.ts'
import { systemClock } from '../../../ports/clock.ts'
import { mongoBookkeeping } from '../bookkeeping.ts'
import { openMongo } from '../connection.ts'
import { mongoClosing } from '../removal/accounts.ts'
import { mongoUsers } from '../stores/users.ts'
import { adopt } from './adopt.ts'
import { isForeign } from './foreign.ts'

const makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }

const engine = mongoUnderTest()
if (engine)
  describe(`adoption on ${engine.name}`, () => {
    async function reference() {
      const mongo = openMongo({ uri: freshMongoUri(engine!.uri) })
      onTestFinished(async () => {
        await mongo.db.dropDatabase()
        await mongo.close()
      })
      await fillAsReference(mongo.db)
      return mongo
    }

    it('has the indexes by which entries are looked up before it adds the first', async () => {
      const mongo = await reference()
      const stopAtOnce = () => {
        throw new Error('stopped')
      }
      await expect(adopt(mongo, new Date(), stopAtOnce)).rejects.toThrow('stopped')
      for (const [name, index] of [
        ['playlistEntries', 'playlist_1_video_1'],
        ['watchHistory', 'user_1_video_1'],
      ] as const) {
        expect(await mongo.in(name).count({})).toBe(0)
        const indexes = await mongo.collection(name).indexes()
        expect(indexes).toContainEqual(expect.objectContaining({ name: index, unique: true }))
      }
    })

    it('knows a name that is taken, whatever its index is called', async () => {
      const mongo = await reference()
      await adopt(mongo, new Date(), () => {})
      const names = (await mongo.collection('users').indexes()).map(({ name }) => name)
      expect(names).toContain('reelbase_email')
      const users = mongoUsers({ ...makers, mongo })
      const email = 'ann@example.org'
      expect(await users.update(String(old.cat), { email }, new Date(), {})).toBe('email')
      const added = { id: makers.ids.next(), now: new Date(), fullName: 'Dan', passwordHash: 'x' }
      const pictures = { avatar: '', coverImage: '' }
      expect(await users.add({ ...added, ...pictures, username: 'dan', email })).toBe('email')
      const dan = { username: 'ann', email: 'dan@example.org' }
      expect(await users.add({ ...added, ...pictures, ...dan })).toBe('username')
    })

    it('keeps an index of the same fields, whatever it is called', async () => {
      const mongo = await reference()
      await mongo.db.collection('subscriptions').deleteMany({ subscriber: { $exists: false } })
      const key = { subscriber: 1, channel: 1 } as const
      await mongo.db.collection('subscriptions').createIndex(key, { unique: true, name: 'once' })
      expect((await adopt(mongo, new Date(), () => {})).obstacles).toEqual([])
      const indexes = await mongo.collection('subscriptions').indexes()
      const same = indexes.filter((index) => JSON.stringify(index.key) === JSON.stringify(key))
      expect(same).toMatchObject([{ name: 'once', unique: true }])
    })

    it('says in a sentence which index leaves no room', async () => {
      const mongo = await reference()
      await mongo.db.collection('users').createIndex({ bio: 1 }, { name: 'reelbase_email' })
      await expect(adopt(mongo, new Date(), () => {})).rejects.toThrow(
        /^users has an index that leaves no room for the one of email .* Drop it/,
      )
    })

    it.each([
      ['users', { phone: 1 }, {}, true],
      ['users', { phone: 1 }, { sparse: true }, false],
      ['users', { phone: 1, email: 1 }, {}, false],
      ['videos', { title: 1 }, { sparse: true }, true],
      ['likes', { video: 1, likedBy: 1 }, {}, true],
      ['likes', { video: 1, likedBy: 1 }, { partialFilterExpression: { video: { $exists: true } } }, false],
    ] as const)(
      'of %s, a unique index of %j with %j is in the way: %s',
      async (name, key, options, isInTheWay) => {
        const mongo = await reference()
        if (name === 'likes') await mongo.db.collection(name).deleteMany({})
        if ('phone' in key && !('sparse' in options))
          await mongo.db.collection(name).updateMany({}, [{ $set: { phone: '$username' } }])
        await mongo.db.collection(name).createIndex(key, { ...options, unique: true, name: 'theirs' })
        const { obstacles, prepared } = await adopt(mongo, new Date(), () => {})
        expect(obstacles).toEqual(
          isInTheWay
            ? [{ collection: name, says: expect.stringContaining('unique index of'), ids: ['theirs'] }]
            : [],
        )
        expect(prepared.users > 0).toBe(!isInTheWay)
      },
    )

    it('changes nothing while another program keeps something under a name of ours', async () => {
      const mongo = await reference()
      const theirs = (name: string) => mongo.db.collection<Document & { _id: unknown }>(name)
      await theirs('sessions').insertOne({ _id: 'sid', expires: new Date(), session: '{}' })
      await theirs('migrations').insertOne({ _id: new ObjectId(), name: '001-init' })
      expect(await isForeign(mongo.db)).toBe(true)
      const before = await theirs('users').find().toArray()
      const { obstacles, prepared } = await adopt(mongo, new Date(), () => {})
      expect(obstacles).toEqual([
        {
          collection: 'migrations',
          says: expect.stringContaining('is a name that Reelbase needs'),
          ids: [expect.any(String)],
        },
        {
          collection: 'sessions',
          says: expect.stringContaining('db.sessions.renameCollection'),
          ids: ['sid'],
        },
      ])
      expect(prepared.users).toBe(0)
      expect(await theirs('users').find().toArray()).toEqual(before)
      await theirs('users').drop()
      expect(await isForeign(mongo.db)).toBe(true)
    })

    it('adds what was mended behind the entries of an earlier run', async () => {
      const mongo = await reference()
      const [playlist, late] = [new ObjectId(), new ObjectId()]
      const theirs = mongo.db.collection('playlists')
      const film = await mongo.db.collection('videos').findOne({ _id: old.film })
      await theirs.insertOne({ _id: playlist, name: 'Lost', videos: [late, old.film, old.sea] })
      await adopt(mongo, new Date(), () => {})
      await theirs.updateOne({ _id: playlist }, { $set: { owner: old.ann } })
      await mongo.db.collection('videos').insertOne({ ...film, _id: late })
      await adopt(mongo, new Date(), () => {})
      const entries = await mongo.in('playlistEntries').all({ playlist }, { sort: { position: 1 } })
      expect(entries.map(({ video }) => video)).toEqual([old.film, old.sea, late])
    })

    it('clears an account away whose likes are of nothing, or of several things at once', async () => {
      const mongo = await reference()
      const several = { likedBy: old.cat, video: old.sea, comment: old.praise, tweet: old.post }
      await mongo.db.collection('likes').insertOne(several)
      await adopt(mongo, new Date(), () => {})
      const { password } = (await mongo.in('users').one({ _id: old.cat }))!
      const closing = mongoClosing({ ...makers, mongo })
      const userId = String(old.cat)
      await closing.close({ userId, checkedHash: password, now: new Date() }, {})
      await Array.fromAsync(closing.clear(userId))
      expect(await closing.remove(userId)).toBe(true)
      expect(await mongoBookkeeping(mongo).compare()).toEqual({ differences: [], strays: 0 })
    })
  })
