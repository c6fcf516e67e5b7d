import { type RawBuilder, sql } from 'kysely'
import type { SearchOrder } from '../../../../features/search/store.ts'
import type { VideoOrder } from '../../../../features/videos/store.ts'
import { type SortedBy, type Sorting, videoOrders } from '../video-pages.ts'

/** The sort key of what was gathered, and what must be joined to it. */
interface Gathered {
  column: RawBuilder<unknown>
  join: RawBuilder<unknown>
}

const nothing = sql``
const fromVideos = sql`join videos on videos.id = hits.id`

const gathered: Record<SortedBy | 'points', Gathered> = {
  published: { column: sql.ref('hits.published_at'), join: nothing },
  views: {
    column: sql.ref('video_counters.views'),
    join: sql`join video_counters on video_counters.video_id = hits.id`,
  },
  duration: { column: sql.ref('videos.duration_seconds'), join: fromVideos },
  title: { column: sql.ref('videos.title_key'), join: fromVideos },
  points: { column: sql.ref('hits.points'), join: nothing },
}

const byPoints: Sorting = { direction: 'desc', type: 'bigint' }

export const sortingOf = (order: SearchOrder): Sorting =>
  order === 'relevance' ? byPoints : videoOrders[order]

export const gatheredBy = (order: SearchOrder): Gathered =>
  gathered[order === 'relevance' ? 'points' : videoOrders[order].by]

/** Where the index of an order is walked. */
export const walkedFrom = (order: VideoOrder): RawBuilder<unknown> =>
  videoOrders[order].by === 'views'
    ? sql`video_counters join video_search on video_search.video_id = video_counters.video_id where true`
    : sql`videos join video_search on video_search.video_id = videos.id
    join video_counters on video_counters.video_id = videos.id where videos.listed`
