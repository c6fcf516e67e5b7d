import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cheap } from '../../test/support/app.ts'
import { cliIn, failedStart } from '../../test/support/cli.ts'
import { type Client, createClient } from '../../test/support/client.ts'
import { mongoUnderTest } from '../../test/support/database.ts'
import { freshMongoUri } from '../../test/support/mongo.ts'
import { cloudinary, fillAsReference, old, oldPassword } from '../../test/support/reference-database.ts'
import { emptySite } from '../../test/support/upkeep-room.ts'
import { type Mongo, openMongo } from '../adapters/mongo/connection.ts'
import { mongoSiteData } from '../adapters/mongo/site-data.ts'
import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { createHttpServer, listen } from '../http/edge/listen.ts'
import { copyRows } from '../upkeep/copy-rows.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }
const patienceMs = 240_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-adopt-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('says what to name, where nothing is', async () => {
  expect(await cliIn(folder, {})('adopt')).toMatchObject({
    code: 1,
    err: 'Name the database by MONGODB_URI.\n',
  })
})

const engine = mongoUnderTest()
if (engine)
  describe(`a database of the reference's shape, on ${engine.name}`, { timeout: patienceMs }, () => {
    let mongo: Mongo
    let env: Record<string, string>
    const reelbase = (words: string) => cliIn(folder, env)(words)
    const theirs = (name: string) => mongo.db.collection(name)

    beforeAll(async () => {
      const uri = freshMongoUri(engine.uri)
      env = { MONGODB_URI: uri, ...secrets }
      mongo = openMongo({ uri })
      await fillAsReference(mongo.db)
    })
    afterAll(async () => {
      await mongo.db.dropDatabase()
      await mongo.close()
    })

    it('is refused by the server and by other commands, which say what to do', async () => {
      const says = 'another backend filled this database'
      for (const { code, err } of [
        await failedStart(folder, { ...env, PORT: '0' }),
        await reelbase('verify'),
      ]) {
        expect([code, err]).toEqual([1, expect.stringContaining(says)])
        expect(err).toContain('npm run reelbase -- adopt')
      }
      expect(await theirs('migrations').countDocuments()).toBe(0)
    })

    it('is not ready while duplicates would break an index; they are listed, and stay', async () => {
      const twice = { likedBy: old.cat, video: old.film, createdAt: new Date(), updatedAt: new Date() }
      const { insertedId } = await theirs('likes').insertOne({ ...twice })
      const { code, out } = await reelbase('adopt')
      expect(code).toBe(1)
      expect(out).toContain('The database is not ready. Nothing was deleted')
      expect(out).toMatch(
        new RegExp(`likes have the same likedBy ${old.cat}, video ${old.film}: .*${insertedId}`),
      )
      expect(await theirs('likes').countDocuments()).toBe(8)
      expect((await failedStart(folder, { ...env, PORT: '0' })).err).toContain('reelbase -- adopt')
      await theirs('likes').deleteOne({ _id: insertedId })
    })

    it('is prepared, with a line for everything that could not be understood', async () => {
      const { code, out, err } = await reelbase('adopt')
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('The database is ready: start the server.')
      const lines = [
        `videos ${old.lost}: owner is missing`,
        `videos ${old.strange}: owner is 66666666666666666666dead, of which there is none`,
        `videos ${old.text}: videoFile is no http address`,
        `users ${old.ann}: watchHistory holds 1 videos that are gone`,
        `playlists ${old.best}: videos holds 1 videos that are gone`,
        'playlists 666666666666666666666632: owner is missing',
        'playlists 666666666666666666666632: videos is no list',
        'comments 666666666666666666666622: video is 66666666666666666666dead, of which there is none',
        'comments 666666666666666666666623: owner is missing',
        'tweets 666666666666666666666642: owner is no id',
        'subscriptions 666666666666666666666653: subscriber is missing',
        'subscriptions 666666666666666666666654: is of somebody to themselves',
        ': is of nothing',
        ': likedBy is missing',
      ]
      for (const line of lines) expect(out).toContain(line)
      expect(await reelbase('verify --no-files')).toMatchObject({ code: 0, out: 'Counters: all right.\n' })
    })

    it('is left as it is by a second run, which says the same', async () => {
      const before = await everything()
      const { code, out } = await reelbase('adopt')
      expect([code, out]).toEqual([0, expect.stringContaining('Prepared: users 0, videos 0,')])
      expect(out).toContain(`videos ${old.lost}: owner is missing`)
      expect(out).toContain(`videos ${old.text}: videoFile is no http address`)
      expect(await everything()).toEqual(before)
    })

    it('keeps what stood in a field that had to be read as something else', async () => {
      expect(await theirs('users').findOne({ _id: old.bob })).toMatchObject({
        ...{ username: 'bob', email: 'bob@example.org', refreshToken: 'eyJ.old' },
        adopted: { before: { username: 'Bob', avatar: { public_id: 'x' }, email: ' BOB@example.org ' } },
      })
      expect(await theirs('playlists').findOne({ _id: old.best })).toMatchObject({
        videos: [old.sea, old.film, expect.anything(), old.sea],
      })
    })

    it('brings what was mended and what has come since, and nothing that was removed', async () => {
      await theirs('videos').updateOne({ _id: old.lost }, { $set: { owner: old.cat } })
      await theirs('watchHistory').deleteMany({ user: old.ann, video: old.sea })
      const { out } = await reelbase('adopt')
      expect(out).toContain('Prepared: users 0, videos 1,')
      expect(out).not.toContain(`videos ${old.lost}:`)
      expect(await theirs('videos').findOne({ _id: old.lost })).toMatchObject({ listed: true })
      expect(await theirs('watchHistory').countDocuments({ user: old.ann })).toBe(1)
      await theirs('videos').updateOne({ _id: old.lost }, { $set: { isPublished: false, listed: false } })
      await theirs('watchHistory').insertOne({
        user: old.ann,
        video: old.sea,
        watchedAt: new Date(0),
        position: null,
      })
      expect(await reelbase('verify --repair --no-files')).toMatchObject({ code: 0 })
    })

    it('goes on to PostgreSQL, without what refers to nothing', async () => {
      await using other = await emptySite()
      const { collections } = await copyRows({ from: mongoSiteData(mongo), to: other.data })
      expect(collections).toMatchObject({
        ...{ users: { documents: 3 }, videos: { documents: 5 }, comments: { documents: 2 } },
        ...{ likes: { documents: 4 }, subscriptions: { documents: 2 }, tweets: { documents: 1 } },
        ...{ playlistEntries: { documents: 2 }, watchHistory: { documents: 2 } },
      })
      expect(await other.bookkeeping.compare()).toEqual({ differences: [], strays: 0 })
    })

    it('keeps names apart, also where an index of the same field does not', async () => {
      const indexes = await theirs('users').indexes()
      const emails = indexes.filter(({ key }) => 'email' in key)
      expect(emails.map(({ unique = false }) => unique).toSorted()).toEqual([false, true])
    })

    async function everything() {
      const found: Record<string, unknown> = {}
      for (const name of [
        'users',
        'videos',
        'comments',
        'likes',
        'subscriptions',
        'playlists',
        'playlistEntries',
        'tweets',
      ])
        found[name] = await theirs(name).find().sort({ _id: 1 }).toArray()
      return found
    }

    describe('through HTTP afterwards', () => {
      let stop: () => Promise<void>
      let [ann, bob, visitor]: Client[] = []

      beforeAll(async () => {
        const config = readConfig({ ...env, DATA_DIR: join(folder, 'data'), RATE_LIMITS: 'off' })
        const app = await createApp(config, { log: pino({ level: 'silent' }), passwordCost: cheap })
        const server = createHttpServer(app.http)
        await listen(server, 0, '127.0.0.1', 'PORT')
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
        ;[ann, bob, visitor] = [
          createClient(url, 'bearer'),
          createClient(url, 'bearer'),
          createClient(url, 'bearer'),
        ]
        stop = async () => {
          server.closeAllConnections()
          server.close()
          await app.close()
        }
      })
      afterAll(() => stop())

      it('old passwords log in, by name or by e-mail, and wrong ones do not', async () => {
        expect(await ann!.logIn({ username: 'ann', password: oldPassword })).toMatchObject({ status: 200 })
        expect(await bob!.logIn({ username: 'BOB@example.org', password: oldPassword })).toMatchObject({
          status: 200,
        })
        const wrong = await visitor!.post('/users/login', { username: 'cat', password: 'another one' })
        expect(wrong.status).toBe(401)
        expect((await theirs('users').findOne({ _id: old.ann }))?.password).toMatch(/^\$argon2id/)
        expect(await ann!.get('/users/current-user')).toMatchObject({
          status: 200,
          data: { username: 'ann', watchHistory: [String(old.film), String(old.sea)] },
        })
      })

      it('lists show what is published, and it plays from where it lies', async () => {
        const { data } = await visitor!.get('/videos')
        expect(data.docs.map(({ title }: { title: string }) => title)).toEqual(['The sea', 'The film'])
        expect(data.docs[0]).toMatchObject({
          ...{ videoFile: cloudinary, duration: 12.5, views: 9, owner: { username: 'ann' } },
          createdAt: '2024-01-01T04:00:00.000Z',
        })
        const film = await visitor!.get(`/videos/${old.film}`)
        expect(film).toMatchObject({ status: 200, data: { videoFile: cloudinary, likesCount: 3 } })
        expect(film.data).toMatchObject({
          sources: { progressive: cloudinary, hls: null },
          owner: { subscribersCount: 3 },
        })
        expect((await visitor!.get(`/videos/${old.hidden}`)).status).toBe(404)
        expect((await ann!.get(`/videos/${old.hidden}`)).data.videoFile).toBe(cloudinary)
        for (const lost of [old.lost, old.strange])
          expect((await visitor!.get(`/videos/${lost}`)).status).toBe(404)
      })

      it('comments, posts, playlists, subscriptions and likes are there', async () => {
        const comments = await visitor!.get(`/comments/${old.film}`)
        const said = comments.data.docs.filter(({ owner }: { owner: unknown }) => owner)
        expect(said.map(({ content }: { content: string }) => content).toSorted()).toEqual(['7', 'Well done'])
        expect((await visitor!.get('/tweets')).data).toMatchObject([{ content: 'Hello', likesCount: 1 }])
        const playlist = await visitor!.get(`/playlist/${old.best}`)
        const titles = playlist.data.videos.map(({ title }: { title: string }) => title)
        expect(titles).toEqual(['The film', 'The sea'])
        const subscribers = await visitor!.get(`/subscriptions/c/${old.ann}`)
        expect(
          subscribers.data.map((row: { subscriber: { username: string } }) => row.subscriber.username),
        ).toEqual(['cat', 'bob'])
        const channels = await bob!.get(`/subscriptions/u/${old.bob}`)
        expect(channels.data.map((row: { channel: { username: string } }) => row.channel.username)).toContain(
          'ann',
        )
        expect((await bob!.get('/likes/videos')).data).toMatchObject([{ _id: String(old.film) }])
        expect((await visitor!.get('/users/c/ann')).data).toMatchObject({
          subscribersCount: 3,
          videosCount: 2,
        })
        const history = (await ann!.get('/users/history')).data as { _id: string }[]
        // The hidden one was looked at just now.
        const watched = history.map(({ _id }) => _id).filter((id) => id !== String(old.hidden))
        expect(watched).toEqual([String(old.film), String(old.sea)])
        const dashboard = (await bob!.get('/dashboard/videos')).data
        expect(dashboard).toMatchObject([{ title: '42', videoFile: null, duration: 3.5 }])
      })

      it('life goes on: what is old is changed, liked and removed like what is new', async () => {
        expect((await bob!.post(`/likes/toggle/v/${old.film}`)).data).toMatchObject({
          isLiked: false,
          likesCount: 2,
        })
        expect((await bob!.post(`/subscriptions/c/${old.ann}`)).data).toMatchObject({
          subscribed: false,
          subscribersCount: 2,
        })
        expect((await bob!.post(`/comments/${old.film}`, { content: 'Again' })).status).toBe(201)
        const renamed = await ann!.patch(`/videos/${old.film}`, { title: 'The old film' })
        expect(renamed).toMatchObject({ status: 200, data: { title: 'The old film', videoFile: cloudinary } })
        expect((await ann!.patch(`/playlist/remove/${old.sea}/${old.best}`)).status).toBe(200)
        expect((await ann!.patch(`/videos/toggle/publish/${old.sea}`)).data.isPublished).toBe(false)
        expect((await ann!.delete(`/videos/${old.sea}`)).status).toBe(200)
        expect((await visitor!.get('/videos')).data.docs).toMatchObject([{ title: 'The old film' }])
        expect((await reelbase('adopt')).out).toContain('Prepared: users 0, videos 0,')
        expect((await visitor!.get(`/playlist/${old.best}`)).data.videos).toHaveLength(1)
      })
    })
  })
