import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { likeStoreContract } from '../../../features/likes/store.contract.ts'
import { postgresLikes } from './likes.ts'

runOnPostgres(likeStoreContract, (room) => ({ ...engagementRoom(room), store: postgresLikes(room) }))
