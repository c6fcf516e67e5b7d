import { sql } from 'kysely'
import type { ViewStore } from '../../../features/views/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres } from '../connection.ts'
import { type Params, prepared } from '../statement.ts'

/** In one order, so that two processes that count the same viewers cannot wait for each other crosswise. */
const count = prepared(
  'views.count',
  (_db, p: Params<{ videoIds: Id[]; viewerKeys: string[]; times: Date[]; windowMs: number }>) => sql<{
    counted: number
  }>`
    with counted as (
      insert into view_windows (video_id, viewer_key, counted_at)
      select video_id, viewer_key, seen_at
      from unnest(${p.videoIds}::text[], ${p.viewerKeys}::text[], ${p.times}::timestamptz[])
        as seen (video_id, viewer_key, seen_at)
      where exists (select from videos where videos.id = seen.video_id)
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

const sweep = prepared('views.sweep', (db, p: Params<{ before: Date }>) =>
  db.deleteFrom('view_windows').where('counted_at', '<', p.before),
)

export function postgresViews({ postgres }: { postgres: Postgres }): ViewStore {
  return {
    async count(views, windowMs) {
      if (views.length === 0) return 0
      const row = await postgres.one(count, {
        videoIds: views.map(({ videoId }) => videoId),
        viewerKeys: views.map(({ viewerKey }) => viewerKey),
        times: views.map(({ at }) => at),
        windowMs,
      })
      return row?.counted ?? 0
    },
    sweep: (before) => postgres.change(sweep, { before }),
  }
}
