import { isDeepStrictEqual } from 'node:util'
import type { CreateIndexesOptions, IndexDescriptionInfo } from 'mongodb'
import type { Mongo } from './connection.ts'
import type { Documents } from './documents.ts'
import { isIndexConflict, isMissingCollection } from './errors.ts'

export type Index = [key: Record<string, 1 | -1>, options?: CreateIndexesOptions]
export type Indexes = { [Name in keyof Documents]?: Index[] }

/** Those that are there. */
export async function indexesOf({ db }: Pick<Mongo, 'db'>, name: string): Promise<IndexDescriptionInfo[]> {
  try {
    return await db.collection(name).indexes()
  } catch (error) {
    if (isMissingCollection(error)) return []
    throw error
  }
}

/** Throws where an index of somebody else leaves no room for one of them. */
export async function ensureIndexes(mongo: Mongo, indexes: Indexes): Promise<void> {
  for (const [name, wanted] of Object.entries(indexes) as [keyof Documents, Index[]][]) {
    const there = await indexesOf(mongo, name)
    for (const index of wanted)
      if (!there.some((known) => serves(known, index))) await add(mongo, name, there, index)
  }
}

/** Whatever it is called: another backend may have made it. */
function serves(known: IndexDescriptionInfo, [key, options = {}]: Index): boolean {
  const keys = Object.entries(known.key).map(([field, way]) => [field, Number(way)])
  return (
    isDeepStrictEqual(keys, Object.entries(key)) &&
    (known.unique ?? false) === (options.unique ?? false) &&
    isDeepStrictEqual(known.partialFilterExpression, options.partialFilterExpression) &&
    !(known.sparse || known.collation || known.hidden)
  )
}

/** Beside one of the same name that keeps something else apart, under a name of its own. */
async function add(
  mongo: Mongo,
  collection: keyof Documents,
  there: IndexDescriptionInfo[],
  [key, options]: Index,
): Promise<void> {
  const fields = Object.keys(key)
  const name = options?.name ?? Object.entries(key).flat().join('_')
  const isTaken = there.some((known) => known.name === name)
  try {
    await mongo
      .collection(collection)
      .createIndex(key, { ...options, name: isTaken ? `reelbase_${fields.join('_')}` : name })
  } catch (error) {
    if (!isIndexConflict(error)) throw error
    throw new Error(
      `${collection} has an index that leaves no room for the one of ${fields.join(', ')} that Reelbase needs (${error.message}). Drop it, or unhide it where it is hidden, and run this again.`,
    )
  }
}
