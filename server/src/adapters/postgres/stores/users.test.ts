import { runOnPostgres } from '../../../../test/support/contract.ts'
import { userStoreContract } from '../../../features/users/store.contract.ts'
import { postgresJobQueue } from '../job-queue.ts'
import { postgresUsers } from './users.ts'

runOnPostgres(userStoreContract, (room) => ({
  store: postgresUsers(room),
  queue: postgresJobQueue(room),
  nextId: room.ids.next,
}))
