import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import { historyStoreContract } from './store.contract.ts'

runOnEveryEngine(historyStoreContract, (room) => {
  const people = engagementRoom(room)
  const { history, sessions } = room.database
  return {
    ...{ ...people, store: history },
    async isPaused(userId: Id) {
      const id = await people.logIn(userId)
      return (await sessions.viewer(id, userId, room.clock.now()))!.viewer.isHistoryPaused
    },
  }
})
