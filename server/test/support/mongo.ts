import { randomBytes } from 'node:crypto'
import { ObjectId } from 'mongodb'
import { type Mongo, openMongo } from '../../src/adapters/mongo/connection.ts'
import { appendDeltas, fieldOf } from '../../src/adapters/mongo/counters.ts'
import { mongoDatabase } from '../../src/adapters/mongo/database.ts'
import { keepRecord } from '../../src/adapters/mongo/idempotency.ts'
import { oid } from '../../src/adapters/mongo/ids.ts'
import { migrate } from '../../src/adapters/mongo/migrate.ts'
import { mongoPlaylists } from '../../src/adapters/mongo/stores/playlists.ts'
import type { Makers } from '../../src/database.ts'
import type { CounterName } from '../../src/ports/counters.ts'
import type { Beneath } from './beneath.ts'

/** An address with a database of one's own in it. */
export function freshMongoUri(uri: string): string {
  const url = new URL(uri)
  url.pathname = `/reelbase_test_${randomBytes(6).toString('hex')}`
  return url.href
}

/** A database of one's own on the server of this run, migrated. */
export async function openMongoUnderTest(uri: string, makers: Makers) {
  const mongo = openMongo({ uri: freshMongoUri(uri), poolSize: 30 })
  await migrate(mongo)
  return {
    mongo,
    database: mongoDatabase({ ...makers, mongo }),
    async empty() {
      for (const { name } of await mongo.db.listCollections({}, { nameOnly: true }).toArray())
        if (!['migrations', 'locks', 'site'].includes(name)) await mongo.db.collection(name).deleteMany({})
    },
    async close() {
      await mongo.db.dropDatabase()
      await mongo.close()
    },
  }
}

export function mongoBeneath(mongo: Mongo): Beneath {
  const count = (name: Parameters<Mongo['in']>[0], filter: object) => mongo.in(name as 'videos').count(filter)

  return {
    append: (counter, targetId, delta) =>
      appendDeltas(mongo, [{ counter: counter as CounterName, targetId, delta }]),
    async spoil(counter, targetId, by) {
      const { collection, field } = fieldOf(counter)!
      await mongo.in(collection as 'videos').change({ _id: oid(targetId) }, { $inc: { [field]: by } })
    },
    async forget(userId) {
      const counters = { subscribersCount: '', subscriptionsCount: '', videosCount: '' } as const
      await mongo.in('users').change({ _id: oid(userId) }, { $unset: counters })
    },
    keepRecord: (record, targetId) => mongo.transaction((tx) => keepRecord(tx, record, targetId)),
    async crowd({ videoId, ownerId, comments }) {
      const now = Date.now()
      const ids = Array.from({ length: comments }, () => new ObjectId())
      const [video, owner] = [oid(videoId), oid(ownerId)]
      const times = ids.map((_, n) => ({ createdAt: new Date(now + n), updatedAt: new Date(now + n) }))
      await mongo.in('comments').add(
        ids.map((_id, n) => ({
          ...{ _id, video, owner, parent: n % 2 ? ids[n - 1]! : null, content: 'Nice', isPinned: false },
          ...{ isHearted: false, editedAt: null, likesCount: 1, ...times[n]! },
          repliesCount: n % 2 === 0 && n + 1 < comments ? 1 : 0,
        })),
      )
      await mongo
        .in('likes')
        .add(ids.map((comment, n) => ({ _id: new ObjectId(), likedBy: owner, comment, ...times[n]! })))
      await mongo.in('videos').change({ _id: video }, { $inc: { commentsCount: comments } })
    },
    async rowsOfVideo(id) {
      const video = oid(id)
      const comments = await mongo.in('comments').all({ video }, { projection: { _id: 1 } })
      const there = await count('videos', { _id: video })
      return {
        ...{ videos: there, video_counters: there, comments: comments.length },
        likes: await count('likes', {
          $or: [{ video }, { comment: { $in: comments.map(({ _id }) => _id) } }],
        }),
        watch_history: await count('watchHistory', { video }),
        playlist_entries: await count('playlistEntries', { video }),
      }
    },
    async rowsOfUser(id) {
      const user = oid(id)
      const there = await count('users', { _id: user })
      const hanging = await Promise.all([
        count('sessions', { user }),
        ...(['videos', 'comments', 'tweets', 'playlists'] as const).map((name) =>
          count(name, { owner: user }),
        ),
        count('likes', { likedBy: user }),
        count('subscriptions', { $or: [{ subscriber: user }, { channel: user }] }),
        count('watchHistory', { user }),
      ])
      // On engines whose counters stand apart these are two rows.
      return hanging.reduce((sum, rows) => sum + rows, there * 2)
    },
    async forgetWords() {
      await mongo.in('videoSearch').removeAll({})
      await mongo.in('searchWords').removeAll({})
    },
    smallPlaylists: (limits) => mongoPlaylists({ mongo, limits }),
  }
}
