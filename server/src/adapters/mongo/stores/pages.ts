import type { Document } from 'mongodb'
import type { SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Bound } from '../collection.ts'
import { oid } from '../ids.ts'

export type Direction = 1 | -1
/** A field of an order, and what stands there in the row that was seen last. */
type Key = [field: string, direction: Direction, value: unknown]

/** What comes after this key. The bound of the first field stands by itself too: there an index begins, and rows of one value are told apart later. */
export function beyond(keys: Key[]): Document {
  const [[field, direction, value]] = keys as [Key]
  const either = keys.map(([name, way, last], index) => ({
    ...Object.fromEntries(keys.slice(0, index).map(([equal, , same]) => [equal, { $eq: same }])),
    [name]: { [way === 1 ? '$gt' : '$lt']: last },
  }))
  return { [field]: { [direction === 1 ? '$gte' : '$lte']: value }, $or: either }
}

interface Sorted {
  /** Says nothing of the fields of the order. */
  match: Document
  sort: Record<string, Direction>
  /** Where the page begins; null: at the start, or by number. */
  after: Document | null
  /** Stages that leave rows out, or put something beside them. */
  stages?: Document[]
}

/** The stages of a page; one row more than it shows. */
export function pageStages(
  { match, sort, after, stages = [] }: Sorted,
  { limit, offset }: Pick<PageRequest, 'limit' | 'offset'>,
): Document[] {
  const { $or: ties, ...bound } = after ?? {}
  return [
    ...[{ $match: { ...match, ...bound } }, { $sort: sort }],
    ...(ties ? [{ $match: { $or: ties } }] : []),
    ...stages,
    ...(offset > 0 ? [{ $skip: offset }] : []),
    { $limit: limit + 1 },
  ]
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
  const rows = await collection.gather<Doc>(pageStages({ match, sort, after, stages }, page))
  const key = (entry: Entry): SortKey => [timeOf(entry).getTime(), entry.id]
  return cutPage(rows.map(entryOf), page.limit, key)
}
