import { sql } from 'kysely'
import type { ViewLimits, ViewStore } from '../../../features/views/store.ts'
import type { Id } from '../../../lib/id.ts'
import { watchedSeconds } from '../../../ports/counters.ts'
import type { Postgres } from '../connection.ts'
import { type Params, prepared } from '../statement.ts'
import { sweepOf } from '../sweep.ts'

interface Counting extends ViewLimits {
  videoIds: Id[]
  viewerKeys: string[]
  networkKeys: (string | null)[]
  times: Date[]
}

/**
 * Of a network the first new viewers count, as far as those that were counted within the window leave room.
 * Written in one order, so that two processes that count the same viewers cannot wait for each other crosswise.
 */
const count = prepared(
  'views.count',
  (_db, p: Params<Counting>) => sql<{
    counted: number
  }>`
    with seen as (
      select video_id, viewer_key, network_key, seen_at, seen_at - ${p.windowMs}::float8 * interval '1 ms' as since
      from unnest(${p.videoIds}::text[], ${p.viewerKeys}::text[], ${p.networkKeys}::text[], ${p.times}::timestamptz[])
        as seen (video_id, viewer_key, network_key, seen_at)
      where exists (select from videos where videos.id = seen.video_id and owner_id is not null)
    ),
    fresh as (
      select *, row_number() over (partition by video_id, network_key order by seen_at, viewer_key) as place
      from seen
      where not exists (select from view_windows as known
        where known.video_id = seen.video_id and known.viewer_key = seen.viewer_key and known.counted_at > since)
    ),
    counted as (
      insert into view_windows (video_id, viewer_key, network_key, counted_at)
      select video_id, viewer_key, network_key, seen_at
      from fresh
      where network_key is null or place <= ${p.perNetwork}::integer - (select count(*) from view_windows as known
        where known.video_id = fresh.video_id and known.network_key = fresh.network_key and known.counted_at > since)
      order by video_id, viewer_key
      on conflict (video_id, viewer_key) do update set counted_at = excluded.counted_at
        where view_windows.counted_at <= excluded.counted_at - ${p.windowMs}::float8 * interval '1 ms'
      returning video_id
    ),
    added as (
      insert into counter_deltas (counter, target_id, delta)
      select 'video.views', video_id, count(*)::integer from counted group by video_id
    )
    select count(*)::integer as counted from counted`,
)

const addWatchTime = prepared(
  'views.add-watch-time',
  (_db, p: Params<{ videoIds: Id[]; seconds: number[] }>) => sql<object>`
    insert into counter_deltas (counter, target_id, delta)
    select ${sql.lit(watchedSeconds)}, video_id, seconds
    from unnest(${p.videoIds}::text[], ${p.seconds}::integer[]) as watched (video_id, seconds)
    where exists (select from videos where videos.id = video_id and owner_id is not null)`,
)

const sweep = sweepOf('views.sweep', { table: 'view_windows', time: 'counted_at' })

export function postgresViews({ postgres }: { postgres: Postgres }): ViewStore {
  return {
    async count(views, limits) {
      if (views.length === 0) return 0
      const row = await postgres.one(count, {
        videoIds: views.map(({ videoId }) => videoId),
        viewerKeys: views.map(({ viewerKey }) => viewerKey),
        networkKeys: views.map(({ networkKey }) => networkKey),
        times: views.map(({ at }) => at),
        ...limits,
      })
      return row?.counted ?? 0
    },
    async addWatchTime(watched) {
      if (watched.length === 0) return
      await postgres.run(addWatchTime, {
        videoIds: watched.map(({ videoId }) => videoId),
        seconds: watched.map(({ seconds }) => seconds),
      })
    },
    sweep: (before, most) => postgres.change(sweep, { before, most }),
  }
}
