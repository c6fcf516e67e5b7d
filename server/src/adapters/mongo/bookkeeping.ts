import type { Document, ObjectId } from 'mongodb'
import type { Id } from '../../lib/id.ts'
import type { Bookkeeping, CounterDifference, Findings } from '../../ports/bookkeeping.ts'
import { counterNames, type Recountable } from '../../ports/counters.ts'
import type { Mongo, Runner, Transaction } from './connection.ts'
import { fieldOf, holdCounters } from './counters.ts'
import type { Documents } from './documents.ts'
import { idOf, oid } from './ids.ts'

/** What each counter counts: documents that name the target in this field. */
const truths: Record<Recountable, { from: keyof Documents; field: string; only?: Document }> = {
  'user.subscribers': { from: 'subscriptions', field: 'channel' },
  'user.subscriptions': { from: 'subscriptions', field: 'subscriber' },
  'user.videos': { from: 'videos', field: 'owner', only: { listed: true } },
  'video.likes': { from: 'likes', field: 'video' },
  'video.comments': { from: 'comments', field: 'video', only: { owner: { $ne: null } } },
  'comment.likes': { from: 'likes', field: 'comment' },
  'comment.replies': { from: 'comments', field: 'parent' },
  'tweet.likes': { from: 'likes', field: 'tweet' },
}
const counters = Object.keys(truths) as Recountable[]

interface Counting {
  _id: ObjectId
  video?: ObjectId
  [field: string]: unknown
}

/** So many of what has counters, in the order of ids. */
function some(tx: Runner, collection: string, field: string, after: ObjectId | null, limit: number) {
  const isThere = collection === 'videos' ? { owner: { $ne: null } } : {}
  const shape = { projection: { [field]: 1, video: 1 }, sort: { _id: 1 }, limit } as const
  return tx
    .in(collection as 'videos')
    .all<Counting>({ ...isThere, ...(after && { _id: { $gt: after } }) }, shape)
}

/** Those of a removed video say nothing any more. */
async function ofVideosThatAre(tx: Runner, rows: Counting[]): Promise<Counting[]> {
  const filter = { _id: { $in: rows.map(({ video }) => video!) }, owner: { $ne: null } }
  const videos = await tx.in('videos').all(filter, { projection: { _id: 1 } })
  const known = new Set(videos.map(({ _id }) => idOf(_id)))
  return rows.filter(({ video }) => known.has(idOf(video!)))
}

/** By target, of these alone. */
async function sums(
  tx: Runner,
  from: keyof Documents,
  match: Document,
  [field, sum]: [string, unknown],
): Promise<Map<Id, number>> {
  const rows = await tx
    .in(from as 'likes')
    .gather<{ _id: ObjectId; sum: number }>([
      { $match: match },
      { $group: { _id: `$${field}`, sum: { $sum: sum } } },
    ])
  return new Map(rows.map((row) => [idOf(row._id), row.sum]))
}

interface Looked {
  differences: CounterDifference[]
  /** Where to go on; null: at the end. */
  next: ObjectId | null
}

async function look(
  tx: Runner,
  counter: Recountable,
  after: ObjectId | null,
  limit: number,
): Promise<Looked> {
  const { collection, field } = fieldOf(counter)!
  const { from, field: target, only = {} } = truths[counter]
  const found = await some(tx, collection, field, after, limit)
  const rows = collection === 'comments' ? await ofVideosThatAre(tx, found) : found
  const these = { $in: rows.map(({ _id }) => _id) }
  const truth = await sums(tx, from, { ...only, [target]: these }, [target, 1])
  const pending = await sums(tx, 'counterDeltas', { target: these, counter }, ['target', '$delta'])
  const differences = rows.flatMap((row) => {
    const targetId = idOf(row._id)
    const stored = Number(row[field] ?? 0) + (pending.get(targetId) ?? 0)
    const counted = truth.get(targetId) ?? 0
    return stored === counted ? [] : [{ counter, targetId, stored, counted }]
  })
  return { differences, next: found.length < limit ? null : found.at(-1)!._id }
}

/** In the moment in which they were counted. */
async function mend(tx: Transaction, differences: CounterDifference[]): Promise<void> {
  for (const { counter, targetId, stored, counted } of differences) {
    const { collection, field } = fieldOf(counter)!
    await tx
      .in(collection as 'videos')
      .change({ _id: oid(targetId) }, { $inc: { [field]: counted - stored } })
  }
}

/** Older backups know of none. Answers where to go on. */
async function addWatchLater(
  tx: Transaction,
  after: ObjectId | null,
  limit: number,
): Promise<ObjectId | null> {
  const users = await tx.in('users').gather<{ _id: ObjectId; createdAt: Date; list: unknown[] }>([
    ...(after ? [{ $match: { _id: { $gt: after } } }] : []),
    ...[{ $sort: { _id: 1 } }, { $limit: limit }],
    {
      $lookup: {
        ...{ from: 'playlists', localField: '_id', foreignField: '_id', as: 'list' },
        pipeline: [{ $project: { _id: 1 } }],
      },
    },
    { $project: { createdAt: 1, list: 1 } },
  ])
  const list = { kind: 'watch_later', name: 'Watch later', description: '', privacy: 'private' } as const
  const missing = users.filter((user) => user.list.length === 0)
  await tx
    .in('playlists')
    .add(missing.map(({ _id, createdAt }) => ({ _id, owner: _id, ...list, createdAt, updatedAt: createdAt })))
  return users.length < limit ? null : users.at(-1)!._id
}

type LookAt = (counter: Recountable, after: ObjectId | null) => Promise<Looked>
type Step = (after: ObjectId | null) => Promise<ObjectId | null>

async function toTheEnd(step: Step): Promise<void> {
  let next = await step(null)
  while (next) next = await step(next)
}

/** `batchSize`: as many are looked at in one moment, for a server holds none longer than a minute. */
export function mongoBookkeeping(mongo: Mongo, batchSize = 1_000): Bookkeeping {
  const isStray = { counter: { $nin: counterNames } }

  async function everyCounter(lookAt: LookAt): Promise<Findings> {
    const differences: CounterDifference[] = []
    for (const counter of counters)
      await toTheEnd(async (after) => {
        const looked = await lookAt(counter, after)
        differences.push(...looked.differences)
        return looked.next
      })
    return { differences, strays: await mongo.in('counterDeltas').count(isStray) }
  }

  return {
    compare: () =>
      everyCounter((counter, after) => mongo.moment((tx) => look(tx, counter, after, batchSize))),
    async repair() {
      await toTheEnd((after) => mongo.transaction((tx) => addWatchLater(tx, after, batchSize)))
      const found = await everyCounter((counter, after) =>
        mongo.transaction(async (tx) => {
          // A fold between reading and setting a counter would be counted twice.
          await holdCounters(tx)
          const looked = await look(tx, counter, after, batchSize)
          await mend(tx, looked.differences)
          return looked
        }),
      )
      await mongo.in('counterDeltas').removeAll(isStray)
      return found
    },
  }
}
