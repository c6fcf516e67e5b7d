import { type RawBuilder, sql } from 'kysely'
import { ranking, type SearchOrder } from '../../../../features/search/store.ts'
import type { Counts, VideoOrder } from '../../../../features/videos/store.ts'
import type { Id } from '../../../../lib/id.ts'
import { deepestRow } from '../../../../lists/page.ts'
import { type Prepared, prepared } from '../../statement.ts'
import { indexedWords } from './indexed.ts'
import { orders, walks } from './orders.ts'

/** So many hits are gathered and sorted; among more, the index of the order is walked until the page is full. */
export const manyHits = deepestRow

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

export interface FoundRow extends Counts {
  id: Id
  key: Date | string | number
  /** Where it is counted. */
  total?: number
}
/** A count without a page has nothing else. */
export type Row = FoundRow | { id: null; total: number }

const statements = new Map<string, Prepared<Params, never>>()

/** Each form is one named statement, made when it is first asked for. */
function kept<Found, F extends Form & { order: SearchOrder }>(
  kind: string,
  form: F,
  build: (form: F, p: Params) => RawBuilder<Found>,
): Prepared<Params, Found> {
  const { order, rows, ...switches } = form
  const used = Object.entries(switches).flatMap(([name, on]) => (on ? [name] : []))
  const name = ['search', kind, order, rows, ...used].join('.')
  const known = statements.get(name) as Prepared<Params, Found> | undefined
  if (known) return known
  const statement = prepared<Params, Found>(name, (_db, p) => build(form, p))
  statements.set(name, statement as Prepared<Params, never>)
  return statement
}

export const gathered = (form: Gathering): Prepared<Params, Row> => kept('gathered', form, gather)
export const walked = (form: Walking): Prepared<Params, FoundRow> => kept('walked', form, walk)

const allTexts = sql`(video_search.title || video_search.tags || channel || video_search.description)`
const matches = ({ regular }: Form) => sql.raw(regular ? '~' : 'like')

/** All of them in the texts, and none of those that are unwanted. */
const holds = (form: Form, wanted: RawBuilder<unknown>, p: Params): RawBuilder<boolean> => sql`
  ${allTexts} ${matches(form)} all(${wanted}) and not ${allTexts} ${matches(form)} any(${p.without}::text[])`

const gather = (form: Gathering, p: Params): RawBuilder<Row> =>
  form.counted ? countAndPage(form, p) : page(form, hitsOf(form, p), p)

/** The query is hidden from the planner, which would else read the whole table for a common word. */
const hitsOf = (form: Gathering, p: Params): RawBuilder<unknown> => sql`(
  select video_id as id, ${form.order === 'relevance' ? points(form, p) : sql`published_at`}
  from video_search where ${indexedWords} @@ (select ${p.lexemes}::text::tsquery)
    ${form.reads ? sql`and ${holds(form, sql`${p.phrases}::text[]`, p)}` : sql``}
  ${form.counted ? sql`limit ${sql.lit(manyHits + 1)}` : sql``}) as hits`

function page(form: Gathering, hits: RawBuilder<unknown>, p: Params): RawBuilder<Row> {
  const { column, join } = orders[form.order].gathered
  const way = sql.raw(orders[form.order].direction)
  return sql`
    select page.*, views, likes, comments from (
      select hits.id, ${column} as key from ${hits} ${join}
      ${form.after ? sql`where ${beyond(form.order, column, sql`hits.id`, p)}` : sql``}
      ${cut(form, column, sql`hits.id`, p)}
    ) as page join video_counters on video_counters.video_id = page.id
    order by page.key ${way}, page.id ${way}`
}

function countAndPage(form: Gathering, p: Params): RawBuilder<Row> {
  const way = sql.raw(orders[form.order].direction)
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
  const { column, id, from } = walks[form.order]
  const owner = form.byOwner ? sql`and video_search.owner_id = ${p.ownerId}::text` : sql``
  const wanted = holds(form, sql`${p.words}::text[]`, p)
  return sql`
    select ${id} as id, ${column} as key, views, likes, comments from ${from} ${owner}
      and case when ${wanted} then true else false end
      ${form.after ? sql`and ${beyond(form.order, column, id, p)}` : sql``}
    ${cut(form, column, id, p)}`
}

function beyond(order: SearchOrder, column: RawBuilder<unknown>, id: RawBuilder<unknown>, p: Params) {
  const { direction, type } = orders[order]
  const than = sql.raw(direction === 'asc' ? '>' : '<')
  return sql`(${column}, ${id}) ${than} (${p.key}::${sql.raw(type)}, ${p.id}::text)`
}

function cut(
  form: Form & { order: SearchOrder },
  column: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
  p: Params,
) {
  const way = sql.raw(orders[form.order].direction)
  return sql`order by ${column} ${way}, ${id} ${way}
    limit ${sql.lit(form.rows)} ${form.skips ? sql`offset ${p.offset}::integer` : sql``}`
}

/** How many hold none of the unwanted words, when that is all that was asked. */
export const countWithout = prepared(
  'search.count-without',
  (_db, p: Params) => sql<{ total: number }>`select count(*)::integer as total from (
    select from video_search where (${p.ownerId}::text is null or owner_id = ${p.ownerId}::text)
      and not ${allTexts} like any(${p.without}::text[]) limit ${sql.lit(manyHits + 1)}) as rows`,
)
