import { type Room, runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import { mediaStoreContract } from './media.contract.ts'
import { videoStoreContract } from './store.contract.ts'

function build(room: Room) {
  const { database, beneath, clock, ids } = room
  const { users } = database
  const people = engagementRoom(room)
  return {
    ...people,
    ...{ store: database.videos, media: database.media, queue: database.queue },
    addViews: (targetId: Id, delta: number) => beneath.append('video.views', targetId, delta),
    async foldCounters() {
      await people.foldCounters()
    },
    async like(by: Id, target: Id) {
      await people.like(by, 'video', target)
    },
    async subscribe(subscriberId: Id, channelId: Id) {
      const subscription = { id: ids.next(), subscriberId, channelId, now: clock.now() }
      await database.subscriptions.set(subscription, true, {})
    },
    async videosCountOf(userId: Id) {
      const { username } = (await users.findById(userId))!
      return (await users.findChannel(username, null))!.counts.videos
    },
  }
}

runOnEveryEngine(videoStoreContract, build)
runOnEveryEngine(mediaStoreContract, build)
