import type { Db, Document } from 'mongodb'
import { indexesOf } from '../indexes.ts'
import { type ModelName, modelNames, models } from './models.ts'

/** What keeps the database from being used; an operator must decide what stays. */
export interface Obstacle {
  collection: string
  says: string
  ids: string[]
}

const uniques: [ModelName, string[]][] = [
  ['users', ['username']],
  ['users', ['email']],
  ['subscriptions', ['subscriber', 'channel']],
  ['likes', ['likedBy', 'video', 'tweet', 'comment']],
]

const most = 10_000

interface Group {
  _id: Document
  ids: unknown[]
}

/** Documents of which a unique index takes one alone. */
export async function duplicates(db: Db): Promise<Obstacle[]> {
  const found: Obstacle[] = []
  for (const [collection, fields] of uniques) {
    // To an index, what is missing is null.
    const key = Object.fromEntries(fields.map((field) => [field, { $ifNull: [`$${field}`, null] }]))
    const groups = await db
      .collection(collection)
      .aggregate<Group>(
        [
          { $group: { _id: key, ids: { $push: '$_id' }, n: { $sum: 1 } } },
          { $match: { n: { $gt: 1 } } },
          { $limit: most },
        ],
        { allowDiskUse: true },
      )
      .toArray()
    for (const { _id, ids } of groups) {
      const same = fields.flatMap((field) => (_id[field] === null ? [] : [`${field} ${String(_id[field])}`]))
      found.push({ collection, says: `have the same ${same.join(', ')}`, ids: ids.map(String) })
    }
  }
  return found
}

/** Unique indexes of fields of which Reelbase takes the same, or none, twice. One that is partial is taken to be right. */
export async function strictIndexes(db: Db): Promise<Obstacle[]> {
  const found: Obstacle[] = []
  for (const collection of modelNames) {
    const ours = ['_id', ...uniques.flatMap(([name, fields]) => (name === collection ? [fields] : []))]
    for (const { name, key, unique, sparse, partialFilterExpression } of await indexesOf(
      { db },
      collection,
    )) {
      const fields = Object.keys(key)
      const isOurs = ours.some((kept) => [kept].flat().every((field) => fields.includes(field)))
      const isUnused = sparse && fields.every((field) => !(field in models[collection].fields))
      if (!unique || partialFilterExpression || isOurs || isUnused) continue
      const says = `have a unique index of ${fields.join(', ')}, and Reelbase keeps none of it apart: what is alike there, or has none, would be refused. Drop it`
      found.push({ collection, says, ids: [String(name)] })
    }
  }
  return found
}

/** An id is an ObjectId here, wherever it stands. */
export async function oddIds(db: Db): Promise<Obstacle[]> {
  const found: Obstacle[] = []
  for (const collection of modelNames) {
    const rows = await db
      .collection<Document>(collection)
      .find({ _id: { $not: { $type: 'objectId' } } }, { projection: { _id: 1 } })
      .limit(most)
      .toArray()
    if (rows.length > 0)
      found.push({
        collection,
        says: 'have an _id that is no ObjectId',
        ids: rows.map(({ _id }) => String(_id)),
      })
  }
  return found
}
