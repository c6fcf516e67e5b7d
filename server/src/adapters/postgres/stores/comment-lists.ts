import { type RawBuilder, sql } from 'kysely'
import type { CommentOrder, Thread } from '../../../features/comments/store.ts'
import type { SortKey } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Runner } from '../connection.ts'
import { type Params, type Prepared, prepared } from '../statement.ts'

type Asked = Params<{
  /** Id of the video, or of the comment above. */
  threadId: Id
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
  table: string
  where(p: Asked): RawBuilder<boolean>
  columns: { id: string; pinned: RawBuilder<boolean>; key: string }
  /** Where the page begins: after this key. */
  after(p: Asked): RawBuilder<boolean>
  order: RawBuilder<unknown>
}

const sources: Record<CommentOrder | 'replies', Source> = {
  newest: {
    table: 'comments',
    where: (p) => sql`video_id = ${p.threadId} and parent_id is null`,
    columns: { id: 'id', pinned: sql`is_pinned`, key: 'created_at' },
    after: (p) =>
      sql`(is_pinned, created_at, id) < (${p.pinned}::boolean, ${p.key}::timestamptz, ${p.id}::text)`,
    order: sql`is_pinned desc, created_at desc, id desc`,
  },
  mostLiked: {
    table: 'comment_counters',
    where: (p) => sql`video_id = ${p.threadId}`,
    columns: { id: 'comment_id', pinned: sql`is_pinned`, key: 'likes' },
    after: (p) =>
      sql`(is_pinned, likes, comment_id) < (${p.pinned}::boolean, ${p.key}::bigint, ${p.id}::text)`,
    order: sql`is_pinned desc, likes desc, comment_id desc`,
  },
  replies: {
    table: 'comments',
    where: (p) => sql`parent_id = ${p.threadId}`,
    columns: { id: 'id', pinned: sql`false`, key: 'created_at' },
    after: (p) => sql`(created_at, id) > (${p.key}::timestamptz, ${p.id}::text)`,
    order: sql`created_at, id`,
  },
}

/** The page, numbered so that a join keeps its order. */
function page({ table, where, columns, after, order }: Source, isAfter: boolean, p: Asked) {
  const start = isAfter ? sql`and ${after(p)}` : sql``
  return sql<FoundRow>`
    select ${sql.ref(columns.id)} as id, ${columns.pinned} as pinned, ${sql.ref(columns.key)} as key,
      null::integer as total
    from ${sql.table(table)} where ${where(p)} ${start}
    order by ${order}
    limit ${p.rows}::integer ${isAfter ? sql`` : sql`offset ${p.offset}::integer`}`
}

/** The page and the count in one go; a page without rows still tells the count. */
const counted = (source: Source, isAfter: boolean, p: Asked) => sql<Row>`
  select page.id, page.pinned, page.key, counted.total
  from (select count(*)::integer as total
    from (select from ${sql.table(source.table)} where ${source.where(p)} limit ${p.countUpTo}::integer) as rows
  ) as counted
  left join (select *, row_number() over () as place from (${page(source, isAfter, p)}) as rows) as page on true
  order by place`

const statements = new Map<string, Prepared<Asked, Row>>()
for (const [name, source] of Object.entries(sources)) {
  for (const start of ['offset', 'cursor']) {
    const isAfter = start === 'cursor'
    const plain = `comments.${name}.from-${start}`
    statements.set(
      plain,
      prepared(plain, (_db, p: Asked): RawBuilder<Row> => page(source, isAfter, p)),
    )
    statements.set(
      `${plain}.counted`,
      prepared(`${plain}.counted`, (_db, p: Asked) => counted(source, isAfter, p)),
    )
  }
}

export async function commentIds(
  runner: Runner,
  thread: Thread,
  order: CommentOrder,
  { limit, offset, after }: PageRequest,
  countUpTo: number | null,
): Promise<PageOfEntries<{ id: Id }> & { total: number | null }> {
  const isReplies = thread.kind === 'replies'
  const name = `comments.${isReplies ? 'replies' : order}.from-${after ? 'cursor' : 'offset'}`
  const statement = statements.get(countUpTo === null ? name : `${name}.counted`)!
  const [pinned = 0, key = 0, id = ''] = (isReplies && after ? [0, ...after] : after) ?? []
  const rows = await runner.run(statement, {
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
