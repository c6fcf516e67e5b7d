import { type RawBuilder, sql } from 'kysely'
import type { SearchOrder } from '../../../../features/search/store.ts'
import type { VideoOrder } from '../../../../features/videos/store.ts'

export interface Order {
  /** Of what was gathered, and what must be joined to it. */
  gathered: { column: RawBuilder<unknown>; join: RawBuilder<unknown> }
  direction: 'asc' | 'desc'
  type: 'timestamptz' | 'bigint' | 'float8' | 'text'
}

/** Where the index of an order is walked: its column, and the id in the same index. */
export interface Walk {
  column: RawBuilder<unknown>
  id: RawBuilder<unknown>
  from: RawBuilder<unknown>
}

const nothing = sql``
const fromVideos = sql`join videos on videos.id = hits.id`
const published = {
  gathered: { column: sql.ref('hits.published_at'), join: nothing },
  type: 'timestamptz',
} as const
const views = {
  gathered: {
    column: sql.ref('video_counters.views'),
    join: sql`join video_counters on video_counters.video_id = hits.id`,
  },
  type: 'bigint',
} as const
const duration = {
  gathered: { column: sql.ref('videos.duration_seconds'), join: fromVideos },
  type: 'float8',
} as const
const title = { gathered: { column: sql.ref('videos.title_key'), join: fromVideos }, type: 'text' } as const
const points = { gathered: { column: sql.ref('hits.points'), join: nothing }, type: 'bigint' } as const

export const orders: Record<SearchOrder, Order> = {
  relevance: { ...points, direction: 'desc' },
  newest: { ...published, direction: 'desc' },
  oldest: { ...published, direction: 'asc' },
  mostViewed: { ...views, direction: 'desc' },
  leastViewed: { ...views, direction: 'asc' },
  longest: { ...duration, direction: 'desc' },
  shortest: { ...duration, direction: 'asc' },
  titleAZ: { ...title, direction: 'asc' },
  titleZA: { ...title, direction: 'desc' },
}

const inVideos = (column: string): Walk => ({
  column: sql.ref(`videos.${column}`),
  id: sql.ref('videos.id'),
  from: sql`videos join video_search on video_search.video_id = videos.id
    join video_counters on video_counters.video_id = videos.id where videos.listed`,
})
const inCounters: Walk = {
  column: sql.ref('video_counters.views'),
  id: sql.ref('video_counters.video_id'),
  from: sql`video_counters join video_search on video_search.video_id = video_counters.video_id where true`,
}

export const walks: Record<VideoOrder, Walk> = {
  newest: inVideos('published_at'),
  oldest: inVideos('published_at'),
  mostViewed: inCounters,
  leastViewed: inCounters,
  longest: inVideos('duration_seconds'),
  shortest: inVideos('duration_seconds'),
  titleAZ: inVideos('title_key'),
  titleZA: inVideos('title_key'),
}
