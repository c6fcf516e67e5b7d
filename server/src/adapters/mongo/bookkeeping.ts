import type { Document, ObjectId } from 'mongodb'
import type { Id } from '../../lib/id.ts'
import type { Bookkeeping, CounterDifference, Findings } from '../../ports/bookkeeping.ts'
import { counterNames, type Recountable } from '../../ports/counters.ts'
import type { Mongo, Transaction } from './connection.ts'
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

const batchSize = 1_000

interface Counting {
  _id: ObjectId
  video?: ObjectId
  [field: string]: unknown
}

/** What has counters, some at a time. Those of a removed video, and of its comments, say nothing any more. */
async function* owners(tx: Transaction, collection: string, field: string): AsyncIterable<Counting[]> {
  const isThere = collection === 'videos' ? { owner: { $ne: null } } : {}
  const shape = { projection: { [field]: 1, video: 1 }, sort: { _id: 1 }, limit: batchSize } as const
  for (let after: ObjectId | undefined; ; ) {
    const filter = { ...isThere, ...(after && { _id: { $gt: after } }) }
    const rows = await tx.in(collection as 'videos').all<Counting>(filter, shape)
    yield collection === 'comments' ? await ofVideosThatAre(tx, rows) : rows
    after = rows.at(-1)?._id
    if (rows.length < batchSize) return
  }
}

async function ofVideosThatAre(tx: Transaction, rows: Counting[]): Promise<Counting[]> {
  const filter = { _id: { $in: rows.map(({ video }) => video!) }, owner: { $ne: null } }
  const videos = await tx.in('videos').all(filter, { projection: { _id: 1 } })
  const known = new Set(videos.map(({ _id }) => idOf(_id)))
  return rows.filter(({ video }) => known.has(idOf(video!)))
}

/** By target, of these alone. */
async function sums(
  tx: Transaction,
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

async function differencesOf(tx: Transaction, counter: Recountable): Promise<CounterDifference[]> {
  const { collection, field } = fieldOf(counter)!
  const { from, field: target, only = {} } = truths[counter]
  const found: CounterDifference[] = []
  for await (const rows of owners(tx, collection, field)) {
    const these = { $in: rows.map(({ _id }) => _id) }
    const truth = await sums(tx, from, { ...only, [target]: these }, [target, 1])
    const pending = await sums(tx, 'counterDeltas', { target: these, counter }, ['target', '$delta'])
    for (const row of rows) {
      const targetId = idOf(row._id)
      const stored = Number(row[field] ?? 0) + (pending.get(targetId) ?? 0)
      const counted = truth.get(targetId) ?? 0
      if (stored !== counted) found.push({ counter, targetId, stored, counted })
    }
  }
  return found
}

async function compare(tx: Transaction): Promise<Findings> {
  const differences: CounterDifference[] = []
  for (const counter of counters) differences.push(...(await differencesOf(tx, counter)))
  return { differences, strays: await tx.in('counterDeltas').count({ counter: { $nin: counterNames } }) }
}

/** Older backups know of none. */
async function addMissingWatchLater(tx: Transaction): Promise<void> {
  const users = await tx.in('users').gather<{ _id: ObjectId; createdAt: Date }>([
    {
      $lookup: {
        ...{ from: 'playlists', localField: '_id', foreignField: '_id', as: 'list' },
        pipeline: [{ $project: { _id: 1 } }],
      },
    },
    ...[{ $match: { list: [] } }, { $project: { createdAt: 1 } }],
  ])
  const list = { kind: 'watch_later', name: 'Watch later', description: '', privacy: 'private' } as const
  await tx
    .in('playlists')
    .add(users.map(({ _id, createdAt }) => ({ _id, owner: _id, ...list, createdAt, updatedAt: createdAt })))
}

async function repair(tx: Transaction): Promise<Findings> {
  // A fold between reading and setting a counter would be counted twice.
  await holdCounters(tx)
  await addMissingWatchLater(tx)
  const found = await compare(tx)
  for (const { counter, targetId, stored, counted } of found.differences) {
    const { collection, field } = fieldOf(counter)!
    await tx
      .in(collection as 'videos')
      .change({ _id: oid(targetId) }, { $inc: { [field]: counted - stored } })
  }
  await tx.in('counterDeltas').removeAll({ counter: { $nin: counterNames } })
  return found
}

export const mongoBookkeeping = (mongo: Mongo): Bookkeeping => ({
  compare: () => mongo.transaction(compare),
  repair: () => mongo.transaction(repair),
})
