import type { ObjectId } from 'mongodb'
import type { Makers } from '../../../database.ts'
import type { ClosingStore } from '../../../features/users/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { CounterDelta } from '../../../ports/counters.ts'
import type { Mongo, Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import { type LikeDocument, likeTargets, type SubscriptionDocument } from '../documents.ts'
import { hold } from '../hold.ts'
import { idOf, oid } from '../ids.ts'
import { insertJobs } from '../job-queue.ts'
import { removeComment, removeLateLikes } from '../stores/comment-removal.ts'
import { removeSome } from '../sweep.ts'
import { batchSize } from './batch.ts'

/** Notes in `removed` which comments it removes. */
type Step = (tx: Transaction, id: Id, removed: ObjectId[]) => Promise<number>

/** A name that nobody can have sets free the one that somebody had. */
const closed = (id: Id, now: Date) => ({
  ...{ username: `#${id}`, email: `#${id}`, fullName: '', bio: '', avatar: '', coverImage: '' },
  ...{ password: '', role: 'user' as const, closedAt: now, updatedAt: now },
})

/** One of an adopted database may be of nothing, or of several things at once. */
const unlike = (like: LikeDocument): CounterDelta[] =>
  likeTargets.flatMap((kind) => {
    const target = like[kind]
    return target ? [{ counter: `${kind}.likes` as const, targetId: idOf(target), delta: -1 }] : []
  })

const unsubscribe = ({ subscriber, channel }: SubscriptionDocument): CounterDelta[] => [
  { counter: 'user.subscribers', targetId: idOf(channel), delta: -1 },
  { counter: 'user.subscriptions', targetId: idOf(subscriber), delta: -1 },
]

/** Removes documents that count for something, and what they count. */
const counted =
  (name: 'likes' | 'subscriptions', field: string, deltas: (row: never) => CounterDelta[]): Step =>
  async (tx, id) => {
    const rows = await tx.in(name as 'likes').all({ [field]: oid(id) }, { limit: batchSize.rows })
    if (rows.length === 0) return 0
    await appendDeltas(
      tx,
      rows.flatMap((row) => deltas(row as never)),
    )
    return tx.in(name as 'likes').removeAll({ _id: { $in: rows.map(({ _id }) => _id) } })
  }

/** The oldest of what somebody said; each stays until its likes are gone. */
const unsay =
  (
    kind: 'comment' | 'tweet',
    most: number,
    remove: (tx: Transaction, ids: ObjectId[], removed: ObjectId[]) => Promise<unknown>,
  ): Step =>
  async (tx, ownerId, removed) => {
    const said = await tx
      .in(`${kind}s` as 'tweets')
      .all({ owner: oid(ownerId) }, { sort: { createdAt: 1, _id: 1 }, limit: most, projection: { _id: 1 } })
    const ids = said.map(({ _id }) => _id)
    if (ids.length === 0) return 0
    const liked = await tx.in('likes').all({ [kind]: { $in: ids } }, { limit: batchSize.rows })
    await appendDeltas(tx, liked.flatMap(unlike))
    await tx.in('likes').removeAll({ _id: { $in: liked.map(({ _id }) => _id) } })
    if (liked.length < batchSize.rows) await remove(tx, ids, removed)
    return liked.length + ids.length
  }

const plain =
  (
    name: 'playlists' | 'blocks' | 'watchHistory' | 'idempotencyRecords' | 'channelDays',
    field: string,
  ): Step =>
  (tx, id) =>
    removeSome(tx.in(name as 'blocks'), { [field]: oid(id) }, batchSize.rows)

const entries: Step = async (tx, id) => {
  const own = await tx.in('playlists').all({ owner: oid(id) }, { projection: { _id: 1 } })
  const filter = { playlist: { $in: own.map(({ _id }) => _id) } }
  return removeSome(tx.in('playlistEntries'), filter, batchSize.rows)
}

const stepsOf = ({ clock }: Makers): Step[] => [
  counted('likes', 'likedBy', unlike),
  counted('subscriptions', 'subscriber', unsubscribe),
  counted('subscriptions', 'channel', unsubscribe),
  unsay('comment', 20, async (tx, ids, removed) => {
    for (const id of ids) await removeComment(tx, idOf(id), clock.now())
    removed.push(...ids)
  }),
  unsay('tweet', batchSize.threads, (tx, ids) => tx.in('tweets').removeAll({ _id: { $in: ids } })),
  entries,
  plain('playlists', 'owner'),
  plain('blocks', 'blocker'),
  plain('blocks', 'blocked'),
  plain('watchHistory', 'user'),
  plain('idempotencyRecords', 'user'),
  plain('channelDays', 'user'),
]

export function mongoClosing({ mongo, ...makers }: Makers & { mongo: Mongo }): ClosingStore {
  const steps = stepsOf(makers)
  /** Whoever clears an account away has it alone. */
  const takeTurn = (tx: Transaction, id: Id) =>
    hold(tx, 'users', { _id: oid(id), closedAt: { $type: 'date' } })

  /** Everything is looked through once more. */
  async function finish(tx: Transaction, id: Id, removed: ObjectId[]): Promise<boolean> {
    if (!(await takeTurn(tx, id))) return true
    let found = 0
    for (const step of steps) found += await step(tx, id, removed)
    if (found > 0 || (await tx.in('videos').one({ owner: oid(id) }))) return false
    await tx.in('users').remove({ _id: oid(id) })
    return true
  }

  async function committed<T>(work: (tx: Transaction, removed: ObjectId[]) => Promise<T>): Promise<T> {
    let removed: ObjectId[] = []
    const result = await mongo.transaction((tx) => {
      removed = []
      return work(tx, removed)
    })
    await removeLateLikes(mongo, removed)
    return result
  }

  return {
    close: ({ userId, checkedHash, now }, { jobs }) =>
      mongo.transaction(async (tx) => {
        const filter = { _id: oid(userId), password: { $eq: checkedHash }, closedAt: null }
        const update = { $set: closed(userId, now), $inc: { revision: 1 } }
        if ((await tx.in('users').change(filter, update)) === 0) return null
        await insertJobs(tx, jobs, makers)
        const own = { user: oid(userId) }
        const ended = await tx.in('sessions').all(own, { projection: { _id: 1 } })
        await tx.in('sessions').removeAll(own)
        return ended.map(({ _id }) => idOf(_id))
      }),
    async *clear(id) {
      for (const step of steps) {
        for (let gone = 1; gone > 0; yield gone) {
          gone = await committed(async (tx, removed) =>
            (await takeTurn(tx, id)) ? step(tx, id, removed) : 0,
          )
        }
      }
    },
    remove: (id) => committed((tx, removed) => finish(tx, id, removed)),
  }
}
