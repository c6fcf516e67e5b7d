import { type RawBuilder, sql } from 'kysely'
import { manyHits, ranking, type SearchOrder } from '../../../../features/search/store.ts'
import type { VideoOrder } from '../../../../features/videos/store.ts'
import { prepared } from '../../statement.ts'
import { afterKey, type FoundRow, sortedPage, statementsByForm, videoOrders, wayOf } from '../video-pages.ts'
import { indexedWords } from './indexed.ts'
import { gatheredBy, sortingOf, walkedFrom } from './orders.ts'

interface Form {
  after: boolean
  /** False: from the first row on. */
  skips: boolean
  /** How many are read: in the text, for PostgreSQL plans a statement anew each time when a parameter decides it. */
  rows: number
  /** The patterns are regular expressions. */
  regular: boolean
}

export interface Gathering extends Form {
  order: SearchOrder
  /** The index of words cannot tell whether they follow each other. */
  reads: boolean
  /** How many hits there are is told as well; then no more than can be sorted are met. */
  counted: boolean
}

export interface Walking extends Form {
  order: VideoOrder
  byOwner: boolean
}

export type Params = Record<
  'lexemes' | 'words' | 'phrases' | 'without' | 'ownerId' | 'offset' | 'key' | 'id',
  unknown
>

/** Where it is counted, with the number of hits. A count without a page has nothing else. */
export type Row = (FoundRow & { total?: number }) | { id: null; total: number }

export const gathered = statementsByForm<Params, Gathering, Row>('search.gathered', gather)
export const walked = statementsByForm<Params, Walking, FoundRow>('search.walked', walk)

const allTexts = sql`(video_search.title || video_search.tags || channel || video_search.description)`
const matches = ({ regular }: Form) => sql.raw(regular ? '~' : 'like')

/** All of them in the texts, and none of those that are unwanted. */
const holds = (form: Form, wanted: RawBuilder<unknown>, p: Params): RawBuilder<boolean> => sql`
  ${allTexts} ${matches(form)} all(${wanted}) and not ${allTexts} ${matches(form)} any(${p.without}::text[])`

function gather(form: Gathering, p: Params): RawBuilder<Row> {
  return form.counted ? countAndPage(form, p) : page(form, hitsOf(form, p), p)
}

/** The query is hidden from the planner, which would else read the whole table for a common word. */
const hitsOf = (form: Gathering, p: Params): RawBuilder<unknown> => sql`(
  select video_id as id, ${form.order === 'relevance' ? points(form, p) : sql`published_at`}
  from video_search where ${indexedWords} @@ (select ${p.lexemes}::text::tsquery)
    ${form.reads ? sql`and ${holds(form, sql`${p.phrases}::text[]`, p)}` : sql``}
  ${form.counted ? sql`limit ${sql.lit(manyHits + 1)}` : sql``}) as hits`

function page(form: Gathering, hits: RawBuilder<unknown>, p: Params): RawBuilder<Row> {
  const sorting = sortingOf(form.order)
  const { column, join } = gatheredBy(form.order)
  const place = { column, id: sql`hits.id` }
  const way = wayOf(sorting)
  return sql`
    select page.*, views, likes, comments from (
      select hits.id, ${column} as key from ${hits} ${join}
      ${form.after ? sql`where ${afterKey(sorting, place, p)}` : sql``}
      ${sortedPage(sorting, place, form, p)}
    ) as page join video_counters on video_counters.video_id = page.id
    order by page.key ${way}, page.id ${way}`
}

function countAndPage(form: Gathering, p: Params): RawBuilder<Row> {
  const way = wayOf(sortingOf(form.order))
  return sql`
    with hits as materialized (select * from ${hitsOf(form, p)})
    select page.*, counted.total from (select count(*)::integer as total from hits) as counted
    left join (${page(form, sql`hits`, p)}) as page on true
    order by page.key ${way}, page.id ${way}`
}

function points(form: Form, p: Params): RawBuilder<unknown> {
  const wanted = sql`all(${p.words}::text[])`
  return sql`score + case when title ${matches(form)} ${wanted} then ${sql.lit(ranking.title)}
    when title || tags || channel ${matches(form)} ${wanted} then ${sql.lit(ranking.names)} else 0 end as points`
}

/** As a case it is no condition that the planner thinks rare, and it expects to fill the page soon. */
function walk(form: Walking, p: Params): RawBuilder<FoundRow> {
  const order = videoOrders[form.order]
  const owner = form.byOwner ? sql`and video_search.owner_id = ${p.ownerId}::text` : sql``
  const wanted = holds(form, sql`${p.words}::text[]`, p)
  return sql`
    select ${order.id} as id, ${order.column} as key, views, likes, comments from ${walkedFrom(form.order)} ${owner}
      and case when ${wanted} then true else false end
      ${form.after ? sql`and ${afterKey(order, order, p)}` : sql``}
    ${sortedPage(order, order, form, p)}`
}

/** How many hold none of the unwanted words, when that is all that was asked. */
export const countWithout = prepared(
  'search.count-without',
  (_db, p: Params) => sql<{ total: number }>`select count(*)::integer as total from (
    select from video_search where (${p.ownerId}::text is null or owner_id = ${p.ownerId}::text)
      and not ${allTexts} like any(${p.without}::text[]) limit ${sql.lit(manyHits + 1)}) as rows`,
)
