import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { dashboardStoreContract } from '../../../features/dashboard/store.contract.ts'
import { counterKinds, foldCounters } from '../counters.ts'
import { postgresDashboard } from './dashboard.ts'
import { postgresLikes } from './likes.ts'
import { postgresSubscriptions } from './subscriptions.ts'
import { postgresViews } from './views.ts'

runOnPostgres(dashboardStoreContract, (room) => {
  const [likes, subscriptions, views] = [
    postgresLikes(room),
    postgresSubscriptions(room),
    postgresViews(room),
  ]
  const { clock, ids } = room
  return {
    ...engagementRoom(room),
    store: postgresDashboard(room),
    like: (likedBy, targetId) => likes.set({ likedBy, kind: 'video', targetId, now: clock.now() }, true, {}),
    subscribe: (subscriberId, channelId) =>
      subscriptions.set({ id: ids.next(), subscriberId, channelId, now: clock.now() }, true, {}),
    unsubscribe: (subscriberId, channelId) =>
      subscriptions.set({ id: ids.next(), subscriberId, channelId, now: clock.now() }, false, {}),
    foldCounters: (now) => foldCounters(room.postgres, counterKinds, now),
    watchTime: (videoId, seconds) => views.addWatchTime([{ videoId, seconds }]),
    watch: (viewerKey, videoId) =>
      views.count([{ videoId, viewerKey, networkKey: null, at: clock.now() }], {
        windowMs: 60_000,
        perNetwork: 5,
      }),
  }
})
