import { openPostgresDatabase } from '../adapters/postgres/database.ts'
import type { DatabaseOptions } from '../adapters/postgres/open.ts'
import type { Config } from '../config/config.ts'
import type { Database, Makers } from '../database.ts'

type Options = Makers & Pick<DatabaseOptions, 'log' | 'onGone'>

/** The database that the configuration names; what is started for it stops when it closes. */
export const openDatabase = (
  config: Config,
  { clock, ids, announce, ...options }: Options,
): Promise<Database> =>
  openPostgresDatabase(
    { clock, ids, announce },
    {
      ...options,
      connection: config.database?.url ?? null,
      dataDir: config.dataDir,
      poolSize: config.databasePoolSize,
    },
  )
