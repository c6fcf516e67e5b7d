import { isDeepStrictEqual } from 'node:util'
import { type Document, type IndexDescriptionInfo, ObjectId } from 'mongodb'
import type { Bound } from '../../src/adapters/mongo/collection.ts'
import type { Mongo, Runner } from '../../src/adapters/mongo/connection.ts'
import type { Documents } from '../../src/adapters/mongo/documents.ts'

type Name = keyof Documents

/** Something that was asked of a collection, as the stages of an aggregation. */
interface Asked {
  collection: Name
  stages: Document[]
}

/** What an index must answer: documents that meet a filter, in an order. */
interface Look {
  collection: string
  filter: Document
  sort: Document
}

/** Does `work`, and says of everything that it read what no index answers. */
export async function unanswered(
  mongo: Mongo,
  work: (watched: Mongo) => Promise<unknown>,
): Promise<string[]> {
  const asked: Asked[] = []
  const watched = <R extends Runner>(runner: R): R => ({
    ...runner,
    in: <N extends Name>(name: N) =>
      noting(runner.in(name), (stages) => asked.push({ collection: name, stages })),
  })
  await work({ ...watched(mongo), transaction: (part) => mongo.transaction((tx) => part(watched(tx))) })
  const said: string[] = []
  for (const one of asked)
    said.push(...(await scans(mongo, one)), ...(await unindexed(mongo, one)), ...passedOver(one))
  return said
}

function noting<Doc extends Document>(bound: Bound<Doc>, note: (stages: Document[]) => void): Bound<Doc> {
  return {
    ...bound,
    all: (filter, shape = {}) => {
      note(stagesOf(filter, shape))
      return bound.all(filter, shape)
    },
    one: (filter, shape = {}) => {
      note(stagesOf(filter, { ...shape, limit: 1 }))
      return bound.one(filter, shape)
    },
    gather: (stages, limits) => {
      note(stages)
      return bound.gather(stages, limits)
    },
    count: (filter, limit) => {
      note(stagesOf(filter, { limit }))
      return bound.count(filter, limit)
    },
  }
}

const stagesOf = (filter: Document, { sort, limit }: Document): Document[] => [
  { $match: filter },
  ...(sort ? [{ $sort: sort }] : []),
  ...(limit ? [{ $limit: limit }] : []),
]

/** What the server itself says, where it has a planner. */
async function scans(mongo: Mongo, { collection, stages }: Asked): Promise<string[]> {
  if (!(await hasPlanner(mongo))) return []
  const plan = await mongo.collection(collection).aggregate(stages).explain('executionStats')
  return stepsOf(plan)
    .filter((step) => ['COLLSCAN', 'SORT'].includes(step))
    .map((step) => `${step} of ${collection} for ${JSON.stringify(stages)}`)
}

/** Not every server that speaks MongoDB's protocol finds an index for more than one field, nor one of the order. */
async function hasPlanner(mongo: Mongo): Promise<boolean> {
  const plan = await mongo.db
    .collection('users')
    .find({ _id: new ObjectId(), owner: { $ne: null } })
    .explain()
  return !stepsOf(plan).includes('COLLSCAN')
}

const stepsOf = (plan: unknown): string[] =>
  typeof plan !== 'object' || plan === null
    ? []
    : Object.entries(plan).flatMap(([name, value]) => {
        if (name === 'stage') return [String(value)]
        if (name === 'collectionScans') return Number(value) > 0 ? ['COLLSCAN'] : []
        return name === 'rejectedPlans' ? [] : stepsOf(value)
      })

/**
 * By MongoDB's own rule an index answers with the fields that are equal first, then those of the order. This holds for what is
 * looked up beside a document, too.
 */
async function unindexed(mongo: Mongo, { collection, stages }: Asked): Promise<string[]> {
  const said: string[] = []
  for (const look of looksOf(collection, stages)) {
    const indexes = await mongo.collection(look.collection as Name).indexes()
    if (!indexes.some((index) => answers(index, look)))
      said.push(
        `no index of ${look.collection} answers ${JSON.stringify(look.filter)} in ${JSON.stringify(look.sort)}`,
      )
  }
  return said
}

/** A page behind a cursor begins in the index where the one before it ended: nothing is left out when it was read. */
const passedOver = ({ collection, stages }: Asked): string[] =>
  stages.some((stage, at) => at > 0 && stage.$match?.$or)
    ? [`rows of ${collection} are passed over by ${JSON.stringify(stages)}`]
    : []

function looksOf(collection: string, stages: Document[], given: Document = {}): Look[] {
  const filters = leading(stages, (stage) => stage.$match)
  const [next, ...later] = stages.slice(filters.length)
  const filter = { $and: [given, ...filters.map((stage) => stage.$match)] }
  const gathered = later.filter((stage) => stage.$sort)
  return [
    { collection, filter, sort: next?.$sort ?? {} },
    // What is sorted when it was gathered, in the memory of the server.
    ...gathered.map((stage) => ({ collection, filter: {}, sort: { '(gathered)': 1, ...stage.$sort } })),
    ...stages.flatMap(({ $lookup }) =>
      $lookup
        ? looksOf($lookup.from, $lookup.pipeline ?? [], {
            [$lookup.foreignField]: { $eq: `$${$lookup.localField}` },
          })
        : [],
    ),
  ]
}

function answers(index: IndexDescriptionInfo, { filter, sort }: Look): boolean {
  const conditions = conditionsOf(filter)
  const partial = Object.entries(index.partialFilterExpression ?? {})
  if (!partial.every((known) => conditions.some((condition) => isDeepStrictEqual(condition, known))))
    return false
  const equal = new Set(conditions.filter(isEqual).map(([field]) => field))
  const keys = Object.entries(index.key as Record<string, number>)
  const first = leading(keys, ([field]) => equal.has(field))
  const others = keys.slice(first.length)
  if ((index.unique || index.name === '_id_') && others.length === 0) return true
  const bound = new Set([...first, ...partial].map(([field]) => field))
  const order = Object.entries(sort as Record<string, number>).filter(([field]) => !equal.has(field))
  const turns = new Set(
    order.map(([field, way], at) => (others[at]?.[0] === field ? way * others[at][1] : 0)),
  )
  const isOrdered = turns.size <= 1 && !turns.has(0)
  const begins = bound.size > 0 || order.length > 0 || conditions.some(([field]) => field === keys[0]![0])
  const isLeft = conditions.some(
    (condition) => isEqual(condition) && !isEither(condition) && !bound.has(condition[0]),
  )
  return isOrdered && begins && !isLeft
}

function leading<T>(all: T[], holds: (one: T) => unknown): T[] {
  const end = all.findIndex((one) => !holds(one))
  return end < 0 ? all : all.slice(0, end)
}

type Condition = [field: string, asked: unknown]

const conditionsOf = (filter: Document): Condition[] =>
  Object.entries(filter).flatMap(([field, asked]) =>
    field === '$and'
      ? (asked as Document[]).flatMap(conditionsOf)
      : field.startsWith('$')
        ? []
        : [[field, asked]],
  )

const operatorOf = (asked: unknown): string | undefined =>
  asked !== null && Object.getPrototypeOf(asked) === Object.prototype
    ? Object.keys(asked as object)[0]
    : undefined
const isEqual = ([, asked]: Condition): boolean => ['$eq', '$in', undefined].includes(operatorOf(asked))
const isEither = ([, asked]: Condition): boolean => operatorOf(asked) === '$in'
