import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import { likeStoreContract } from './store.contract.ts'

runOnEveryEngine(likeStoreContract, (room) => ({ ...engagementRoom(room), store: room.database.likes }))
