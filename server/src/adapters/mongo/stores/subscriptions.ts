import type {
  NewSubscription,
  SubscriptionState,
  SubscriptionStore,
} from '../../../features/subscriptions/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { PageRequest } from '../../../lists/page.ts'
import type { Mongo, Runner, Transaction } from '../connection.ts'
import { appendDeltas, type Pending, pendingAs, pendingOf } from '../counters.ts'
import type { SubscriptionDocument, UserDocument } from '../documents.ts'
import { hold } from '../hold.ts'
import { keepRecord } from '../idempotency.ts'
import { idOf, oid, oids } from '../ids.ts'
import { closedIds, isSomebody } from './audience.ts'
import { ownerFields, ownerOf } from './owners.ts'
import { newestFirst } from './pages.ts'

interface StateRow extends Pick<UserDocument, '_id' | 'subscribersCount'> {
  pending: Pending
  mine: Pick<SubscriptionDocument, 'notify'>[]
}

async function stateOf(
  runner: Runner,
  viewerId: Id | null,
  channelId: Id,
): Promise<SubscriptionState | null> {
  const [row] = await runner.in('users').gather<StateRow>([
    { $match: { _id: oid(channelId), closedAt: null } },
    { $project: { subscribersCount: 1 } },
    pendingAs('pending'),
    {
      $lookup: {
        ...{ from: 'subscriptions', localField: '_id', foreignField: 'channel', as: 'mine' },
        pipeline: [{ $match: { subscriber: viewerId && oid(viewerId) } }, { $project: { notify: 1 } }],
      },
    },
  ])
  if (!row) return null
  const [mine] = row.mine
  return {
    ...{ isSubscribed: mine !== undefined, notify: mine?.notify ?? null },
    subscribersCount: row.subscribersCount + pendingOf(row.pending, 'user.subscribers'),
  }
}

/** What it changed: 1 for a subscription that was made, -1 for one that ended. */
async function setOrFlip(
  tx: Transaction,
  { id, subscriberId, channelId, now }: NewSubscription,
  wanted: boolean | undefined,
): Promise<number | 'blocked'> {
  const subscriptions = tx.in('subscriptions')
  const pair = { subscriber: oid(subscriberId), channel: oid(channelId) }
  if (wanted !== true && (await subscriptions.remove(pair)) > 0) return -1
  if (wanted === false) return 0
  const [one, other] = [pair.subscriber, pair.channel]
  const blocks = [
    { blocker: one, blocked: other },
    { blocker: other, blocked: one },
  ]
  if (await tx.in('blocks').one({ $or: blocks })) return 'blocked'
  const made = { _id: oid(id), notify: 'all' as const, createdAt: now, updatedAt: now }
  return (await subscriptions.upsert(pair, { $setOnInsert: made })) ? 1 : 0
}

type Side = 'subscriber' | 'channel'

export function mongoSubscriptions({ mongo }: { mongo: Mongo }): SubscriptionStore {
  const subscriptions = mongo.in('subscriptions')

  /** Rows in which the user stands on one side: who stands on the other. */
  async function list(user: Side, other: Side, userId: Id, page: PageRequest) {
    const [isThere, closed] = await Promise.all([isSomebody(mongo, userId), closedIds(mongo)])
    if (!isThere) return { entries: [], next: null }
    return newestFirst(
      subscriptions,
      {
        match: { [user]: oid(userId), ...(closed.length > 0 && { [other]: { $nin: closed } }) },
        ...{ time: 'createdAt', id: other },
        entryOf: (row: SubscriptionDocument) => ({
          ...{ id: idOf(row[other]), subscriptionId: idOf(row._id), createdAt: row.createdAt },
        }),
        timeOf: ({ createdAt }) => createdAt,
      },
      page,
    )
  }

  return {
    stateOf: (viewerId, channelId) => stateOf(mongo, viewerId, channelId),
    set: (subscription, wanted, { once }) =>
      mongo.transaction(async (tx) => {
        const { subscriberId, channelId } = subscription
        // A block holds both of them: it ends what it finds, and what comes later finds it.
        if (!(await hold(tx, 'users', { _id: oid(subscriberId), closedAt: null }))) return null
        if (!(await isSomebody(tx, channelId))) return null
        const delta = await setOrFlip(tx, subscription, wanted)
        if (delta === 'blocked') return delta
        if (delta !== 0)
          await appendDeltas(tx, [
            { counter: 'user.subscribers', targetId: channelId, delta },
            { counter: 'user.subscriptions', targetId: subscriberId, delta },
          ])
        await keepRecord(tx, once, channelId)
        const state = await stateOf(tx, subscriberId, channelId)
        return state && { ...state, changed: delta !== 0 }
      }),
    setNotify: async (subscriberId, channelId, notify) =>
      (await subscriptions.change(
        { subscriber: oid(subscriberId), channel: oid(channelId) },
        { $set: { notify } },
      )) > 0,
    subscriberIds: (userId, _audience, page) => list('channel', 'subscriber', userId, page),
    channelIds: (userId, _audience, page) => list('subscriber', 'channel', userId, page),
    async loadMany(ids) {
      const projection = { ...ownerFields, subscribersCount: 1 }
      const rows = await mongo.in('users').all({ _id: { $in: oids(ids) }, closedAt: null }, { projection })
      const channels = rows.map((row) => ({ ...ownerOf(row), subscribersCount: row.subscribersCount }))
      return inOrder(ids, channels)
    },
  }
}
