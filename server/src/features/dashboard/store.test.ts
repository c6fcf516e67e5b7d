import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import { dashboardStoreContract } from './store.contract.ts'

runOnEveryEngine(dashboardStoreContract, (room) => {
  const { clock, ids, database } = room
  const { subscriptions, views, dashboard } = database
  const people = engagementRoom(room)
  const set = (wanted: boolean) => (subscriberId: Id, channelId: Id) =>
    subscriptions.set({ id: ids.next(), subscriberId, channelId, now: clock.now() }, wanted, {})
  return {
    ...people,
    store: dashboard,
    like: (likedBy, targetId) => people.like(likedBy, 'video', targetId),
    ...{ subscribe: set(true), unsubscribe: set(false) },
    watchTime: (videoId, seconds) => views.addWatchTime([{ videoId, seconds }]),
    watch: (viewerKey, videoId) =>
      views.count([{ videoId, viewerKey, networkKey: null, at: clock.now() }], {
        windowMs: 60_000,
        perNetwork: 5,
      }),
  }
})
