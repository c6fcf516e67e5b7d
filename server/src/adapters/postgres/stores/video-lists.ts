import { type RawBuilder, sql } from 'kysely'
import type { Counts, VideoEntry, VideoFilter, VideoOrder } from '../../../features/videos/store.ts'
import type { SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Postgres } from '../connection.ts'
import { type Prepared, prepared } from '../statement.ts'
import { rowsToRead } from './row-counts.ts'

interface Order {
  column: RawBuilder<unknown>
  direction: 'asc' | 'desc'
  type: 'timestamptz' | 'bigint' | 'float8' | 'text'
}

const published = { column: sql.ref('videos.published_at'), type: 'timestamptz' } as const
const views = { column: sql.ref('video_counters.views'), type: 'bigint' } as const
const duration = { column: sql.ref('videos.duration_seconds'), type: 'float8' } as const
const title = { column: sql.ref('videos.title_key'), type: 'text' } as const

const orders: Record<VideoOrder, Order> = {
  newest: { ...published, direction: 'desc' },
  oldest: { ...published, direction: 'asc' },
  mostViewed: { ...views, direction: 'desc' },
  leastViewed: { ...views, direction: 'asc' },
  longest: { ...duration, direction: 'desc' },
  shortest: { ...duration, direction: 'asc' },
  titleAZ: { ...title, direction: 'asc' },
  titleZA: { ...title, direction: 'desc' },
}

/** What decides the text of the statement; everything else is a value. */
interface Form {
  order: VideoOrder
  byOwner: boolean
  after: boolean
  counted: boolean
  /** False: from the first row on. */
  skips: boolean
  /** How many are read: in the text. */
  rows: number
}

type Params = Record<'ownerId' | 'offset' | 'key' | 'id' | 'countUpTo', unknown>

interface FoundRow extends Counts {
  id: Id
  key: Date | string | number
  total: number | null
}
/** A count without a page has neither id nor key. */
type Row = FoundRow | { id: null; total: number | null }

const statements = new Map<string, Prepared<Params, Row>>()

/** Each form is one named statement, made when it is first asked for. */
function statementOf(form: Form): Prepared<Params, Row> {
  const { order, rows, ...switches } = form
  const used = Object.entries(switches).flatMap(([name, on]) => (on ? [name] : []))
  const name = ['videos.ids', order, rows, ...used].join('.')
  const known = statements.get(name)
  if (known) return known
  const statement = prepared<Params, Row>(name, (_db, p) => (form.counted ? counted(form, p) : page(form, p)))
  statements.set(name, statement)
  return statement
}

const way = (form: Form): RawBuilder<unknown> => sql.raw(orders[form.order].direction)

function page(form: Form, p: Params): RawBuilder<Row> {
  const { order, after } = form
  const { column, direction, type } = orders[order]
  const byViews = order.endsWith('Viewed')
  const idColumn = byViews ? sql`video_counters.video_id` : sql`videos.id`
  const beyond = sql.raw(direction === 'asc' ? '>' : '<')
  const start = after
    ? sql`and (${column}, ${idColumn}) ${beyond} (${p.key}::${sql.raw(type)}, ${p.id}::text)`
    : sql``
  return sql`
    select ${idColumn} as id, ${column} as key, views, likes, comments
    from videos join video_counters on video_counters.video_id = videos.id
    where ${where(form, p)} ${start}
    order by ${column} ${way(form)}, ${idColumn} ${way(form)}
    limit ${sql.lit(form.rows)} ${form.skips ? sql`offset ${p.offset}::integer` : sql``}`
}

const where = ({ byOwner }: Pick<Form, 'byOwner'>, p: Params): RawBuilder<boolean> => sql`listed
  ${byOwner ? sql`and owner_id = ${p.ownerId}::text` : sql``}`

/** The page and the count in one go; a page without rows still tells the count. */
const counted = (form: Form, p: Params): RawBuilder<Row> => sql`
  select page.*, counted.total
  from (select count(*)::integer as total
    from (select from videos where ${where(form, p)} limit ${p.countUpTo}::integer) as rows
  ) as counted
  left join (${page(form, p)}) as page on true
  order by page.key ${way(form)}, page.id ${way(form)}`

/** Ids of listed videos, and with `countUpTo` how many there are. */
export async function videoIds(
  postgres: Postgres,
  { ownerId }: VideoFilter,
  order: VideoOrder,
  { limit, offset, after }: PageRequest,
  countUpTo: number | null,
): Promise<PageOfEntries<VideoEntry> & { total: number | null }> {
  const [key, id] = after ?? []
  const form: Form = {
    ...{ order, byOwner: ownerId !== undefined },
    ...{ after: after !== null, counted: countUpTo !== null, skips: offset > 0 },
    rows: rowsToRead(limit),
  }
  const params: Params = {
    ...{ ownerId, offset, countUpTo, id },
    key: orders[order].type === 'timestamptz' && key !== undefined ? new Date(key) : key,
  }
  const rows = await postgres.run(statementOf(form), params)
  const { entries, next } = cutPage(rows.filter(isFound), limit, keyOf)
  return { entries: entries.map(entryOf), next, total: rows[0]?.total ?? null }
}

const isFound = (row: Row): row is FoundRow => row.id !== null

const entryOf = ({ id, views, likes, comments }: FoundRow): VideoEntry => ({
  id,
  counts: { views, likes, comments },
})

const keyOf = ({ key, id }: FoundRow): SortKey => [key instanceof Date ? key.getTime() : key, id]
