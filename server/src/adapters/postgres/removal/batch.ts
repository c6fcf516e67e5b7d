import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../../lib/id.ts'
import type { Postgres, Transaction } from '../connection.ts'
import { type Params, type Prepared, prepared } from '../statement.ts'

/** What one transaction removes at most, so that none is long: rows that nothing hangs from, and threads of comments. */
export const batchSize = { rows: 5_000, threads: 500 } as const

/** Removes some rows of a table, whichever come first. */
export const deleteSome = (
  name: string,
  table: string,
  which: (id: Id) => RawBuilder<unknown>,
): Prepared<{ id: Id }, object> =>
  prepared(
    `removal.${name}`,
    (_db, p: Params<{ id: Id }>) => sql<object>`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where ${which(p.id)} limit ${sql.lit(batchSize.rows)}
      ))`,
  )

/** By indexes alone: of what most rows are like, the planner would look for the first ones from the table's start each time. */
export const inBatch = <T>(postgres: Postgres, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  postgres.transaction(async (tx) => {
    await tx.script('set local enable_seqscan = off')
    return work(tx)
  })
