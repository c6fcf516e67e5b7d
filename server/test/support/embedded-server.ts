import { openPostgres } from '../../src/adapters/postgres/connection.ts'
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded/start.ts'

/**
 * A process of its own with an embedded database, for tests that kill it: `node embedded-server.ts <data folder>`.
 * It prints `started`, then a number for each row that was committed; or why it cannot start.
 */
try {
  const embedded = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' })
  const postgres = await openPostgres({ connection: embedded.connection })
  await postgres.script('create table if not exists rows (id serial primary key)')
  console.log('started')
  for (let row = 1; ; row++) {
    await postgres.script('insert into rows default values')
    console.log(row)
  }
} catch (error) {
  console.log(String(error))
  process.exit(1)
}
