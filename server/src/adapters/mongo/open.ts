import type { Database, Makers } from '../../database.ts'
import { type Mongo, type MongoOptions, openMongo } from './connection.ts'
import { mongoDatabase } from './database.ts'
import { migrate } from './migrate.ts'

interface Options extends MongoOptions {
  log?: { info(details: object, message: string): void }
}

/** The database at this address, brought up to date. */
export async function openMongoDatabase(makers: Makers, { log, ...options }: Options): Promise<Database> {
  const mongo = openMongo(options)
  try {
    await requireWhole(mongo)
    const ran = await migrate(mongo)
    if (ran.length > 0) log?.info({ migrations: ran }, 'the database was brought up to date')
    return mongoDatabase({ ...makers, mongo })
  } catch (error) {
    await mongo.close()
    throw error
  }
}

async function requireWhole(mongo: Mongo): Promise<void> {
  if (await mongo.in('locks').one({ _id: 'filling' }))
    throw new Error('A restore into this database was broken off: run it again, which begins anew.')
}
