import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import { viewStoreContract } from './store.contract.ts'

runOnEveryEngine(viewStoreContract, (room) => {
  const { user, video, nextId } = engagementRoom(room)
  const { views, videos } = room.database
  let owner: Promise<Id> | undefined
  return {
    ...{ store: views, nextId },
    async video() {
      owner ??= user('ann')
      return video(await owner)
    },
    viewsOf: async (id: Id) => (await videos.find(id))?.counts.views ?? -1,
  }
})
