import { type RawBuilder, sql } from 'kysely'
import type { ChannelStats, DashboardStore, OwnVideoEntry } from '../../../features/dashboard/store.ts'
import type { Hls, Processing } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage } from '../../../lists/page.ts'
import type { Postgres } from '../connection.ts'
import { withPending } from '../counters.ts'
import { type Params, prepared } from '../statement.ts'

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

type Entries = Params<{ ownerId: Id; rows: number; offset: number; at: Date; id: Id }>

const entries = (p: Entries, start: RawBuilder<unknown>) => sql<Row>`
  select id, created_at as "createdAt", hls, processing_state as state, processing_stage as stage,
    processing_percent as percent, processing_error as error, truncated
  from videos where owner_id = ${p.ownerId} ${start}
  order by created_at desc, id desc
  limit ${p.rows}::integer`

const fromOffset = prepared(
  'dashboard.videos.from-offset',
  (_db, p: Entries) => sql<Row>`${entries(p, sql``)} offset ${p.offset}::integer`,
)
const fromCursor = prepared('dashboard.videos.from-cursor', (_db, p: Entries) =>
  entries(p, sql`and (created_at, id) < (${p.at}::timestamptz, ${p.id}::text)`),
)

export function postgresDashboard({ postgres }: { postgres: Postgres }): DashboardStore {
  return {
    statsOf: (ownerId) => postgres.one(stats, { ownerId }),
    async videoIds(ownerId, _audience, { limit, offset, after }) {
      const [at = 0, id = ''] = after ?? []
      const rows = await postgres.run(after ? fromCursor : fromOffset, {
        ...{ ownerId, offset },
        rows: limit + 1,
        at: new Date(at),
        id: String(id),
      })
      return cutPage(rows.map(entryOf), limit, (entry) => [entry.createdAt.getTime(), entry.id])
    },
  }
}

const entryOf = ({ id, createdAt, hls, ...processing }: Row): OwnVideoEntry => ({
  ...{ id, createdAt, hls },
  processing,
})
