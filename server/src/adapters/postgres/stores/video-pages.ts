import { type RawBuilder, sql } from 'kysely'
import type { Counts, VideoEntry, VideoOrder } from '../../../features/videos/store.ts'
import { keyValue, type SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { type Prepared, prepared } from '../statement.ts'

/** What the pages of listed videos and of found ones have in common. */

export interface Sorting {
  direction: 'asc' | 'desc'
  type: 'timestamptz' | 'bigint' | 'float8' | 'text'
}

export type SortedBy = 'published' | 'views' | 'duration' | 'title'

interface Order extends Sorting {
  by: SortedBy
  /** The index of an order holds this column, then the id. */
  column: RawBuilder<unknown>
  id: RawBuilder<unknown>
}

type By = Omit<Order, 'direction'>

const id = sql.ref('videos.id')
const published: By = { by: 'published', type: 'timestamptz', column: sql.ref('videos.published_at'), id }
const duration: By = { by: 'duration', type: 'float8', column: sql.ref('videos.duration_seconds'), id }
const title: By = { by: 'title', type: 'text', column: sql.ref('videos.title_key'), id }
const views: By = {
  ...{ by: 'views', type: 'bigint', column: sql.ref('video_counters.views') },
  id: sql.ref('video_counters.video_id'),
}

export const videoOrders: Record<VideoOrder, Order> = {
  newest: { ...published, direction: 'desc' },
  oldest: { ...published, direction: 'asc' },
  mostViewed: { ...views, direction: 'desc' },
  leastViewed: { ...views, direction: 'asc' },
  longest: { ...duration, direction: 'desc' },
  shortest: { ...duration, direction: 'asc' },
  titleAZ: { ...title, direction: 'asc' },
  titleZA: { ...title, direction: 'desc' },
}

interface Place {
  column: RawBuilder<unknown>
  id: RawBuilder<unknown>
}

export const wayOf = ({ direction }: Sorting): RawBuilder<unknown> => sql.raw(direction)

/** The rows that come after the cursor's. */
export function afterKey(sorting: Sorting, { column, id }: Place, p: Record<'key' | 'id', unknown>) {
  const beyond = sql.raw(sorting.direction === 'asc' ? '>' : '<')
  return sql`(${column}, ${id}) ${beyond} (${p.key}::${sql.raw(sorting.type)}, ${p.id}::text)`
}

/** The end of a page's statement; `rows` stands in its text (row-counts.ts). */
export function sortedPage(
  sorting: Sorting,
  { column, id }: Place,
  { rows, skips }: { rows: number; skips: boolean },
  p: Record<'offset', unknown>,
) {
  const way = wayOf(sorting)
  return sql`order by ${column} ${way}, ${id} ${way}
    limit ${sql.lit(rows)} ${skips ? sql`offset ${p.offset}::integer` : sql``}`
}

/** A cursor's key as a parameter. */
export const keyParameter = ({ type }: Sorting, key: SortKey[number] | undefined) =>
  type === 'timestamptz' && key !== undefined ? new Date(key) : key

export interface FoundRow extends Counts {
  id: Id
  key: Date | string | number
}

/** A page without rows still tells how many there are: a row without an id. */
export const isFound = <Row extends { id: Id | null }>(row: Row): row is Row & FoundRow => row.id !== null

export const keyOf = ({ key, id }: FoundRow): SortKey => [keyValue(key), id]

export const entryOf = ({ id, views, likes, comments }: FoundRow): VideoEntry => ({
  id,
  counts: { views, likes, comments },
})

/** A statement for each form, named by it, made when it is first asked for. */
export function statementsByForm<P extends object, Form extends { order: string; rows: number }, Row>(
  prefix: string,
  build: (form: Form, p: P) => RawBuilder<Row>,
): (form: Form) => Prepared<P, Row> {
  const made = new Map<string, Prepared<P, Row>>()
  return (form) => {
    const { order, rows, ...switches } = form
    const used = Object.entries(switches).flatMap(([name, on]) => (on ? [name] : []))
    const name = [prefix, order, rows, ...used].join('.')
    const known = made.get(name)
    if (known) return known
    const statement = prepared<P, Row>(name, (_db, p) => build(form, p))
    made.set(name, statement)
    return statement
  }
}
