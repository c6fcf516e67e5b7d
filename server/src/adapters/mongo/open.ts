import type { Database, Makers } from '../../database.ts'
import { requireCurrent } from '../../ports/database.ts'
import { type MongoOptions, openMongo } from './connection.ts'
import { mongoDatabase } from './database.ts'
import { pendingMigrations } from './facts.ts'
import { migrate } from './migrate.ts'

interface Options extends MongoOptions {
  /** It is only read, and must be up to date. */
  changesNothing?: boolean
  log?: { info(details: object, message: string): void }
}

/** The database at this address, brought up to date. */
export async function openMongoDatabase(
  makers: Makers,
  { log, changesNothing, ...options }: Options,
): Promise<Database> {
  const mongo = openMongo(options)
  try {
    if (changesNothing) {
      requireCurrent(await pendingMigrations(mongo))
      return mongoDatabase({ ...makers, mongo })
    }
    const ran = await migrate(mongo)
    if (ran.length > 0) log?.info({ migrations: ran }, 'the database was brought up to date')
    return mongoDatabase({ ...makers, mongo })
  } catch (error) {
    await mongo.close()
    throw error
  }
}
