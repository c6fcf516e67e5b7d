import { isDeepStrictEqual } from 'node:util'
import { type Db, type Document, ObjectId } from 'mongodb'
import { inBatches } from '../../../lib/in-batches.ts'
import { mongoBookkeeping } from '../bookkeeping.ts'
import type { Mongo } from '../connection.ts'
import { migrate } from '../migrate.ts'
import { indexEntries } from '../migrations/0001-everything.ts'
import { type Model, type ModelName, modelNames, models } from './models.ts'
import { duplicates, type Obstacle, oddIds, strictIndexes } from './obstacles.ts'
import { isMigrated, strangers } from './strangers.ts'
import { fillHistory, fillPlaylist, idsIn } from './unfold.ts'

/** Something in a document that could not be understood. */
export interface Note {
  collection: ModelName
  id: string
  says: string
}

export interface Adoption {
  /** Documents that became ours in this run. */
  prepared: Record<ModelName, number>
  notes: Note[]
  /** Where there are any, the database is not ready. */
  obstacles: Obstacle[]
  /** Counters that were counted anew. */
  counted: number
}

const batchSize = 500

/**
 * Prepares a database that another backend of this ecosystem filled: fields, collections and indexes beside what is there. Of
 * a field that had to be read as something else, what stood there is kept in `adopted.before`. Nothing is deleted or
 * renamed; what is ours already is left alone, so it can be run again at any time.
 */
export async function adopt(mongo: Mongo, now: Date, onStep: (sentence: string) => void): Promise<Adoption> {
  const { db } = mongo
  const prepared = Object.fromEntries(modelNames.map((name) => [name, 0])) as Adoption['prepared']
  const unusable = [
    ...(await oddIds(db)),
    ...(await strictIndexes(db)),
    ...((await isMigrated(db)) ? [] : await strangers(db)),
  ]
  if (unusable.length > 0) return { prepared, notes: [], obstacles: unusable, counted: 0 }
  const notes: Note[] = []
  await indexEntries(mongo)
  for (const name of modelNames) {
    onStep(`Reading ${name}`)
    for await (const batch of inBatches<Document>(
      db.collection(name).find(unprepared(models[name])),
      batchSize,
    ))
      prepared[name] += await prepare(db, name, batch, notes, now)
    notes.push(...(await earlierNotes(db, name, now)))
  }
  onStep('Looking for duplicates')
  const obstacles = await duplicates(db)
  if (obstacles.length > 0) return { prepared, notes, obstacles, counted: 0 }
  onStep('Making indexes')
  await migrate(mongo)
  onStep('Counting')
  const { differences } = await mongoBookkeeping(mongo).repair()
  return { prepared, notes, obstacles, counted: differences.length }
}

/** Those that refer to nothing are looked at again: somebody may have mended them. */
const unprepared = ({ mark }: Model): Document =>
  mark ? { $or: [{ [mark]: { $exists: false } }, { 'adopted.isLost': true }] } : {}

async function earlierNotes(db: Db, collection: ModelName, now: Date): Promise<Note[]> {
  if (models[collection].mark === null) return []
  const noted = {
    ...{ 'adopted.notes.0': { $exists: true }, 'adopted.isLost': false },
    'adopted.at': { $lt: now },
  }
  const rows = await db
    .collection(collection)
    .find(noted, { projection: { adopted: 1 } })
    .toArray()
  return rows.flatMap(({ _id, adopted }) =>
    (adopted.notes as string[]).map((says) => ({ collection, id: String(_id), says })),
  )
}

interface Read {
  document: Document
  /** As it is for us. */
  values: Document
  says: string[]
  isLost: boolean
  unfolded: ObjectId[]
}

/** In the place of a reference that an earlier run could not read stands nobody. */
const standing = (document: Document, field: string): unknown =>
  document._id.equals(document[field]) ? document.adopted?.before?.[field] : document[field]

function read(model: Model, document: Document): Read {
  const says: string[] = []
  const values: Document = {}
  let isLost = false
  for (const [field, reader] of Object.entries(model.fields)) {
    const found = reader(standing(document, field), document)
    values[field] = found.value
    if (found.says) says.push(`${field} ${found.says}`)
    if (found.says && field in model.refers) isLost = true
  }
  const doubt = model.doubts?.(values)
  if (doubt) says.push(doubt)
  const list = model.unfolds ? idsIn(document[model.unfolds]) : { ids: [], says: null }
  if (list.says) says.push(`${model.unfolds} ${list.says}`)
  return { document, values, says, isLost, unfolded: list.ids }
}

async function prepare(
  db: Db,
  name: ModelName,
  documents: Document[],
  notes: Note[],
  now: Date,
): Promise<number> {
  const model = models[name]
  const reads = documents.map((document) => read(model, document))
  await lookUp(db, model, reads)
  if (name === 'users') await keepNamesApart(db, reads)
  for (const { values, document, unfolded } of reads) {
    const whole = { ...document, ...values }
    if (name === 'playlists') await fillPlaylist(db, whole, unfolded)
    if (name === 'users') await fillHistory(db, whole, unfolded)
  }
  const operations = reads.flatMap((one) => changesOf(model, one, now))
  if (operations.length > 0) await db.collection(name).bulkWrite(operations)
  for (const { document, says } of reads)
    notes.push(...says.map((text) => ({ collection: name, id: String(document._id), says: text })))
  return operations.length
}

/** Says of each what it refers to and is not there. */
async function lookUp(db: Db, model: Model, reads: Read[]): Promise<void> {
  for (const [field, target] of Object.entries(model.refers)) {
    const there = await idsThere(
      db,
      target,
      reads.flatMap(({ values }) => values[field] ?? []),
    )
    for (const one of reads) {
      const id = one.values[field] as ObjectId | null | undefined
      if (!id || id.equals(one.document._id) || there.has(id.toHexString())) continue
      one.says.push(`${field} is ${id.toHexString()}, of which there is none`)
      one.isLost = true
    }
  }
  if (!model.unfolds) return
  const there = await idsThere(
    db,
    'videos',
    reads.flatMap(({ unfolded }) => unfolded),
  )
  for (const one of reads) {
    const known = one.unfolded.filter((id) => there.has(id.toHexString()))
    const gone = one.unfolded.length - known.length
    if (gone > 0) one.says.push(`${model.unfolds} holds ${gone} videos that are gone`)
    one.unfolded = known
  }
}

async function idsThere(db: Db, name: ModelName, ids: ObjectId[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .collection(name)
    .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
    .toArray()
  return new Set(rows.map(({ _id }) => _id.toHexString()))
}

/** Names in lower case only where nobody else has them: an index that is there already would refuse the whole batch. */
async function keepNamesApart(db: Db, reads: Read[]): Promise<void> {
  for (const field of ['username', 'email']) {
    const taken = new Set<unknown>()
    for (const { document, values, says } of reads) {
      const [before, after] = [document[field], values[field]]
      if (before === after || typeof before !== 'string') continue
      const other = await db.collection('users').findOne({ [field]: after, _id: { $ne: document._id } })
      if (!other && !taken.has(after)) {
        taken.add(after)
        continue
      }
      values[field] = before
      says.push(
        `${field} ${before} is ${String(after)} in lower case, which somebody else has: nobody logs in with it`,
      )
    }
  }
}

/** What depends on whether it refers to something. */
const decided = ['listed', 'publishedAt']

function changesOf(model: Model, { document, values, says, isLost }: Read, now: Date) {
  const added = model.adds({ ...document, ...values }, isLost)
  const isAgain = model.mark !== null && document[model.mark] !== undefined
  const wanted = Object.entries({ ...values, ...added }).filter(
    ([field]) => !isAgain || field in values || decided.includes(field),
  )
  const changed = wanted.filter(([field, value]) => !isSame(document[field], value))
  const wasLost = document.adopted?.isLost === true
  if (changed.length === 0 && (!isAgain || wasLost === isLost)) return []
  const replaced = changed.filter(([field]) => document[field] !== undefined)
  const before = Object.fromEntries(replaced.map(([field]) => [field, document[field]]))
  const adopted = { at: now, isLost, notes: says, before: { ...before, ...document.adopted?.before } }
  const update = { $set: { ...Object.fromEntries(changed), adopted } }
  return [{ updateOne: { filter: { _id: document._id }, update } }]
}

const isSame = (one: unknown, other: unknown): boolean =>
  one instanceof ObjectId
    ? one.equals(other as ObjectId) && other instanceof ObjectId
    : isDeepStrictEqual(one, other)
