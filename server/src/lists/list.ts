import type { KeyKind } from '../lib/cursor.ts'
import type { Id } from '../lib/id.ts'
import { type Audience, audienceOf } from '../policy.ts'
import type { Viewer } from '../viewer.ts'
import {
  arrayRequest,
  nextCursor,
  type PageOfEntries,
  type PageRequest,
  type PagingQuery,
  pageRequest,
} from './page.ts'

/** Who asks for what; features add their filters. */
export interface Asking {
  viewer: Viewer | null
  paging: PagingQuery
}

const none: ReadonlySet<Id> = new Set()

type EntryOf<Found extends PageOfEntries<{ id: Id }>> = Found['entries'][number]

interface ListSpec<A extends Asking, Found extends PageOfEntries<{ id: Id }>, Row extends { id: Id }, Doc> {
  /** The operation and its filters: the cursor of another list is refused. */
  scope(asked: A): string
  /** What the sort key of this list is made of, such as `['time', 'id']`. */
  key(asked: A): readonly KeyKind[]
  /** For lists that are plain arrays: 500 rows when nobody asks for pages. */
  unpaged?: boolean
  /** May answer more than entries, such as how many there are. */
  ids(asked: A, audience: Audience, page: PageRequest): Promise<Found>
  /** In the order of the ids, without those that are gone. */
  load(ids: Id[], audience: Audience): Promise<Row[]>
  /** Which of them the viewer has marked, such as liked. One query, whatever the number. */
  marked?(viewer: Viewer, ids: Id[]): Promise<ReadonlySet<Id>>
  /** Only catches what changed since the ids were read: the ids method has heeded the audience. */
  rules(viewer: Viewer | null, row: NoInfer<Row>): boolean
  present(row: NoInfer<Row>, entry: NoInfer<EntryOf<Found>>, asked: A, isMarked: boolean): Doc
}

/** Every list: audience → ids → load → rules → present (docs/architecture.md, principle 8). */
export function list<A extends Asking, Found extends PageOfEntries<{ id: Id }>, Row extends { id: Id }, Doc>(
  spec: ListSpec<A, Found, Row, Doc>,
) {
  return async (asked: A) => {
    const scope = spec.scope(asked)
    const request = spec.unpaged ? arrayRequest : pageRequest
    const page = request(asked.paging, scope, spec.key(asked))
    const audience = audienceOf(asked.viewer)
    const found = await spec.ids(asked, audience, page)
    const entries = new Map(found.entries.map((entry: EntryOf<Found>) => [entry.id, entry]))
    const ids = [...entries.keys()]
    const [rows, marked] = await Promise.all([
      spec.load(ids, audience),
      asked.viewer && spec.marked ? spec.marked(asked.viewer, ids) : none,
    ])
    const seen = rows.filter((row) => spec.rules(asked.viewer, row))
    const docs = seen.map((row) => spec.present(row, entries.get(row.id)!, asked, marked.has(row.id)))
    return { found, docs, nextCursor: nextCursor(scope, found.next) }
  }
}
