import { type RawBuilder, sql } from 'kysely'
import type { VideoEntry, VideoFilter, VideoOrder } from '../../../features/videos/store.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../lists/page.ts'
import type { Reader } from '../replicas.ts'
import { rowsToRead } from './row-counts.ts'
import {
  afterKey,
  entryOf,
  type FoundRow,
  isFound,
  keyOf,
  keyParameter,
  sortedPage,
  statementsByForm,
  videoOrders,
  wayOf,
} from './video-pages.ts'

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

interface Counted {
  total: number | null
}
/** A count without a page has neither id nor key. */
type Row = (FoundRow & Counted) | ({ id: null } & Counted)

const statementOf = statementsByForm<Params, Form, Row>('videos.ids', (form, p) =>
  form.counted ? counted(form, p) : page(form, p),
)

function page(form: Form, p: Params): RawBuilder<Row> {
  const order = videoOrders[form.order]
  return sql`
    select ${order.id} as id, ${order.column} as key, views, likes, comments
    from videos join video_counters on video_counters.video_id = videos.id
    where ${where(form, p)} ${form.after ? sql`and ${afterKey(order, order, p)}` : sql``}
    ${sortedPage(order, order, form, p)}`
}

const where = ({ byOwner }: Pick<Form, 'byOwner'>, p: Params): RawBuilder<boolean> => sql`listed
  ${byOwner ? sql`and owner_id = ${p.ownerId}::text` : sql``}`

/** The page and the count in one go; a page without rows still tells the count. */
function counted(form: Form, p: Params): RawBuilder<Row> {
  const way = wayOf(videoOrders[form.order])
  return sql`
    select page.*, counted.total
    from (select count(*)::integer as total
      from (select from videos where ${where(form, p)} limit ${p.countUpTo}::integer) as rows
    ) as counted
    left join (${page(form, p)}) as page on true
    order by page.key ${way}, page.id ${way}`
}

/** Ids of listed videos, and with `countUpTo` how many there are. */
export async function videoIds(
  reader: Reader,
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
    key: keyParameter(videoOrders[order], key),
  }
  const rows = await reader.run(statementOf(form), params)
  const { entries, next } = cutPage(rows.filter(isFound), limit, keyOf)
  return { entries: entries.map(entryOf), next, total: rows[0]?.total ?? null }
}
