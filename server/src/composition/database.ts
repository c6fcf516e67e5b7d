import { openPostgresDatabase } from '../adapters/postgres/database.ts'
import { problemOfDatabase } from '../adapters/postgres/external/problem.ts'
import type { DatabaseOptions } from '../adapters/postgres/open.ts'
import type { Config } from '../config/config.ts'
import type { Database, Makers } from '../database.ts'

type Options = Makers &
  Pick<DatabaseOptions, 'log' | 'onGone'> & {
    /** The embedded database, where it runs already. */
    running?: DatabaseOptions['connection']
    poolSize?: number
  }

/**
 * The database that the configuration names; what is started for it stops when it closes. A driver is loaded only where
 * its engine is used.
 */
export async function openDatabase(
  config: Config,
  { clock, ids, announce, running = null, poolSize = config.databasePoolSize, ...options }: Options,
): Promise<Database> {
  const makers: Makers = { clock, ids, announce }
  if (config.mongo) {
    const { openMongoDatabase } = await import('../adapters/mongo/open.ts')
    return openMongoDatabase(makers, { uri: config.mongo.uri, poolSize, log: options.log })
  }
  const connection = config.database?.url ?? running
  return openPostgresDatabase(makers, { ...options, connection, dataDir: config.dataDir, poolSize })
}

/**
 * What keeps the database that is named from holding a site, in a sentence; null: nothing does, or none is named. One that
 * is only just starting is waited for, as long as its engine thinks right.
 */
export async function databaseProblem(
  { database, mongo }: Config,
  patience?: { patienceMs: number },
): Promise<string | null> {
  if (mongo) {
    const { problemOfMongo } = await import('../adapters/mongo/problem.ts')
    return problemOfMongo(mongo.uri, patience)
  }
  return database ? problemOfDatabase(database.url, patience) : null
}
