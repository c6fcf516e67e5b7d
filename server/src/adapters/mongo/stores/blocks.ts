import type { BlockStore, NewBlock } from '../../../features/blocks/store.ts'
import type { Mongo, Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import type { BlockDocument } from '../documents.ts'
import { hold } from '../hold.ts'
import { idOf, oid, oids } from '../ids.ts'
import { closedIds } from './audience.ts'
import { newestFirst } from './pages.ts'

async function endSubscriptions(tx: Transaction, { blockerId, blockedId }: NewBlock): Promise<void> {
  for (const [subscriberId, channelId] of [
    [blockerId, blockedId],
    [blockedId, blockerId],
  ] as const) {
    const pair = { subscriber: oid(subscriberId), channel: oid(channelId) }
    if ((await tx.in('subscriptions').remove(pair)) === 0) continue
    await appendDeltas(tx, [
      { counter: 'user.subscribers', targetId: channelId, delta: -1 },
      { counter: 'user.subscriptions', targetId: subscriberId, delta: -1 },
    ])
  }
}

/** No comment of one stays pinned on a video of the other. */
async function unpin(tx: Transaction, { blockerId, blockedId }: NewBlock): Promise<void> {
  const people = oids([blockerId, blockedId])
  const pinned = await tx.in('comments').all({ owner: { $in: people }, isPinned: true })
  for (const { _id, video, owner } of pinned) {
    const isTheOthers = await tx.in('videos').one({ _id: video, owner: { $in: people, $ne: owner } })
    if (isTheOthers) await tx.in('comments').change({ _id }, { $set: { isPinned: false } })
  }
}

export function mongoBlocks({ mongo }: { mongo: Mongo }): BlockStore {
  const blocks = mongo.in('blocks')
  return {
    add: (block) =>
      mongo.transaction(async (tx) => {
        const { blockerId, blockedId, now } = block
        // In one order, so that two blocks of each other meet at the first.
        for (const id of [blockerId, blockedId].toSorted())
          if (!(await hold(tx, 'users', { _id: oid(id), closedAt: null }))) return null
        const pair = { blocker: oid(blockerId), blocked: oid(blockedId) }
        if (!(await tx.in('blocks').upsert(pair, { $setOnInsert: { createdAt: now } }))) return false
        await endSubscriptions(tx, block)
        await unpin(tx, block)
        return true
      }),
    remove: async (blockerId, blockedId) =>
      (await blocks.remove({ blocker: oid(blockerId), blocked: oid(blockedId) })) > 0,
    async ids(blockerId, page) {
      const closed = await closedIds(mongo)
      return newestFirst(
        blocks,
        {
          match: { blocker: oid(blockerId), ...(closed.length > 0 && { blocked: { $nin: closed } }) },
          ...{ time: 'createdAt', id: 'blocked' },
          entryOf: ({ blocked, createdAt }: BlockDocument) => ({ id: idOf(blocked), blockedAt: createdAt }),
          timeOf: ({ blockedAt }) => blockedAt,
        },
        page,
      )
    },
    has: async (blockerId, blockedId) =>
      (await blocks.one({ blocker: oid(blockerId), blocked: oid(blockedId) })) !== null,
    async isBetween(userId, others) {
      if (others.length === 0) return false
      const [user, people] = [oid(userId), { $in: oids(others) }]
      const either = [
        { blocker: user, blocked: people },
        { blocked: user, blocker: people },
      ]
      return (await blocks.one({ $or: either })) !== null
    },
  }
}
