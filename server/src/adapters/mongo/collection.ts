import type {
  AggregateOptions,
  AnyBulkWriteOperation,
  ClientSession,
  Collection,
  Document,
  Filter,
  FindOneAndUpdateOptions,
  FindOptions,
  OptionalUnlessRequiredId,
  UpdateFilter,
} from 'mongodb'

/** Of a find. */
type Shape = Pick<FindOptions, 'projection' | 'sort' | 'limit' | 'skip'>
type Update<Doc> = UpdateFilter<Doc> | Document[]

/** A collection, in a transaction or by itself. */
export interface Bound<Doc extends Document> {
  all<Row extends Document = Doc>(filter: Filter<Doc>, shape?: Shape): Promise<Row[]>
  one<Row extends Document = Doc>(filter: Filter<Doc>, shape?: Shape): Promise<Row | null>
  /** By itself it reads one moment, also where it looks up other collections. */
  gather<Row extends Document>(stages: Document[], limits?: { maxTimeMS?: number }): Promise<Row[]>
  /** One after the other, however many there are; `batchSize` of them are fetched at once. */
  each(filter: Filter<Doc>, shape: Shape & { batchSize: number }): AsyncIterable<Doc>
  /** No further than `upTo`. */
  count(filter: Filter<Doc>, upTo?: number): Promise<number>
  add(documents: OptionalUnlessRequiredId<Doc>[]): Promise<void>
  /** How many it found; one at most. */
  change(filter: Filter<Doc>, update: Update<Doc>): Promise<number>
  changeAll(filter: Filter<Doc>, update: Update<Doc>): Promise<number>
  /** True: it was not there and is added. */
  upsert(filter: Filter<Doc>, update: UpdateFilter<Doc>): Promise<boolean>
  /** The document as it is then; null: there is none. */
  changed(
    filter: Filter<Doc>,
    update: Update<Doc>,
    options?: Pick<FindOneAndUpdateOptions, 'sort' | 'upsert'>,
  ): Promise<Doc | null>
  write(operations: AnyBulkWriteOperation<Doc>[]): Promise<void>
  /** One at most. */
  remove(filter: Filter<Doc>): Promise<number>
  removeAll(filter: Filter<Doc>): Promise<number>
}

type Guard = <T>(work: () => Promise<T>) => Promise<T>

/** `guard` stands around every call: it translates errors. */
export function bind<Doc extends Document>(
  collection: Collection<Doc>,
  session: ClientSession | undefined,
  guard: Guard,
): Bound<Doc> {
  const within = session ? { session } : {}
  const aside: AggregateOptions = session ? { session } : { readConcern: { level: 'snapshot' } }
  return {
    all: <Row extends Document>(filter: Filter<Doc>, shape: Shape = {}) =>
      guard(() => collection.find<Row>(filter, { ...within, ...shape }).toArray()),
    one: <Row extends Document>(filter: Filter<Doc>, shape: Shape = {}) =>
      guard(() => collection.findOne<Row>(filter, { ...within, ...shape })),
    gather: <Row extends Document>(stages: Document[], limits = {}) =>
      guard(() => collection.aggregate<Row>(stages, { ...aside, ...limits }).toArray()),
    each: (filter, shape) => collection.find<Doc>(filter, { ...within, ...shape }),
    count: (filter, limit) =>
      guard(() => collection.countDocuments(filter, { ...within, ...(limit && { limit }) })),
    async add(documents) {
      if (documents.length > 0) await guard(() => collection.insertMany(documents, within))
    },
    change: (filter, update) =>
      guard(async () => (await collection.updateOne(filter, update, within)).matchedCount),
    changeAll: (filter, update) =>
      guard(async () => (await collection.updateMany(filter, update, within)).matchedCount),
    upsert: (filter, update) =>
      guard(
        async () =>
          (await collection.updateOne(filter, update, { ...within, upsert: true })).upsertedCount > 0,
      ),
    changed: (filter, update, options = {}) =>
      guard(
        () =>
          collection.findOneAndUpdate(filter, update, {
            ...within,
            ...options,
            returnDocument: 'after',
          }) as Promise<Doc | null>,
      ),
    async write(operations) {
      if (operations.length > 0) await guard(() => collection.bulkWrite(operations, { ...within }))
    },
    remove: (filter) => guard(async () => (await collection.deleteOne(filter, within)).deletedCount),
    removeAll: (filter) => guard(async () => (await collection.deleteMany(filter, within)).deletedCount),
  }
}
