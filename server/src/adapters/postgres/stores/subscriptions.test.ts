import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { subscriptionStoreContract } from '../../../features/subscriptions/store.contract.ts'
import type { Id } from '../../../lib/id.ts'
import { postgresIdempotency } from '../idempotency.ts'
import { postgresBlocks } from './blocks.ts'
import { postgresSubscriptions } from './subscriptions.ts'

runOnPostgres(subscriptionStoreContract, (room) => ({
  ...engagementRoom(room),
  store: postgresSubscriptions(room),
  block: (blockerId: Id, blockedId: Id) =>
    postgresBlocks(room).add({ blockerId, blockedId, now: room.clock.now() }),
  records: postgresIdempotency(room),
}))
