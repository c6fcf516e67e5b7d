import type { Logger } from 'pino'
import { openPostgres, type Postgres, type PostgresOptions } from './connection.ts'
import { startEmbeddedPostgres } from './embedded/start.ts'
import { migrate } from './migrate.ts'

export interface DatabaseOptions {
  /** A PostgreSQL that runs already; null: our own, in `dataDir`. */
  connection: PostgresOptions['connection'] | null
  dataDir: string
  poolSize: number
  log: Logger
}

/** Opens the database, starting our own where none is given, and brings it to the newest migration. */
export async function openDatabase(options: DatabaseOptions): Promise<Postgres> {
  await using opened = new AsyncDisposableStack()
  const { poolSize, log } = options
  const connection = options.connection ?? (await startOwn(opened, options))
  const postgres = opened.adopt(await openPostgres({ connection, poolSize, log }), (database) =>
    database.close(),
  )
  const ran = await migrate(postgres)
  if (ran.length > 0) log.info({ migrations: ran }, 'the database was migrated')
  const lifetime = opened.move()
  return { ...postgres, close: () => lifetime.disposeAsync() }
}

async function startOwn(opened: AsyncDisposableStack, { dataDir, log }: DatabaseOptions) {
  const own = opened.adopt(await startEmbeddedPostgres({ dataDir, log }), (embedded) => embedded.close())
  own.exited.then((reason) => log.fatal({ reason }, 'the database of this server is gone'))
  return own.connection
}
