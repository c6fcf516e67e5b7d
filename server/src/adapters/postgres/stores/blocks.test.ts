import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { blockStoreContract } from '../../../features/blocks/store.contract.ts'
import type { CommentOrder, Thread } from '../../../features/comments/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { PageRequest } from '../../../lists/page.ts'
import type { Audience } from '../../../policy.ts'
import { postgresBlocks } from './blocks.ts'
import { postgresComments } from './comments.ts'
import { postgresSessions } from './sessions.ts'
import { postgresSubscriptions } from './subscriptions.ts'
import { postgresTweets } from './tweets.ts'

const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const countUpTo = 100

runOnPostgres(blockStoreContract, (room) => {
  const { clock, ids } = room
  const [comments, tweets] = [postgresComments(room), postgresTweets(room)]
  const [subscriptions, sessions] = [postgresSubscriptions(room), postgresSessions(room)]

  async function thread(of: Thread, order: CommentOrder, audience: Audience) {
    const { entries, total } = await comments.ids(of, order, audience, firstPage, countUpTo)
    return { ids: entries.map(({ id }) => id), total }
  }

  return {
    ...engagementRoom(room),
    store: postgresBlocks(room),
    pin: (comment: { id: Id; videoId: Id }) => comments.setPinned(comment, true),
    isPinned: async (id: Id) => (await comments.find(id))?.isPinned,
    async tweet(ownerId: Id) {
      const id = ids.next()
      await tweets.add({ id, ownerId, content: 'Hello', now: clock.now() }, {})
      return id
    },
    subscribe: (subscriberId: Id, channelId: Id, wanted?: boolean) =>
      subscriptions.set({ id: ids.next(), subscriberId, channelId, now: clock.now() }, wanted, {}),
    isSubscribed: async (subscriberId: Id, channelId: Id) =>
      (await subscriptions.stateOf(subscriberId, channelId))?.isSubscribed,
    async hasBlocks(userId: Id) {
      const [id, now] = [ids.next(), clock.now()]
      const use = { now, expiresAt: new Date(now.getTime() + 60_000) }
      await sessions.start({ id, userId, seed: '', userAgent: '', address: '', ...use }, 'hash')
      return (await sessions.viewer(id, userId, now))!.viewer.hasBlocks
    },
    shown: {
      comments: (videoId: Id, order: CommentOrder, audience: Audience) =>
        thread({ kind: 'comments', videoId }, order, audience),
      replies: (parentId: Id, audience: Audience) =>
        thread({ kind: 'replies', parentId }, 'newest', audience),
      tweets: async (ownerId: Id | null, audience: Audience) =>
        (await tweets.ids(ownerId, audience, firstPage)).entries.map(({ id }) => id),
    },
  }
})
