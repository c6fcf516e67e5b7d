import { sql } from 'kysely'
import type { HistoryEntry, HistoryStore } from '../../../features/history/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres } from '../connection.ts'
import { isForeignKeyViolation } from '../errors.ts'
import { any, type Params, prepared } from '../statement.ts'
import { visibleTo } from './audience.ts'
import { newestFirst } from './newest-first.ts'

/** In one order, so that two processes that write the same entries cannot wait for each other crosswise. */
const record = prepared(
  'history.record',
  (_db, p: Params<Record<'userIds' | 'videoIds' | 'times' | 'positions', unknown[]>>) => sql<object>`
    insert into watch_history (user_id, video_id, watched_at, position_seconds)
    select user_id, video_id, seen_at, position
    from unnest(${p.userIds}::text[], ${p.videoIds}::text[], ${p.times}::timestamptz[], ${p.positions}::float8[])
      as seen (user_id, video_id, seen_at, position)
    where exists (select from videos where videos.id = seen.video_id and owner_id is not null)
      and exists (select from users where users.id = seen.user_id)
    order by user_id, video_id
    on conflict (user_id, video_id) do update set
      watched_at = greatest(watch_history.watched_at, excluded.watched_at),
      position_seconds = coalesce(excluded.position_seconds, watch_history.position_seconds)
      where watch_history.watched_at < excluded.watched_at or excluded.position_seconds is not null`,
)

const watched = newestFirst({
  name: 'history',
  rows: (p: { userId: Id; viewerId: Id | null }) => sql<HistoryEntry>`
    select video_id as id, watched_at as "watchedAt", coalesce(position_seconds, 0) as position
    from watch_history join videos on videos.id = video_id
    where user_id = ${p.userId} and ${visibleTo(p.viewerId)}`,
  time: sql.ref('watched_at'),
  id: sql.ref('video_id'),
  timeOf: ({ watchedAt }) => watchedAt,
})

const remove = prepared('history.remove', (db, p: Params<{ userId: Id; videoIds: Id[] }>) =>
  db.deleteFrom('watch_history').where('user_id', '=', p.userId).where('video_id', '=', any(p.videoIds)),
)
const clear = prepared('history.clear', (db, p: Params<{ userId: Id }>) =>
  db.deleteFrom('watch_history').where('user_id', '=', p.userId),
)
const setPaused = prepared('history.set-paused', (db, p: Params<{ userId: Id; isPaused: boolean }>) =>
  db.updateTable('users').set({ history_paused: p.isPaused }).where('id', '=', p.userId),
)

export function postgresHistory({ postgres }: { postgres: Postgres }): HistoryStore {
  return {
    async record(watched) {
      if (watched.length === 0) return
      const values = {
        userIds: watched.map(({ userId }) => userId),
        videoIds: watched.map(({ videoId }) => videoId),
        times: watched.map(({ at }) => at),
        positions: watched.map(({ position }) => position),
      }
      // A video that goes at this very moment is seen by the statement and missed by its foreign key.
      for (let left = 3; ; left--) {
        try {
          await postgres.run(record, values)
          return
        } catch (error) {
          if (left === 0 || !isForeignKeyViolation(error)) throw error
        }
      }
    },
    ids: (userId, { viewerId }, page) => watched(postgres, { userId, viewerId }, page),
    async remove(userId, videoId) {
      await postgres.run(remove, { userId, videoIds: [videoId] })
    },
    async clear(userId) {
      await postgres.run(clear, { userId })
    },
    async setPaused(userId, isPaused) {
      await postgres.run(setPaused, { userId, isPaused })
    },
  }
}
