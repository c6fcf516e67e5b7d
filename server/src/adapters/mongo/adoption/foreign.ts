import type { Db } from 'mongodb'
import { modelNames } from './models.ts'
import { isMigrated, strangers } from './strangers.ts'

/** Whether somebody else filled this database, and nobody has prepared it for this program yet. */
export async function isForeign(db: Db): Promise<boolean> {
  if (await isMigrated(db)) return false
  for (const name of modelNames)
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } })) return true
  return (await strangers(db)).length > 0
}

export const adoptFirst =
  'another backend filled this database. Stop that one, make a backup, and prepare the database once: npm run reelbase -- adopt'
