import { type RawBuilder, sql } from 'kysely'
import type {
  ChannelStats,
  DashboardStore,
  Day,
  DayRange,
  OwnVideoEntry,
} from '../../../features/dashboard/store.ts'
import type { Hls, Processing } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres } from '../connection.ts'
import { withPending } from '../counters.ts'
import { type Params, prepared } from '../statement.ts'
import { newestFirst } from './newest-first.ts'

const notFolded = (counter: string) =>
  sql`coalesce(sum(delta) filter (where counter = ${sql.lit(counter)}), 0)::integer`

/** One statement, so that no fold between two of them is counted twice. */
const stats = prepared(
  'dashboard.stats',
  (_db, p: Params<{ ownerId: Id }>) => sql<ChannelStats>`
    with own as materialized (
      select id, views, likes, comments from videos join video_counters on video_id = id
      where owner_id = ${p.ownerId}
    ),
    folded as (
      select count(*)::integer as videos, coalesce(sum(views), 0) as views,
        coalesce(sum(likes), 0) as likes, coalesce(sum(comments), 0) as comments
      from own
    ),
    pending as (
      select ${notFolded('video.views')} as views, ${notFolded('video.likes')} as likes,
        ${notFolded('video.comments')} as comments
      from counter_deltas where target_id in (select id from own)
    )
    select folded.videos, folded.views + pending.views as views, folded.likes + pending.likes as likes,
      folded.comments + pending.comments as comments,
      ${withPending('user.subscribers', sql.ref('subscribers'), sql.ref('user_id'))} as subscribers
    from user_counters, folded, pending
    where user_id = ${p.ownerId}`,
)

interface Row extends Processing {
  id: Id
  createdAt: Date
  hls: Hls | null
}

const daysIn = (table: 'video_days' | 'channel_days', id: string, subscribers: RawBuilder<unknown>) =>
  prepared(
    `dashboard.${table}`,
    (_db, p: Params<DayRange & { id: Id }>) => sql<Day>`
      select day, views, watched_seconds as "watchedSeconds", likes, comments, ${subscribers}
      from ${sql.table(table)} where ${sql.ref(id)} = ${p.id} and day between ${p.from}::text and ${p.to}::text
      order by day`,
  )
const channelDays = daysIn(
  'channel_days',
  'user_id',
  sql`subscribers_gained as "subscribersGained", subscribers_lost as "subscribersLost"`,
)
const videoDays = daysIn('video_days', 'video_id', sql`0 as "subscribersGained", 0 as "subscribersLost"`)

const ownVideos = newestFirst({
  name: 'dashboard.videos',
  rows: (p: Params<{ ownerId: Id }>) => sql<Row>`
    select id, created_at as "createdAt", hls, processing_state as state, processing_stage as stage,
      processing_percent as percent, processing_error as error, truncated
    from videos where owner_id = ${p.ownerId}`,
  time: sql.ref('created_at'),
  id: sql.ref('id'),
  timeOf: ({ createdAt }) => createdAt,
})

export function postgresDashboard({ postgres }: { postgres: Postgres }): DashboardStore {
  return {
    statsOf: (ownerId) => postgres.one(stats, { ownerId }),
    daysOfChannel: (id, range) => postgres.run(channelDays, { id, ...range }),
    daysOfVideo: (id, range) => postgres.run(videoDays, { id, ...range }),
    async videoIds(ownerId, _audience, page) {
      const { entries, next } = await ownVideos(postgres, { ownerId }, page)
      return { entries: entries.map(entryOf), next }
    },
  }
}

const entryOf = ({ id, createdAt, hls, ...processing }: Row): OwnVideoEntry => ({
  ...{ id, createdAt, hls },
  processing,
})
