import { type RawBuilder, sql } from 'kysely'
import type { CommentOrder, Thread } from '../../../features/comments/store.ts'
import type { SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import { type Audience, heedsBlocks } from '../../../policy.ts'
import type { Runner } from '../connection.ts'
import { type Params, type Prepared, prepared } from '../statement.ts'
import { unblocked } from './audience.ts'

type Asked = Params<{
  /** Id of the video, or of the comment above. */
  threadId: Id
  viewerId: Id | null
  pinned: boolean
  key: Date | number
  id: Id
  rows: number
  offset: number
  countUpTo: number
}>

interface FoundRow {
  id: Id
  pinned: boolean
  key: Date | number
  total: number | null
}
/** A count without a page has no id. */
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
  after: boolean
  counted: boolean
}

function rowsOf({ list, heeding }: Form, p: Asked): RawBuilder<unknown> {
  const { table, withOwners, where } = sources[list]
  if (!heeding) return sql`${table} where ${where(p)}`
  return sql`${withOwners} where ${where(p)} and ${unblocked(p.viewerId, sql.ref('comments.owner_id'))}`
}

/** The page, numbered so that a join keeps its order. */
function page(form: Form, p: Asked) {
  const { columns, after, order } = sources[form.list]
  const start = form.after ? sql`and ${after(p)}` : sql``
  return sql<FoundRow>`
    select ${columns.id} as id, ${columns.pinned} as pinned, ${columns.key} as key, null::integer as total
    from ${rowsOf(form, p)} ${start}
    order by ${order}
    limit ${p.rows}::integer ${form.after ? sql`` : sql`offset ${p.offset}::integer`}`
}

/** The page and the count in one go; a page without rows still tells the count. */
const counted = (form: Form, p: Asked) => sql<Row>`
  select page.id, page.pinned, page.key, counted.total
  from (select count(*)::integer as total
    from (select from ${rowsOf(form, p)} limit ${p.countUpTo}::integer) as rows
  ) as counted
  left join (select *, row_number() over () as place from (${page(form, p)}) as rows) as page on true
  order by place`

const statements = new Map<string, Prepared<Asked, Row>>()

/** Each form is one named statement, made when it is first asked for. */
function statementOf(form: Form): Prepared<Asked, Row> {
  const { list, heeding, after, counted: isCounted } = form
  const name = [
    ...['comments', list, after ? 'from-cursor' : 'from-offset'],
    ...(heeding ? ['heeding'] : []),
    ...(isCounted ? ['counted'] : []),
  ].join('.')
  const known = statements.get(name)
  if (known) return known
  const statement = prepared(
    name,
    (_db, p: Asked): RawBuilder<Row> => (isCounted ? counted(form, p) : page(form, p)),
  )
  statements.set(name, statement)
  return statement
}

export async function commentIds(
  runner: Runner,
  thread: Thread,
  order: CommentOrder,
  audience: Audience,
  { limit, offset, after }: PageRequest,
  countUpTo: number | null,
): Promise<PageOfEntries<{ id: Id }> & { total: number | null }> {
  const isReplies = thread.kind === 'replies'
  const statement = statementOf({
    list: isReplies ? 'replies' : order,
    heeding: heedsBlocks(audience),
    after: after !== null,
    counted: countUpTo !== null,
  })
  const [pinned = 0, key = 0, id = ''] = (isReplies && after ? [0, ...after] : after) ?? []
  const rows = await runner.run(statement, {
    viewerId: audience.viewerId,
    threadId: isReplies ? thread.parentId : thread.videoId,
    pinned: Number(pinned) > 0,
    key: isReplies || order === 'newest' ? new Date(key) : Number(key),
    id: String(id),
    rows: limit + 1,
    offset,
    countUpTo: countUpTo ?? 0,
  })
  const found = rows.filter((row) => row.id !== null)
  const keyOf = isReplies ? replyKey : commentKey
  return { ...cutPage(found, limit, keyOf), total: rows[0]?.total ?? null }
}

const plainKey = (key: Date | number): number => (key instanceof Date ? key.getTime() : key)
const commentKey = ({ pinned, key, id }: FoundRow): SortKey => [Number(pinned), plainKey(key), id]
const replyKey = ({ key, id }: FoundRow): SortKey => [plainKey(key), id]
