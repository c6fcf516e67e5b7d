import { openPostgresDatabase } from '../adapters/postgres/database.ts'
import { problemOfDatabase } from '../adapters/postgres/external/problem.ts'
import type { DatabaseOptions } from '../adapters/postgres/open.ts'
import type { DatabasePlace } from '../config/place.ts'
import type { Database, Makers } from '../database.ts'

type Options = Makers &
  Pick<DatabaseOptions, 'log' | 'onGone' | 'changesNothing'> & {
    /** The embedded database, where it runs already. */
    running?: DatabaseOptions['connection']
    poolSize: number
  }

/**
 * The database that the configuration names; what is started for it stops when it closes. A driver is loaded only where
 * its engine is used.
 */
export async function openDatabase(
  config: DatabasePlace,
  { clock, ids, announce, running = null, poolSize, ...options }: Options,
): Promise<Database> {
  const makers: Makers = { clock, ids, announce }
  if (config.mongo) {
    const { openMongoDatabase } = await import('../adapters/mongo/open.ts')
    return openMongoDatabase(makers, { ...options, uri: config.mongo.uri, poolSize })
  }
  const { url, replicaUrls, statementNames } = config.database ?? {}
  return openPostgresDatabase(makers, {
    ...{ ...options, connection: url ?? running, dataDir: config.dataDir, poolSize },
    ...{ replicaUrls, preparedNames: statementNames },
  })
}

/**
 * What keeps the database that is named from holding a site, in a sentence; null: nothing does, or none is named. One that
 * is only just starting is waited for, as long as its engine thinks right.
 */
export async function databaseProblem(
  { database, mongo }: Pick<DatabasePlace, 'database' | 'mongo'>,
  patience?: { patienceMs: number },
): Promise<string | null> {
  if (mongo) {
    const { problemOfMongo } = await import('../adapters/mongo/problem.ts')
    return problemOfMongo(mongo.uri, patience)
  }
  if (!database) return null
  return problemOfDatabase(database.url, { ...patience, sendsSettings: database.statementNames })
}

/** Throws where filling it was broken off: what is there is no site. */
export async function requireWhole({ data }: Pick<Database, 'data'>): Promise<void> {
  if (await data.isHalfFilled())
    throw new Error(
      'A restore or a copy into this database was broken off: run it again. Until then it is no site.',
    )
}
