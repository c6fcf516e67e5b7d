import type { Db } from 'mongodb'
import { modelNames } from './models.ts'

/** Whether another backend filled this database, and nobody has prepared it for this one yet. */
export async function isForeign(db: Db): Promise<boolean> {
  if (await db.collection('migrations').findOne({}, { projection: { _id: 1 } })) return false
  for (const name of modelNames)
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } })) return true
  return false
}

export const adoptFirst =
  'another backend filled this database. Stop that one, make a backup, and prepare the database once: npm run reelbase -- adopt'
