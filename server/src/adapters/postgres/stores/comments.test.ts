import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { commentStoreContract } from '../../../features/comments/store.contract.ts'
import { postgresComments } from './comments.ts'
import { postgresVideos } from './videos.ts'

runOnPostgres(commentStoreContract, (room) => {
  const videos = postgresVideos(room)
  return {
    ...engagementRoom(room),
    store: postgresComments(room),
    switchOff: (id) => videos.update(id, { commentsEnabled: false }, room.clock.now(), {}),
    commentsCountOf: async (id) => (await videos.find(id))?.counts.comments,
  }
})
