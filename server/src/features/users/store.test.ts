import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { userStoreContract } from './store.contract.ts'

runOnEveryEngine(userStoreContract, ({ database, ids }) => ({
  ...{ store: database.users, queue: database.queue, nextId: ids.next },
}))
