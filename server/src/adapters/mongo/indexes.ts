import { type CreateIndexesOptions, type IndexSpecification, MongoServerError } from 'mongodb'
import type { Mongo } from './connection.ts'
import type { Documents } from './documents.ts'

export type Index = [key: IndexSpecification, options?: CreateIndexesOptions]
export type Indexes = { [Name in keyof Documents]?: Index[] }

export async function ensureIndexes(mongo: Mongo, indexes: Indexes): Promise<void> {
  for (const [name, wanted] of Object.entries(indexes) as [keyof Documents, Index[]][])
    for (const index of wanted) await ensureIndex(mongo, name, index)
}

const isOtherwise = new Set([85, 86])

/** Another backend may have made one of these fields and this name that keeps nothing apart: ours stands beside it. */
async function ensureIndex(mongo: Mongo, name: keyof Documents, [key, options]: Index): Promise<void> {
  const collection = mongo.collection(name)
  try {
    await collection.createIndex(key, options)
  } catch (error) {
    if (!(error instanceof MongoServerError && isOtherwise.has(Number(error.code)))) throw error
    await collection.createIndex(key, { ...options, name: `reelbase_${Object.keys(key).join('_')}` })
  }
}
