import { type RawBuilder, sql } from 'kysely'
import type { CommentOrder, FoundThread, Thread, ThreadFacts } from '../../../features/comments/store.ts'
import { keyValue, type SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageRequest } from '../../../lists/page.ts'
import { type Audience, heedsBlocks } from '../../../policy.ts'
import type { Runner } from '../connection.ts'
import { type Params, type Prepared, prepared } from '../statement.ts'
import { unblocked } from './audience.ts'
import { pageStatements, type Start } from './row-counts.ts'

type Asked = Params<{
  /** Id of the video, or of the comment above. */
  threadId: Id
  viewerId: Id | null
  pinned: boolean
  key: Date | number
  id: Id
  offset: number
  countUpTo: number
}>

interface Facts {
  videoOwnerId: Id
  privacy: ThreadFacts['video']['privacy']
  isPublished: boolean
  authorId: Id | null
}

interface FoundRow extends Facts {
  id: Id
  pinned: boolean
  key: Date | number
  /** In the order, which a join need not keep. */
  place: number
  total: number | null
}
/** A thread without a page has no id. */
type Row = FoundRow | (Omit<FoundRow, 'id'> & { id: null })

interface Source {
  table: RawBuilder<unknown>
  /** The same with the comments themselves, which say whose they are. */
  withOwners: RawBuilder<unknown>
  where(p: Asked): RawBuilder<boolean>
  columns: Record<'id' | 'pinned' | 'key', RawBuilder<unknown>>
  /** Where the page begins: after this key. */
  after(p: Asked): RawBuilder<boolean>
  order: RawBuilder<unknown>
}

const comments = sql.table('comments')
const counters = sql.table('comment_counters')

const sources: Record<CommentOrder | 'replies', Source> = {
  newest: {
    table: comments,
    withOwners: comments,
    where: (p) => sql`video_id = ${p.threadId} and parent_id is null`,
    columns: { id: sql`id`, pinned: sql`is_pinned`, key: sql`created_at` },
    after: (p) =>
      sql`(is_pinned, created_at, id) < (${p.pinned}::boolean, ${p.key}::timestamptz, ${p.id}::text)`,
    order: sql`is_pinned desc, created_at desc, id desc`,
  },
  mostLiked: {
    table: counters,
    withOwners: sql`${counters} join ${comments} on comments.id = comment_id`,
    where: (p) => sql`comment_counters.video_id = ${p.threadId}`,
    columns: { id: sql`comment_id`, pinned: sql`comment_counters.is_pinned`, key: sql`likes` },
    after: (p) =>
      sql`(comment_counters.is_pinned, likes, comment_id) < (${p.pinned}::boolean, ${p.key}::bigint, ${p.id}::text)`,
    order: sql`comment_counters.is_pinned desc, likes desc, comment_id desc`,
  },
  replies: {
    table: comments,
    withOwners: comments,
    where: (p) => sql`parent_id = ${p.threadId}`,
    columns: { id: sql`id`, pinned: sql`false`, key: sql`created_at` },
    after: (p) => sql`(created_at, id) > (${p.key}::timestamptz, ${p.id}::text)`,
    order: sql`created_at, id`,
  },
}

/** What decides the text of a statement. */
interface Form {
  list: keyof typeof sources
  /** Without whom the viewer has blocked, or who has blocked the viewer. */
  heeding: boolean
  counted: boolean
}

function rowsOf({ list, heeding }: Form, p: Asked): RawBuilder<unknown> {
  const { table, withOwners, where } = sources[list]
  if (!heeding) return sql`${table} where ${where(p)}`
  return sql`${withOwners} where ${where(p)} and ${unblocked(p.viewerId, sql.ref('comments.owner_id'))}`
}

/** Where a page begins stands in the text, as in all lists (row-counts.ts). */
function page(form: Form, start: Start, rows: number, p: Asked) {
  const { columns, after, order } = sources[form.list]
  return sql`
    select ${columns.id} as id, ${columns.pinned} as pinned, ${columns.key} as key
    from ${rowsOf(form, p)} ${start === 'cursor' ? sql`and ${after(p)}` : sql``}
    order by ${order}
    limit ${sql.lit(rows)} ${start === 'offset' ? sql`offset ${p.offset}::integer` : sql``}`
}

/** What decides who may see the thread. */
const factsOf = (list: Form['list'], p: Asked) =>
  list === 'replies'
    ? sql`select videos.owner_id as "videoOwnerId", privacy, is_published as "isPublished", above.owner_id as "authorId"
        from comments as above join videos on videos.id = above.video_id where above.id = ${p.threadId}`
    : sql`select owner_id as "videoOwnerId", privacy, is_published as "isPublished", null::text as "authorId"
        from videos where id = ${p.threadId}`

/** The thread, the page and the count in one go; a page without rows still tells the others. */
const thread = (form: Form, start: Start, rows: number, p: Asked) => sql<Row>`
  select thread.*, page.*, ${form.counted ? sql`counted.total` : sql`null::integer as total`}
  from (${factsOf(form.list, p)}) as thread
  ${form.counted ? sql`cross join (${count(form, p)}) as counted` : sql``}
  left join (select *, row_number() over () as place from (${page(form, start, rows, p)}) as rows) as page on true`

const count = (form: Form, p: Asked) => sql`
  select count(*)::integer as total from (select from ${rowsOf(form, p)} limit ${p.countUpTo}::integer) as rows`

type Statements = (page: PageRequest) => Prepared<Asked, Row>
const statements = new Map<string, Statements>()

/** Each form has its named statements, made when they are first asked for. */
function statementsOf(form: Form): Statements {
  const { list, heeding, counted } = form
  const name = ['comments', list, ...(heeding ? ['heeding'] : []), ...(counted ? ['counted'] : [])].join('.')
  const known = statements.get(name)
  if (known) return known
  const made = pageStatements(name, (full, start, rows) =>
    prepared(full, (_db, p: Asked): RawBuilder<Row> => thread(form, start, rows, p)),
  )
  statements.set(name, made)
  return made
}

export async function commentIds(
  runner: Runner,
  thread: Thread,
  order: CommentOrder,
  audience: Audience,
  page: PageRequest,
  countUpTo: number | null,
): Promise<FoundThread> {
  const isReplies = thread.kind === 'replies'
  const list = isReplies ? 'replies' : order
  const statement = statementsOf({ list, heeding: heedsBlocks(audience), counted: countUpTo !== null })(page)
  const [pinned = 0, key = 0, id = ''] = (isReplies && page.after ? [0, ...page.after] : page.after) ?? []
  const rows = await runner.run(statement, {
    viewerId: audience.viewerId,
    threadId: isReplies ? thread.parentId : thread.videoId,
    pinned: Number(pinned) > 0,
    key: isReplies || order === 'newest' ? new Date(key) : Number(key),
    id: String(id),
    offset: page.offset,
    countUpTo: countUpTo ?? 0,
  })
  const found = rows.filter((row) => row.id !== null).toSorted((a, b) => a.place - b.place)
  const keyOf = isReplies ? replyKey : commentKey
  const [first] = rows
  return {
    ...cutPage(found, page.limit, keyOf),
    total: first?.total ?? null,
    thread: first ? factsIn(first) : null,
  }
}

const factsIn = ({ videoOwnerId, privacy, isPublished, authorId }: Facts): ThreadFacts => ({
  video: { ownerId: videoOwnerId, privacy, isPublished },
  authorId,
})

const commentKey = ({ pinned, key, id }: FoundRow): SortKey => [Number(pinned), keyValue(key), id]
const replyKey = ({ key, id }: FoundRow): SortKey => [keyValue(key), id]
