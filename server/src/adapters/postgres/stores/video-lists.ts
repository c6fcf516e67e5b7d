import { type RawBuilder, sql } from 'kysely'
import type { VideoFilter, VideoOrder } from '../../../features/videos/store.ts'
import type { SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Runner } from '../connection.ts'
import { type Prepared, prepared } from '../statement.ts'

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
  byWords: boolean
  after: boolean
  counted: boolean
}

type Params = Record<'ownerId' | 'words' | 'rows' | 'offset' | 'key' | 'id' | 'countUpTo', unknown>

interface FoundRow {
  id: Id
  key: Date | string | number
  total: number | null
}
/** A count without a page has neither id nor key. */
type Row = FoundRow | { id: null; key: null; total: number | null }

const statements = new Map<string, Prepared<Params, Row>>()

/** Each form is one named statement, made when it is first asked for. */
function statementOf(form: Form): Prepared<Params, Row> {
  const { order, ...switches } = form
  const used = Object.entries(switches).flatMap(([name, on]) => (on ? [name] : []))
  const name = ['videos.ids', order, ...used].join('.')
  const known = statements.get(name)
  if (known) return known
  const statement = prepared<Params, Row>(name, (_db, p) => (form.counted ? counted(form, p) : page(form, p)))
  statements.set(name, statement)
  return statement
}

function page({ order, byOwner, byWords, after }: Form, p: Params): RawBuilder<Row> {
  const { column, direction, type } = orders[order]
  // A view counter has its own narrow row, and its index leads here.
  const from = order.endsWith('Viewed')
    ? sql`video_counters join videos on videos.id = video_counters.video_id`
    : sql`videos`
  const idColumn = order.endsWith('Viewed') ? sql`video_counters.video_id` : sql`videos.id`
  const beyond = sql.raw(direction === 'asc' ? '>' : '<')
  const start = after
    ? sql`and (${column}, ${idColumn}) ${beyond} (${p.key}::${sql.raw(type)}, ${p.id}::text)`
    : sql``
  const way = sql.raw(direction)
  return sql`
    select ${idColumn} as id, ${column} as key from ${from}
    where ${where(byOwner, byWords, p)} ${start}
    order by ${column} ${way}, ${idColumn} ${way}
    limit ${p.rows}::integer ${after ? sql`` : sql`offset ${p.offset}::integer`}`
}

const where = (byOwner: boolean, byWords: boolean, p: Params): RawBuilder<boolean> => sql`listed
  ${byOwner ? sql`and owner_id = ${p.ownerId}::text` : sql``}
  ${byWords ? sql`and (title_words || description_words || tag_words) @> ${p.words}::text[]` : sql``}`

/** The page and the count in one go; a page without rows still tells the count. */
const counted = (form: Form, p: Params): RawBuilder<Row> => sql`
  select page.id, page.key, counted.total
  from (select count(*)::integer as total
    from (select from videos where ${where(form.byOwner, form.byWords, p)} limit ${p.countUpTo}::integer) as rows
  ) as counted
  left join (${page(form, p)}) as page on true
  order by page.key ${sql.raw(orders[form.order].direction)}, page.id ${sql.raw(orders[form.order].direction)}`

/** Ids of listed videos, and with `countUpTo` how many there are. */
export async function videoIds(
  runner: Runner,
  { ownerId, words }: VideoFilter,
  order: VideoOrder,
  { limit, offset, after }: PageRequest,
  countUpTo: number | null,
): Promise<PageOfEntries<{ id: Id }> & { total: number | null }> {
  const [key, id] = after ?? []
  const statement = statementOf({
    order,
    byOwner: ownerId !== undefined,
    byWords: words !== undefined,
    after: after !== null,
    counted: countUpTo !== null,
  })
  const rows = await runner.run(statement, {
    ownerId,
    words,
    offset,
    countUpTo,
    id,
    rows: limit + 1,
    key: orders[order].type === 'timestamptz' && key !== undefined ? new Date(key) : key,
  })
  const found = rows.filter(isFound)
  return { ...cutPage(found, limit, keyOf), total: rows[0]?.total ?? null }
}

const isFound = (row: Row): row is FoundRow => row.id !== null

const keyOf = ({ key, id }: FoundRow): SortKey => [key instanceof Date ? key.getTime() : key, id]
