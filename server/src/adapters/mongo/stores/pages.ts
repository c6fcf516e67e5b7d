import type { Document } from 'mongodb'
import type { SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Bound } from '../collection.ts'
import { oid } from '../ids.ts'

export type Direction = 1 | -1
/** A field of an order, and what stands there in the row that was seen last. */
type Key = [field: string, direction: Direction, value: unknown]

/**
 * What comes after this key, the nearest first: rows that are alike but for the last field, then those further off. Each begins at
 * one place of an index, however many rows are alike.
 */
export const beyond = (keys: Key[]): Document[] =>
  keys
    .map(([name, way, last], index) => ({
      ...Object.fromEntries(keys.slice(0, index).map(([equal, , same]) => [equal, { $eq: same }])),
      [name]: { [way === 1 ? '$gt' : '$lt']: last },
    }))
    .toReversed()

interface Sorted {
  match: Document
  sort: Record<string, Direction>
  /** Where the page begins, as `beyond` says it; null: at the start, or by number. */
  after: Document[] | null
  /** Stages that leave rows out, or put something beside them. */
  stages?: Document[]
}

type Rows = Pick<PageRequest, 'limit' | 'offset'>

/** One row more than the page shows. */
export const rowsOf = ({ limit, offset }: Rows): Document[] => [
  ...(offset > 0 ? [{ $skip: offset }] : []),
  { $limit: limit + 1 },
]

/** The rows of a page; `shown` are stages for those alone. */
export async function readPage<Row extends Document>(
  collection: Pick<Bound<Document>, 'gather'>,
  { match, sort, after, stages = [] }: Sorted,
  page: Rows,
  shown: Document[] = [],
  limits: { maxTimeMS?: number } = {},
): Promise<Row[]> {
  const filters = after?.map((bound) => ({ $and: [match, bound] })) ?? [match]
  const parts = await Promise.all(
    filters.map((filter) =>
      collection.gather<Row>(
        [{ $match: filter }, { $sort: sort }, ...stages, ...rowsOf(page), ...shown],
        limits,
      ),
    ),
  )
  return parts.flat().slice(0, page.limit + 1)
}

interface ByTime<Row, Entry> {
  match: Document
  time: Extract<keyof Row, string>
  /** What tells rows of one time apart; an index holds both. */
  id?: string
  stages?: Document[]
  entryOf(row: Row): Entry
  timeOf(entry: Entry): Date
}

/** A list by time, by pages and by what follows a cursor. */
export async function newestFirst<Doc extends Document, Entry extends { id: Id }>(
  collection: Bound<Doc>,
  { match, time, id = '_id', stages, entryOf, timeOf }: ByTime<Doc, Entry>,
  page: PageRequest,
): Promise<PageOfEntries<Entry>> {
  const [at, last] = page.after ?? []
  const after = page.after
    ? beyond([
        [time, -1, new Date(at as number)],
        [id, -1, oid(String(last))],
      ])
    : null
  const sort = { [time]: -1, [id]: -1 } as Record<string, Direction>
  const rows = await readPage<Doc>(collection, { match, sort, after, stages }, page)
  const key = (entry: Entry): SortKey => [timeOf(entry).getTime(), entry.id]
  return cutPage(rows.map(entryOf), page.limit, key)
}
