import { runOnPostgres } from '../../../../test/support/contract.ts'
import { sessionStoreContract } from '../../../features/auth/store.contract.ts'
import { postgresSessions } from './sessions.ts'
import { postgresUsers } from './users.ts'

runOnPostgres(sessionStoreContract, (room) => ({
  store: postgresSessions(room),
  nextId: room.ids.next,
  async addUser(user) {
    const id = room.ids.next()
    await postgresUsers(room).add({
      ...user,
      id,
      fullName: 'Ann Lee',
      avatar: '',
      coverImage: '',
      now: room.clock.now(),
    })
    return id
  },
}))
