import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import { subscriptionStoreContract } from './store.contract.ts'

runOnEveryEngine(subscriptionStoreContract, (room) => {
  const { subscriptions, blocks, records } = room.database
  return {
    ...{ ...engagementRoom(room), store: subscriptions, records },
    block: (blockerId: Id, blockedId: Id) => blocks.add({ blockerId, blockedId, now: room.clock.now() }),
  }
})
