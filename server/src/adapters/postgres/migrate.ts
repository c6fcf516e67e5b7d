import { sql } from 'kysely'
import { newerDatabase } from '../../ports/database.ts'
import type { Postgres, Transaction } from './connection.ts'
import { migrations as all, type Migration } from './migrations/index.ts'
import { type Params, prepared } from './statement.ts'

/** Any number that nothing else in the database locks. */
const migrationLock = 7_335_260_011

const lock = prepared(
  'migrations.lock',
  () => sql<object>`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`,
)
const applied = prepared('migrations.applied', (db) =>
  db.selectFrom('migrations').select(['id', 'name']).orderBy('id'),
)
const record = prepared('migrations.record', (db, p: Params<{ id: number; name: string }>) =>
  db.insertInto('migrations').values({ id: p.id, name: p.name, applied_at: sql`statement_timestamp()` }),
)

/**
 * Brings the database to the program's last migration, each in a transaction of its own, and answers the names of
 * those it ran. Two processes that start at once take turns. Throws when the database is newer than the program.
 */
export async function migrate(postgres: Postgres, migrations: Migration[] = all): Promise<string[]> {
  const ran: string[] = []
  for (;;) {
    const name = await postgres.transaction((tx) => runNext(tx, migrations))
    if (name === null) return ran
    ran.push(name)
  }
}

async function runNext(tx: Transaction, migrations: Migration[]): Promise<string | null> {
  await tx.unhurried()
  await tx.run(lock)
  await tx.script(`create table if not exists migrations
    (id integer primary key, name text not null, applied_at timestamptz(3) not null)`)
  const done = await tx.run(applied)
  const newest = done.at(-1)
  if (newest && newest.id > migrations.length) throw newerDatabase(newest, migrations.length)
  const next = migrations[newest?.id ?? 0]
  if (!next) return null
  await tx.script(next.up)
  await tx.run(record, { id: next.id, name: next.name })
  return next.name
}
