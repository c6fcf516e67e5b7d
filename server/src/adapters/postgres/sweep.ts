import { type RawBuilder, sql } from 'kysely'
import { type Params, type Prepared, prepared } from './statement.ts'

type Sweep = Params<{ before: Date; most: number }>

/**
 * A statement that removes rows of which `time` is not after `before`, the oldest first and at most so many. Rows that
 * somebody else holds wait for the next time. By their addresses, so that no plan reads the table.
 */
export const sweepOf = (
  name: string,
  { table, time, only = sql`` }: { table: string; time: string; only?: RawBuilder<unknown> },
): Prepared<Sweep, object> =>
  prepared(
    name,
    (_db, p: Sweep) => sql<object>`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where ${sql.ref(time)} <= ${p.before} ${only}
        order by ${sql.ref(time)} limit ${p.most}::integer for update skip locked
      ))`,
  )
