import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { subscriptionStoreContract } from '../../../features/subscriptions/store.contract.ts'
import { postgresSubscriptions } from './subscriptions.ts'

runOnPostgres(subscriptionStoreContract, (room) => ({
  ...engagementRoom(room),
  store: postgresSubscriptions(room),
}))
