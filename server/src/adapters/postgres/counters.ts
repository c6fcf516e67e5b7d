import { type Expression, type RawBuilder, sql } from 'kysely'
import { dayOf } from '../../lib/day.ts'
import type { Id } from '../../lib/id.ts'
import { type CounterDelta, type CounterName, counters } from '../../ports/counters.ts'
import type { Postgres, Runner } from './connection.ts'
import { dailyOnly, daysOf, type Folded } from './days.ts'
import { type Params, type Prepared, prepared } from './statement.ts'
import { rescore } from './stores/search/score.ts'

/**
 * Counters never make writers queue (architecture.md, principle 9). A write appends ±1 to `counter_deltas` in its own
 * transaction, which locks nothing; each second `foldCounters` adds them to narrow rows. A counter's name is
 * `<kind>.<column>`: `video.likes` is the column `likes` of the row in `video_counters` whose `video_id` is the
 * target. Such a row is made with what it belongs to and goes with it; deltas whose row is gone are dropped.
 */
export const counterKinds = {
  video: {
    table: 'video_counters',
    id: 'video_id',
    columns: counters.video,
    also: rescore,
  },
  user: { table: 'user_counters', id: 'user_id', columns: counters.user },
  comment: { table: 'comment_counters', id: 'comment_id', columns: counters.comment },
  tweet: { table: 'tweet_counters', id: 'tweet_id', columns: counters.tweet },
} as const

export interface CounterRows {
  table: string
  id: string
  columns: readonly string[]
  /** What else changes with the rows of its table, which are called `added` there. */
  also?: RawBuilder<unknown>
}

const append = prepared(
  'counters.append',
  (_db, p: Params<{ counters: string[]; targetIds: Id[]; deltas: number[] }>) => sql<object>`
    insert into counter_deltas (counter, target_id, delta)
    select * from unnest(${p.counters}::text[], ${p.targetIds}::text[], ${p.deltas}::integer[])`,
)

/** In the transaction of the write that they count. */
export async function appendDeltas(tx: Runner, deltas: CounterDelta[]): Promise<void> {
  if (deltas.length === 0) return
  await tx.run(append, {
    counters: deltas.map(({ counter }) => counter),
    targetIds: deltas.map(({ targetId }) => targetId),
    deltas: deltas.map(({ delta }) => delta),
  })
}

/**
 * For the builder of a statement that must be exact to the moment: the counter's column and what is not folded yet.
 * It stands in the statement that reads the counter row; in two statements a fold between them would count twice.
 *
 *     .select((eb) => withPending('video.likes', eb.ref('video_counters.likes'), eb.ref('videos.id')).as('likes'))
 */
export const withPending = (
  counter: CounterName,
  folded: Expression<number>,
  targetId: Expression<Id>,
): RawBuilder<number> => sql<number>`(${folded} + coalesce((select sum(delta) from counter_deltas
    where target_id = ${targetId} and counter = ${sql.lit(counter)}), 0)::integer)`

/** The same for several counters at once: a column of a lateral select from `counter_deltas`. */
export const pendingSum = (counter: CounterName): RawBuilder<number> =>
  sql<number>`coalesce(sum(delta) filter (where counter = ${sql.lit(counter)}), 0)::integer`

/** So many at once, that one statement stays well below a second. */
const batchSize = 5_000
/** Two processes that fold at once take turns instead of locking counter rows crosswise. */
export const foldLock = 7_335_260_013

/**
 * Moves all deltas into their counter rows and into the day of `now`; answers how many. Another process that does it
 * just now: 0.
 */
export async function foldCounters(
  postgres: Postgres,
  kinds: Record<string, CounterRows> = counterKinds,
  now = new Date(),
): Promise<number> {
  const day = dayOf(now)
  let total = 0
  for (const [kind, where] of Object.entries(kinds)) {
    for (let folded = batchSize; folded === batchSize; total += folded) {
      folded = (await postgres.one(foldStatement(kind, where), { day }))?.folded ?? 0
    }
  }
  return total
}

type Folding = Prepared<Folded, { folded: number }>
const foldStatements = new Map<string, Folding>()

function foldStatement(kind: string, where: CounterRows): Folding {
  const known = foldStatements.get(where.table)
  if (known) return known
  const statement = prepared(`counters.fold.${where.table}`, (_db, p: Params<Folded>) => fold(kind, where, p))
  foldStatements.set(where.table, statement)
  return statement
}

/** One statement, so that no moment shows a delta twice or not at all. */
function fold(
  kind: string,
  { table, id, columns, also }: CounterRows,
  p: Params<Folded>,
): RawBuilder<{ folded: number }> {
  const counterOf = (column: string) => sql.lit(`${kind}.${column}`)
  const noted = daysOf[kind]?.(p) ?? sql``
  const counters = sql.join([...columns, ...(dailyOnly[kind] ?? [])].map(counterOf))
  const sums = sql.join(
    columns.map(
      (column) =>
        sql`coalesce(sum(delta) filter (where counter = ${counterOf(column)}), 0) as ${sql.ref(column)}`,
    ),
  )
  const additions = sql.join(
    columns.map((column) => sql`${sql.ref(column)} = counters.${sql.ref(column)} + sums.${sql.ref(column)}`),
  )
  return sql`
    with turn as materialized (select pg_try_advisory_xact_lock(${sql.lit(foldLock)}) as is_ours),
    taken as (
      delete from counter_deltas
      where seq in (
        select seq from counter_deltas
        where counter in (${counters}) and (select is_ours from turn)
        order by seq limit ${sql.lit(batchSize)}
      )
      returning counter, target_id, delta
    ),
    sums as (select target_id, ${sums} from taken group by target_id),
    added as (
      update ${sql.table(table)} as counters set ${additions}
      from sums where counters.${sql.ref(id)} = sums.target_id
      returning counters.*
    ) ${noted} ${also ? sql`, others as (${also})` : sql``}
    select count(*) as folded from taken`
}
