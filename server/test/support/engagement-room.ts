import { postgresBookkeeping } from '../../src/adapters/postgres/bookkeeping.ts'
import { foldCounters } from '../../src/adapters/postgres/counters.ts'
import { postgresRemnants } from '../../src/adapters/postgres/removal/videos.ts'
import { postgresComments } from '../../src/adapters/postgres/stores/comments.ts'
import { postgresLikes } from '../../src/adapters/postgres/stores/likes.ts'
import { postgresUsers } from '../../src/adapters/postgres/stores/users.ts'
import { postgresVideos } from '../../src/adapters/postgres/stores/videos.ts'
import type { TargetKind } from '../../src/features/likes/store.ts'
import type { Id } from '../../src/lib/id.ts'
import type { PostgresRoom } from './contract.ts'
import { videoRow } from './rows.ts'

/** People and their videos, for stores of what is done with them. */
export function engagementRoom(room: PostgresRoom) {
  const { postgres, clock, ids } = room
  const [users, videos] = [postgresUsers(room), postgresVideos(room)]
  const [likes, comments] = [postgresLikes(room), postgresComments(room)]
  return {
    nextId: ids.next,
    async user(username: string): Promise<Id> {
      const id = ids.next()
      const account = { username, email: `${username}@example.org`, fullName: `${username} Lee` }
      const now = clock.now()
      await users.add({ ...account, id, avatar: '', coverImage: '', passwordHash: 'hash', now })
      return id
    },
    async video(ownerId: Id, privacy: 'public' | 'private' = 'public'): Promise<Id> {
      const id = ids.next()
      await videos.add(videoRow(id, ownerId, clock.now(), { privacy }), {})
      return id
    },
    async removeVideo(id: Id): Promise<void> {
      await videos.remove(id, clock.now(), {})
    },
    /** What a job does after that, in many steps. */
    async clearVideo(id: Id): Promise<void> {
      await Array.fromAsync(postgresRemnants(room).clear(id))
    },
    like: (likedBy: Id, kind: TargetKind, targetId: Id) =>
      likes.set({ likedBy, kind, targetId, now: clock.now() }, true, {}),
    async comment(videoId: Id, ownerId: Id, repliesTo: Id | null = null): Promise<Id> {
      const id = ids.next()
      await comments.add({ id, videoId, ownerId, content: 'Nice', repliesTo, now: clock.now() }, {})
      return id
    },
    foldCounters: () => foldCounters(postgres),
    compare: () => postgresBookkeeping(postgres).compare(),
  }
}
