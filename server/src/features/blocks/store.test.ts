import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { CommentOrder, Thread } from '../comments/store.ts'
import { blockStoreContract } from './store.contract.ts'

const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const countUpTo = 100

runOnEveryEngine(blockStoreContract, (room) => {
  const { clock, ids, database } = room
  const { comments, tweets, subscriptions, sessions } = database
  const people = engagementRoom(room)

  async function thread(of: Thread, order: CommentOrder, audience: Audience) {
    const { entries, total } = await comments.ids(of, order, audience, firstPage, countUpTo)
    return { ids: entries.map(({ id }) => id), total }
  }

  return {
    ...people,
    store: database.blocks,
    pin: (comment: { id: Id; videoId: Id }) => comments.setPinned(comment, true),
    isPinned: async (id: Id) => (await comments.find(id))?.isPinned,
    subscribe: (subscriberId: Id, channelId: Id, wanted?: boolean) =>
      subscriptions.set({ id: ids.next(), subscriberId, channelId, now: clock.now() }, wanted, {}),
    isSubscribed: async (subscriberId: Id, channelId: Id) =>
      (await subscriptions.stateOf(subscriberId, channelId))?.isSubscribed,
    async hasBlocks(userId: Id) {
      const id = await people.logIn(userId)
      return (await sessions.viewer(id, userId, clock.now()))!.viewer.hasBlocks
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
