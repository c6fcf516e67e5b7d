import { sql } from 'kysely'
import type { Postgres } from './connection.ts'
import { migrations } from './migrations/index.ts'
import { prepared } from './statement.ts'

export interface DatabaseFacts {
  /** As PostgreSQL says it: `15.18`. */
  version: string
  /** Migrations that this program would run; negative: the database is newer than the program. */
  pending: number
}

const server = prepared(
  'facts.server',
  () => sql<{ version: string; hasMigrations: boolean }>`
    select current_setting('server_version') as version, to_regclass('migrations') is not null as "hasMigrations"`,
)
const applied = prepared('facts.applied', (db) =>
  db.selectFrom('migrations').select((eb) => eb.fn.max('id').as('newest')),
)

/** What an operator wants to know of a database; changes nothing. */
export async function databaseFacts(postgres: Postgres): Promise<DatabaseFacts> {
  const { version, hasMigrations } = (await postgres.one(server))!
  const newest = hasMigrations ? ((await postgres.one(applied))?.newest ?? 0) : 0
  return { version: version.split(' ')[0]!, pending: migrations.length - newest }
}
