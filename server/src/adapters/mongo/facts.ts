import { type Mongo, openMongo } from './connection.ts'
import { newestMigration } from './migrate.ts'
import { migrations } from './migrations/index.ts'

/** Migrations that this program would run; negative: a newer one was here. */
export async function pendingMigrations(mongo: Mongo): Promise<number> {
  return migrations.length - ((await newestMigration(mongo))?._id ?? 0)
}

/** `pending`: of this program's migrations; negative: a newer program was here. Changes nothing. */
export async function mongoFacts(uri: string): Promise<{ version: string; pending: number }> {
  const mongo = openMongo({ uri, poolSize: 1 })
  try {
    const { version } = await mongo.db.admin().command({ buildInfo: 1 })
    return { version: String(version), pending: await pendingMigrations(mongo) }
  } finally {
    await mongo.close()
  }
}
