import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import { closingStoreContract } from './closing.contract.ts'

runOnEveryEngine(closingStoreContract, (room) => {
  const { database, beneath, clock, ids } = room
  const { comments, history, playlists, remnants, subscriptions, videos } = database
  const now = clock.now()
  return {
    ...engagementRoom(room),
    ...{ store: database.closing, users: database.users, queue: database.queue },
    async removeVideosOf(ownerId: Id) {
      for (const id of await videos.removeSomeOf(ownerId, now, () => ({})))
        await Array.fromAsync(remnants.clear(id))
    },
    subscribe: (subscriberId: Id, channelId: Id) =>
      subscriptions.set({ id: ids.next(), subscriberId, channelId, now }, true, {}),
    watched: (userId: Id, videoId: Id) => history.record([{ userId, videoId, at: now, position: null }]),
    playlist: (ownerId: Id, videoId: Id) => playlists.addVideo(ownerId, videoId, now),
    crowd: (videoId: Id, ownerId: Id, count: number) => beneath.crowd({ videoId, ownerId, comments: count }),
    async ownerOfComment(id: Id) {
      const comment = await comments.find(id)
      return comment ? (comment.owner?.id ?? null) : undefined
    },
    likesOfComments: async (asked: Id[]) => (await comments.loadMany(asked)).map(({ likes }) => likes),
    rowsOf: beneath.rowsOfUser,
  }
})
