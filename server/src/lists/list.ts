import type { KeyKind } from '../lib/cursor.ts'
import type { Id } from '../lib/id.ts'
import { type Audience, audienceOf } from '../policy.ts'
import type { Viewer } from '../viewer.ts'
import { arrayRequest, nextCursor, type PageOfEntries, type PageRequest, type PagingQuery, pageRequest } from './page.ts'

/** Who asks for what; features add their filters. */
export interface Asking {
  viewer: Viewer | null
  paging: PagingQuery
}

interface ListSpec<A extends Asking, Entry extends { id: Id }, Row extends { id: Id }, Doc, More> {
  /** The operation and its filters: the cursor of another list is refused. */
  scope(asked: A): string
  /** What the sort key of this list is made of, such as `['time', 'id']`. */
  key(asked: A): readonly KeyKind[]
  /** For lists that are plain arrays: 500 rows when nobody asks for pages. */
  unpaged?: boolean
  ids(asked: A, audience: Audience, page: PageRequest): Promise<PageOfEntries<Entry> & More>
  /** In the order of the ids, without those that are gone. */
  load(ids: Id[]): Promise<Row[]>
  /** Only catches what changed since the ids were read: the ids method has heeded the audience. */
  rules(viewer: Viewer | null, row: Row): boolean
  present(row: Row, entry: Entry, asked: A): Doc
}

/** Every list: audience → ids → load → rules → present (docs/architecture.md, principle 8). */
export function list<A extends Asking, Entry extends { id: Id }, Row extends { id: Id }, Doc, More = unknown>(
  spec: ListSpec<A, Entry, Row, Doc, More>,
) {
  return async (asked: A) => {
    const scope = spec.scope(asked)
    const request = spec.unpaged ? arrayRequest : pageRequest
    const page = request(asked.paging, scope, spec.key(asked))
    const found = await spec.ids(asked, audienceOf(asked.viewer), page)
    const entries = new Map(found.entries.map((entry) => [entry.id, entry]))
    const rows = await spec.load([...entries.keys()])
    const seen = rows.filter((row) => spec.rules(asked.viewer, row))
    const docs = seen.map((row) => spec.present(row, entries.get(row.id)!, asked))
    return { ...found, docs, nextCursor: nextCursor(scope, found.next) }
  }
}
