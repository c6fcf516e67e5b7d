import type pg from 'pg'
import { openPostgres, type Postgres, type PostgresOptions } from './connection.ts'
import { connectEmbedded, startEmbeddedPostgres } from './embedded/start.ts'
import type { Log } from './embedded/supervise.ts'
import { migrate } from './migrate.ts'

export interface DatabaseOptions extends Omit<PostgresOptions, 'connection' | 'log'> {
  /** Null: the embedded database of the data folder. */
  connection: string | pg.PoolConfig | null
  dataDir: string
  log?: Log
  /** The embedded database is gone and could not be started again. */
  onGone?: (reason: string) => void
}

/** The database this configuration names, running and migrated; `close` also stops what was started here. */
export async function openDatabase({ connection, dataDir, ...options }: DatabaseOptions): Promise<Postgres> {
  if (connection) return openMigrated({ ...options, connection })
  const { log, onGone } = options
  const embedded = await startEmbeddedPostgres({ dataDir, log })
  void embedded.exited.then((reason) => {
    log?.error({ reason }, 'the database is gone and does not start again')
    onGone?.(reason)
  })
  try {
    const postgres = await openMigrated({ ...options, connection: embedded.connection })
    return {
      ...postgres,
      async close() {
        await postgres.close()
        await embedded.close()
      },
    }
  } catch (error) {
    await embedded.close()
    throw error
  }
}

/** For an operator's command: the database of the server that runs on the folder, else as `openDatabase`. */
export async function openForOperator(options: DatabaseOptions): Promise<Postgres> {
  const { connection, dataDir, ...others } = options
  const running = connection ? null : await connectEmbedded({ dataDir })
  return running ? openMigrated({ ...others, connection: running }) : openDatabase(options)
}

async function openMigrated(options: PostgresOptions & { log?: Log }): Promise<Postgres> {
  const postgres = await openPostgres(options)
  try {
    const ran = await migrate(postgres)
    if (ran.length > 0) options.log?.info({ migrations: ran }, 'the database was brought up to date')
    return postgres
  } catch (error) {
    await postgres.close()
    throw error
  }
}
