import type { HistoryStore, Watched } from '../../../features/history/store.ts'
import type { Mongo } from '../connection.ts'
import type { WatchedDocument } from '../documents.ts'
import { idOf, oid, oids } from '../ids.ts'
import { ofVisibleVideo } from './audience.ts'
import { newestFirst } from './pages.ts'

const written = ({ userId, videoId, at, position }: Watched) => ({
  updateOne: {
    filter: { user: oid(userId), video: oid(videoId) },
    update: {
      $max: { watchedAt: at },
      ...(position === null ? { $setOnInsert: { position } } : { $set: { position } }),
    },
    upsert: true,
  },
})

export function mongoHistory({ mongo }: { mongo: Mongo }): HistoryStore {
  const watched = mongo.in('watchHistory')

  async function thoseThatAre(name: 'users' | 'videos', ids: string[]): Promise<Set<string>> {
    const gone = name === 'videos' ? { owner: { $ne: null } } : {}
    const rows = await mongo
      .in(name as 'videos')
      .all({ _id: { $in: oids(ids) }, ...gone }, { projection: { _id: 1 } })
    return new Set(rows.map(({ _id }) => idOf(_id)))
  }

  return {
    async record(rows) {
      if (rows.length === 0) return
      const videos = await thoseThatAre(
        'videos',
        rows.map(({ videoId }) => videoId),
      )
      const users = await thoseThatAre(
        'users',
        rows.map(({ userId }) => userId),
      )
      const known = rows.filter(({ userId, videoId }) => users.has(userId) && videos.has(videoId))
      await watched.write(known.map(written))
    },
    ids: (userId, { viewerId }, page) =>
      newestFirst(
        watched,
        {
          ...{ match: { user: oid(userId) }, time: 'watchedAt', id: 'video' },
          stages: ofVisibleVideo(viewerId),
          entryOf: ({ video, watchedAt, position }: WatchedDocument) => ({
            ...{ id: idOf(video), watchedAt, position: position ?? 0 },
          }),
          timeOf: ({ watchedAt }) => watchedAt,
        },
        page,
      ),
    async remove(userId, videoId) {
      await watched.remove({ user: oid(userId), video: oid(videoId) })
    },
    async clear(userId) {
      await watched.removeAll({ user: oid(userId) })
    },
    async setPaused(userId, isPaused) {
      await mongo.in('users').change({ _id: oid(userId) }, { $set: { historyPaused: isPaused } })
    },
  }
}
