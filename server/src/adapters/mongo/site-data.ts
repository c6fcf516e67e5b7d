import type { Document, ObjectId } from 'mongodb'
import { type Id, makeId } from '../../lib/id.ts'
import { inBatches } from '../../lib/in-batches.ts'
import {
  type AddDocuments,
  type CollectionName,
  collectionNames,
  collections,
  type Intake,
  KeyTaken,
  type Part,
  type SiteData,
  type SiteDocument,
  SiteNotEmpty,
} from '../../ports/site-data.ts'
import { mongoBookkeeping } from './bookkeeping.ts'
import type { Mongo, Runner } from './connection.ts'
import { type Documents, likeTargets } from './documents.ts'
import { isDuplicate } from './errors.ts'
import { idOrNull, oid, oidOrNull } from './ids.ts'
import { keepAll, type Sieve, withoutLooseEnds } from './loose-ends.ts'
import { isListed } from './stores/video-editing.ts'

/** Fields under other names here. */
const renamed: Partial<Record<CollectionName, Record<string, string>>> = {
  users: { passwordHash: 'password' },
  videos: {
    ...{ durationSeconds: 'duration', sourceKey: 'source', progressiveKey: 'videoFile' },
    ...{ posterKey: 'poster', thumbnailKey: 'thumbnail', thumbnailSmallKey: 'thumbnailSmall' },
    ...{ storyboardKey: 'storyboard', pendingPrefixes: 'pending' },
    ...{ processingState: 'processing.state', processingStage: 'processing.stage' },
    ...{ processingPercent: 'processing.percent', processingError: 'processing.error' },
    ...{ truncated: 'processing.truncated', claimJob: 'claim.job', claimFence: 'claim.fence' },
  },
  watchHistory: { positionSeconds: 'position' },
}
/** Ids, wherever they stand: `ownerId` is `owner`. `claimJob` is none of a document. */
const idFields: Record<string, string> = {
  ...{ id: '_id', likedBy: 'likedBy', userId: 'user', ownerId: 'owner', videoId: 'video' },
  ...{ parentId: 'parent', playlistId: 'playlist', subscriberId: 'subscriber', channelId: 'channel' },
  ...{ blockerId: 'blocker', blockedId: 'blocked', targetId: 'target' },
}
const timeField = /(At|^until)$/

const pathOf = (collection: CollectionName, field: string): string =>
  renamed[collection]?.[field] ?? idFields[field] ?? field

/** By a unique index. */
const order: Partial<Record<CollectionName, Record<string, 1>>> = {
  playlistEntries: { playlist: 1, video: 1 },
  likes: { likedBy: 1, video: 1, tweet: 1, comment: 1 },
  subscriptions: { subscriber: 1, channel: 1 },
  blocks: { blocker: 1, blocked: 1 },
  watchHistory: { user: 1, video: 1 },
  idempotencyRecords: { user: 1, operation: 1, key: 1 },
  videoDays: { video: 1, day: 1 },
  channelDays: { user: 1, day: 1 },
}

const batchSize = 1_000

const at = (document: Document, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Document | null | undefined)?.[name], document)

function put(document: Document, path: string, value: unknown): void {
  const [name = '', inner] = path.split('.')
  if (inner === undefined) document[name] = value
  else document[name] = { ...(document[name] as Document | undefined), [inner]: value }
}

/** A document of ours as a plain one; null: it is left out. */
function plain(collection: CollectionName, document: Document): SiteDocument | null {
  if (collection === 'jobs' && document.state === 'done') return null
  const row: SiteDocument = {}
  for (const field of collections[collection]) {
    const value = at(document, pathOf(collection, field))
    if (value instanceof Date) row[field] = value.toISOString()
    else row[field] = field in idFields ? idOrNull(value as ObjectId | null) : (value ?? null)
  }
  if (collection === 'jobs' && row.state === 'running') row.state = 'due'
  if (collection === 'likes') {
    const kind = likeTargets.find((name) => document[name])!
    Object.assign(row, { targetKind: kind, targetId: idOrNull(document[kind] as ObjectId) })
  }
  return row
}

const defaults: Partial<Record<CollectionName, () => Document>> = {
  users: () => ({
    ...{ bio: '', role: 'user', historyPaused: false, closedAt: null, revision: 0 },
    ...{ subscribersCount: 0, subscriptionsCount: 0, videosCount: 0 },
  }),
  videos: () => ({
    ...{ processing: { truncated: false }, commentsEnabled: true, awaitsTranscoder: false, revision: 0 },
    ...{ pending: [], views: 0, likesCount: 0, commentsCount: 0 },
  }),
  comments: () => ({ likesCount: 0, repliesCount: 0 }),
  tweets: () => ({ likesCount: 0 }),
  playlists: () => ({ kind: 'own', description: '' }),
  subscriptions: () => ({ notify: 'all' }),
}

/** The other way round. What is not given gets its default. */
function stored(collection: CollectionName, fields: readonly string[], row: SiteDocument): Document {
  const document: Document = defaults[collection]?.() ?? {}
  for (const field of fields) {
    if (!(collections[collection] as readonly string[]).includes(field)) continue
    const value = row[field]
    const isTime = timeField.test(field) && typeof value === 'string'
    const known = field in idFields ? oidOrNull(value as Id | null) : isTime ? new Date(value) : value
    put(document, pathOf(collection, field), known)
  }
  return finished(collection, document, row)
}

function finished(collection: CollectionName, document: Document, row: SiteDocument): Document {
  if (collection === 'videos') {
    if (document.claim?.job == null) document.claim = null
    document.views ??= 0
    document.listed = isListed(document as Documents['videos'])
  }
  if (collection === 'likes') {
    const { targetKind: _kind, target: _target, ...like } = document
    return { ...like, [String(row.targetKind)]: oid(String(row.targetId)), updatedAt: like.createdAt }
  }
  if (collection === 'subscriptions') document.updatedAt = document.createdAt
  if (collection === 'jobs') {
    const isOpen = document.state === 'due'
    Object.assign(document, { isOpen, lineAt: document.runAt, readyAt: document.runAt, leaseUntil: null })
  }
  return document
}

async function* documentsOf(
  tx: Runner,
  collection: CollectionName,
  only: Sieve,
  { from, limit }: Part = { from: '', limit: Number.POSITIVE_INFINITY },
): AsyncIterable<SiteDocument> {
  const size = Math.min(limit, batchSize)
  const shape = { sort: order[collection] ?? { _id: 1 }, batchSize: size }
  const documents = tx.in(collection as 'users').each(from ? { _id: { $gte: oid(from) } } : {}, shape)
  let left = limit
  for await (const batch of inBatches<Document>(documents, size)) {
    for (const document of await only(collection, batch)) {
      const row = plain(collection, document)
      if (!row) continue
      yield row
      if (--left === 0) return
    }
  }
}

const adder =
  (runner: Runner): AddDocuments =>
  (collection, fields, documents) =>
    runner.in(collection).add(documents.map((row) => stored(collection, fields, row)) as never[])

/** Stands there while a site is being filled: what was broken off is no site. */
const filling = { _id: 'filling' }

const isHalfFilled = async (mongo: Mongo): Promise<boolean> => (await mongo.in('locks').one(filling)) !== null

/** Nothing here keeps a video from standing without any user. */
const isEmpty = async (mongo: Mongo): Promise<boolean> =>
  (await isHalfFilled(mongo)) ||
  ((await mongo.in('users').one({})) === null && (await mongo.in('videos').one({})) === null)

async function empty(mongo: Mongo): Promise<void> {
  for (const name of collectionNames) await mongo.in(name).removeAll({})
}

/** Throws `SiteNotEmpty`. Answers the turn, which ends when the next run begins. */
async function beginFilling(mongo: Mongo): Promise<number> {
  if (!(await isEmpty(mongo))) throw new SiteNotEmpty()
  return (await mongo.in('locks').changed(filling, { $inc: { turn: 1 } }, { upsert: true }))!.turn
}

async function finish(mongo: Mongo): Promise<void> {
  await mongoBookkeeping(mongo).repair()
  await mongo.in('locks').remove(filling)
}

/** As many as one transaction adds. */
const stepSize = 200

/** Of two runs at once the later one fills the site, and nothing of the earlier one comes between. */
async function fill(mongo: Mongo, work: (add: AddDocuments) => Promise<void>): Promise<void> {
  const mine = { ...filling, turn: await beginFilling(mongo) }
  // Far more than one transaction may hold.
  await empty(mongo)
  const step: AddDocuments = (collection, fields, documents) =>
    mongo.transaction(async (tx) => {
      if ((await tx.in('locks').change(mine, { $inc: { steps: 1 } })) === 0) throw new SiteNotEmpty()
      await adder(tx)(collection, fields, documents)
    })
  const add: AddDocuments = async (collection, fields, documents) => {
    for (let at = 0; at < documents.length; at += stepSize)
      await step(collection, fields, documents.slice(at, at + stepSize))
  }
  try {
    await work(add)
    await mongoBookkeeping(mongo).repair()
    if ((await mongo.in('locks').remove(mine)) === 0) throw new SiteNotEmpty()
  } catch (error) {
    if (!(await mongo.in('locks').one(mine))) throw error
    await empty(mongo)
    await mongo.in('locks').remove(mine)
    throw error
  }
}

async function takeIn(mongo: Mongo): Promise<Intake> {
  const isBegun = await isHalfFilled(mongo)
  await beginFilling(mongo)
  // Work that a server on the empty site has put in line.
  if (!isBegun) await empty(mongo)
  return {
    // What refers to something that comes later is there, too.
    read: (work) =>
      mongo.moment((tx) => work((collection, part) => documentsOf(tx, collection, keepAll, part))),
    async add(collection, batches) {
      for await (const batch of batches)
        await adder(mongo)(collection, collections[collection], batch).catch((error) => {
          throw isDuplicate(error) ? new KeyTaken(error) : error
        })
    },
    empty: () => empty(mongo),
    finish: () => finish(mongo),
  }
}

/** Whoever comes second takes what the first one wrote. */
async function siteIdOf(mongo: Mongo): Promise<string> {
  const made = { $setOnInsert: { siteId: makeId(new Date()) } }
  const named = await mongo
    .in('site')
    .changed({ _id: 'site' }, made, { upsert: true })
    .catch((error) => {
      if (!isDuplicate(error)) throw error
      return null
    })
  return named?.siteId ?? siteIdOf(mongo)
}

export const mongoSiteData = (mongo: Mongo): SiteData => ({
  siteId: () => siteIdOf(mongo),
  read: (work) =>
    mongo.moment((tx) => {
      const only = withoutLooseEnds(tx)
      return work((collection, part) => documentsOf(tx, collection, only, part))
    }),
  isEmpty: () => isEmpty(mongo),
  fill: (work) => fill(mongo, work),
  intake: () => takeIn(mongo),
  isHalfFilled: () => isHalfFilled(mongo),
})
