import { newerDatabase } from '../../ports/database.ts'
import type { Mongo } from './connection.ts'
import { isDuplicate } from './errors.ts'
import { migrations as all, type Migration } from './migrations/index.ts'

/**
 * Brings the database to the program's last migration, and answers the names of those it ran. Two processes that start
 * at once may both build an index, which is one index, and one of them records it. Throws when the database is newer than
 * the program.
 */
export async function migrate(mongo: Mongo, migrations: Migration[] = all): Promise<string[]> {
  const ran: string[] = []
  for (;;) {
    const name = await runNext(mongo, migrations)
    if (name === null) return ran
    if (name !== '') ran.push(name)
  }
}

/** Another program may keep its own beside ours, by ids that are no numbers. */
export const newestMigration = (mongo: Mongo) =>
  mongo.in('migrations').one({ _id: { $gte: 0 } }, { sort: { _id: -1 } })

/** Null: there is none left; empty: somebody else was faster. */
async function runNext(mongo: Mongo, migrations: Migration[]): Promise<string | null> {
  const newest = await newestMigration(mongo)
  if (newest && newest._id > migrations.length) {
    throw newerDatabase({ id: newest._id, name: newest.name }, migrations.length)
  }
  const next = migrations[newest?._id ?? 0]
  if (!next) return null
  await next.up(mongo)
  try {
    await mongo.in('migrations').add([{ _id: next.id, name: next.name, appliedAt: new Date() }])
    return next.name
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return ''
  }
}
