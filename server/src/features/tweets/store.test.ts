import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import { tweetStoreContract } from './store.contract.ts'

runOnEveryEngine(tweetStoreContract, (room) => ({ ...engagementRoom(room), store: room.database.tweets }))
