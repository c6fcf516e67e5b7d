import type { Tweet, TweetStore } from '../../../features/tweets/store.ts'
import { inOrder } from '../../../lib/in-order.ts'
import { heedsBlocks } from '../../../policy.ts'
import type { Mongo } from '../connection.ts'
import { type Pending, pendingAs, pendingOf } from '../counters.ts'
import type { OwnerDocument, TweetDocument } from '../documents.ts'
import { keepRecord } from '../idempotency.ts'
import { idOf, oid, oids } from '../ids.ts'
import { closedIds, unblocked } from './audience.ts'
import { ownerOf, withOwner } from './owners.ts'
import { newestFirst } from './pages.ts'

interface TweetRow extends TweetDocument {
  by: [OwnerDocument]
  pending?: Pending
}

const theirs = [withOwner({ closedAt: null }), { $match: { 'by.0': { $exists: true } } }]

export function mongoTweets({ mongo }: { mongo: Mongo }): TweetStore {
  const tweets = mongo.in('tweets')
  return {
    add: ({ id, ownerId, content, now }, { once }) =>
      mongo.transaction(async (tx) => {
        const times = { createdAt: now, updatedAt: now }
        await tx.in('tweets').add([{ _id: oid(id), owner: oid(ownerId), content, likesCount: 0, ...times }])
        await keepRecord(tx, once, id)
      }),
    async find(id) {
      const stages = [{ $match: { _id: oid(id) } }, ...theirs, pendingAs('pending')]
      const [row] = await tweets.gather<TweetRow>(stages)
      return row ? tweetOf(row) : null
    },
    async ids(ownerId, audience, page) {
      const closed = ownerId ? [] : await closedIds(mongo)
      const everybody = closed.length > 0 ? { owner: { $nin: closed } } : {}
      return newestFirst(
        tweets,
        {
          match: ownerId ? { owner: oid(ownerId) } : everybody,
          time: 'createdAt',
          stages: heedsBlocks(audience) ? unblocked(audience.viewerId, 'owner') : [],
          entryOf: ({ _id, createdAt }: TweetDocument) => ({ id: idOf(_id), createdAt }),
          timeOf: ({ createdAt }) => createdAt,
        },
        page,
      )
    },
    async loadMany(ids) {
      if (ids.length === 0) return []
      const rows = await tweets.gather<TweetRow>([{ $match: { _id: { $in: oids(ids) } } }, ...theirs])
      return inOrder(ids, rows.map(tweetOf))
    },
    setContent: async (id, content, now) =>
      (await tweets.change({ _id: oid(id) }, { $set: { content, updatedAt: now } })) > 0,
    remove: (id) =>
      mongo.transaction(async (tx) => {
        if ((await tx.in('tweets').remove({ _id: oid(id) })) === 0) return false
        await tx.in('likes').removeAll({ tweet: oid(id) })
        return true
      }),
  }
}

const tweetOf = ({ by: [owner], pending = [], ...row }: TweetRow): Tweet => ({
  ...{ id: idOf(row._id), ownerId: idOf(owner._id), owner: ownerOf(owner), content: row.content },
  likes: row.likesCount + pendingOf(pending, 'tweet.likes'),
  ...{ createdAt: row.createdAt, updatedAt: row.updatedAt },
})
