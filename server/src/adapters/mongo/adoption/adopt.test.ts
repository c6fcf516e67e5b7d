import { ObjectId } from 'mongodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mongoUnderTest } from '../../../../test/support/database.ts'
import { freshMongoUri } from '../../../../test/support/mongo.ts'
import { fillAsReference, old } from '../../../../test/support/reference-database.ts'
import { makeId } from '../../../lib/id.ts'
import { systemClock } from '../../../ports/clock.ts'
import { openMongo } from '../connection.ts'
import { mongoUsers } from '../stores/users.ts'
import { adopt } from './adopt.ts'

const makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }

const engine = mongoUnderTest()
if (engine)
  describe(`adoption on ${engine.name}`, { timeout: 30_000 }, () => {
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
  })
