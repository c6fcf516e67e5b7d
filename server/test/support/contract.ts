import { afterAll, describe } from 'vitest'
import { openPostgres, type Postgres } from '../../src/adapters/postgres/connection.ts'
import { postgresDatabase } from '../../src/adapters/postgres/database.ts'
import type { Database, Makers } from '../../src/database.ts'
import { makeId } from '../../src/lib/id.ts'
import { systemClock } from '../../src/ports/clock.ts'
import type { Beneath } from './beneath.ts'
import { freshDatabase, mongoUnderTest, type PostgresUnderTest, postgresUnderTest } from './database.ts'
import { mongoBeneath, openMongoUnderTest } from './mongo.ts'
import { postgresBeneath } from './postgres-beneath.ts'

/** Gives what the suite needs (a store, a queue, makers of rows), on an empty database at each call. */
export type Open<Kit> = () => Promise<Kit>

type Suite<Kit> = (engine: string, open: Open<Kit>, timeoutMs?: number) => void

/** A suite that every engine must pass; see style.md, "A contract". */
export const contract =
  <Kit>(name: string, suite: (open: Open<Kit>) => void): Suite<Kit> =>
  (engine, open, timeout) => {
    describe(`${name} on ${engine}`, { timeout }, () => suite(open))
  }

/** What speaks MongoDB's protocol in tests need not be fast: thousands of documents take it a minute. */
const mongoTimeoutMs = 240_000

/** An engine's database and what tests may do beneath it. */
export interface Room extends Makers {
  database: Database
  beneath: Beneath
}

type Build<Kit> = (room: Room) => Kit | Promise<Kit>

const makers: Makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }

/** Runs a contract on every database engine of this run. Each file has one database of its own, emptied at each `open`. */
export function runOnEveryEngine<Kit>(suite: Suite<Kit>, build: Build<Kit>): void {
  for (const engine of postgresUnderTest())
    suite(
      engine.name,
      opener(() => postgresRoom(engine), build),
    )
  const mongo = mongoUnderTest()
  if (mongo)
    suite(
      mongo.name,
      opener(() => mongoRoom(mongo.uri), build),
      mongoTimeoutMs,
    )
}

interface Opened {
  room: Room
  empty(): Promise<void>
  close(): Promise<void>
}

function opener<Kit>(openOn: () => Promise<Opened>, build: Build<Kit>): Open<Kit> {
  let opening: Promise<Opened> | undefined
  afterAll(async () => (await opening)?.close())
  return async () => {
    opening ??= openOn()
    const { room, empty } = await opening
    await empty()
    return build(room)
  }
}

async function postgresRoom(engine: PostgresUnderTest): Promise<Opened> {
  const fresh = await freshDatabase(engine)
  const postgres = await openPostgres({ connection: fresh.url, poolSize: 20 })
  const database = postgresDatabase({ ...makers, postgres })
  return {
    room: { ...makers, database, beneath: postgresBeneath(postgres) },
    empty: () => emptyTables(postgres),
    async close() {
      await postgres.close()
      await fresh.drop()
    },
  }
}

async function mongoRoom(uri: string): Promise<Opened> {
  const { mongo, database, empty, close } = await openMongoUnderTest(uri, makers)
  return { room: { ...makers, database, beneath: mongoBeneath(mongo) }, empty, close }
}

const emptyTables = (postgres: Postgres): Promise<void> =>
  postgres.script(`do $$ begin
    execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') from pg_tables
      where schemaname = 'public' and tablename <> 'migrations');
  end $$`)
