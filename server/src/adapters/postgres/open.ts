import type pg from 'pg'
import { requireCurrent } from '../../ports/database.ts'
import { openPostgres, type Postgres, type PostgresOptions } from './connection.ts'
import { connectEmbedded, startEmbeddedPostgres } from './embedded/start.ts'
import type { Log } from './embedded/supervise.ts'
import { databaseFacts } from './facts.ts'
import { migrate } from './migrate.ts'

export interface DatabaseOptions extends Omit<PostgresOptions, 'connection' | 'log'> {
  /** Null: the embedded database of the data folder. */
  connection: string | pg.PoolConfig | null
  dataDir: string
  log?: Log
  /** It is only read, and must be up to date. */
  changesNothing?: boolean
  /** The embedded database is gone and could not be started again. */
  onGone?: (reason: string) => void
}

/** The database this configuration names, running and migrated; `close` also stops what was started here. */
export async function openDatabase({ connection, dataDir, ...options }: DatabaseOptions): Promise<Postgres> {
  if (connection) return openReady({ ...options, connection })
  const { log, onGone } = options
  const embedded = await startEmbeddedPostgres({ dataDir, log })
  void embedded.exited.then((reason) => {
    log?.error({ reason }, 'the database is gone and does not start again')
    onGone?.(reason)
  })
  try {
    const postgres = await openReady({ ...options, connection: embedded.connection })
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
  return running ? openReady({ ...others, connection: running }) : openDatabase(options)
}

type ReadyOptions = PostgresOptions & Pick<DatabaseOptions, 'log' | 'changesNothing'>

async function openReady({ changesNothing = false, ...options }: ReadyOptions): Promise<Postgres> {
  const postgres = await openPostgres({ ...options, readsOnly: changesNothing })
  try {
    if (changesNothing) {
      requireCurrent((await databaseFacts(postgres)).pending)
      return postgres
    }
    const ran = await migrate(postgres)
    if (ran.length > 0) options.log?.info({ migrations: ran }, 'the database was brought up to date')
    return postgres
  } catch (error) {
    await postgres.close()
    throw error
  }
}
