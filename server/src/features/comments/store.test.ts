import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import { commentStoreContract } from './store.contract.ts'

runOnEveryEngine(commentStoreContract, (room) => {
  const { comments, videos } = room.database
  return {
    ...engagementRoom(room),
    store: comments,
    switchOff: (id) => videos.update(id, { commentsEnabled: false }, room.clock.now(), {}),
    commentsCountOf: async (id) => (await videos.find(id))?.counts.comments,
  }
})
