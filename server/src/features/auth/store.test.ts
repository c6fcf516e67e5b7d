import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { sessionStoreContract } from './store.contract.ts'

runOnEveryEngine(sessionStoreContract, ({ database, clock, ids }) => ({
  store: database.sessions,
  nextId: ids.next,
  async addUser(user) {
    const id = ids.next()
    const account = { ...user, id, fullName: 'Ann Lee', avatar: '', coverImage: '' }
    await database.users.add({ ...account, now: clock.now() })
    return id
  },
}))
