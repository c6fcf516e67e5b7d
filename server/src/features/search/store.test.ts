import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import { videoRow } from '../../../test/support/rows.ts'
import { makeId } from '../../lib/id.ts'
import { searchStoreContract } from './store.contract.ts'

const now = new Date('2026-03-04T05:06:07.089Z')

runOnEveryEngine(searchStoreContract, (room) => {
  const { search, users, videos } = room.database
  const { user, foldCounters } = engagementRoom(room)
  const count = (counter: string) => async (id: string, by: number) => {
    await room.beneath.append(counter, id, by)
    await foldCounters()
  }
  return {
    ...{ store: search, user },
    async rename(id, fullName) {
      await users.update(id, { fullName }, now, {})
    },
    async video(ownerId, { title = 'Film', ...text }, at) {
      const id = makeId(at)
      await videos.add(videoRow(id, ownerId, at, { title, ...text }), {})
      return id
    },
    async change(id, changes) {
      await videos.update(id, changes, now, {})
    },
    async remove(id) {
      await videos.remove(id, now, {})
    },
    ...{ watch: count('video.views'), like: count('video.likes') },
    forgetIndex: () => room.beneath.forgetWords(),
  }
})
