import { afterAll, describe } from 'vitest'
import { openPostgres, type Postgres } from '../../src/adapters/postgres/connection.ts'
import { makeId } from '../../src/lib/id.ts'
import { type Clock, systemClock } from '../../src/ports/clock.ts'
import type { Ids } from '../../src/ports/ids.ts'
import { type FreshDatabase, freshDatabase, type PostgresUnderTest, postgresUnderTest } from './database.ts'

/** Gives what the suite needs (a store, a queue, makers of rows), on an empty database at each call. */
export type Open<Kit> = () => Promise<Kit>

/** A suite that every engine must pass; see style.md, "A contract". */
export const contract =
  <Kit>(name: string, suite: (open: Open<Kit>) => void) =>
  (engine: string, open: Open<Kit>): void => {
    describe(`${name} on ${engine}`, () => suite(open))
  }

export interface PostgresRoom {
  postgres: Postgres
  clock: Clock
  ids: Ids
}

/** Runs a contract on every PostgreSQL of this run. Each file has one database of its own, emptied at each `open`. */
export function runOnPostgres<Kit>(
  suite: (engine: string, open: Open<Kit>) => void,
  build: (room: PostgresRoom) => Kit | Promise<Kit>,
): void {
  for (const engine of postgresUnderTest()) suite(engine.name, opener(engine, build))
}

function opener<Kit>(
  engine: PostgresUnderTest,
  build: (room: PostgresRoom) => Kit | Promise<Kit>,
): Open<Kit> {
  let opened: Promise<{ database: FreshDatabase; postgres: Postgres }> | undefined
  afterAll(async () => {
    const room = await opened
    await room?.postgres.close()
    await room?.database.drop()
  })
  return async () => {
    opened ??= openOn(engine)
    const { postgres } = await opened
    await emptyTables(postgres)
    return build({ postgres, clock: systemClock, ids: { next: () => makeId(systemClock.now()) } })
  }
}

async function openOn(engine: PostgresUnderTest): Promise<{ database: FreshDatabase; postgres: Postgres }> {
  const database = await freshDatabase(engine)
  const postgres = await openPostgres({ connection: database.url, poolSize: 20 })
  return { database, postgres }
}

const emptyTables = (postgres: Postgres): Promise<void> =>
  postgres.script(`do $$ begin
    execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') from pg_tables
      where schemaname = 'public' and tablename <> 'migrations');
  end $$`)
