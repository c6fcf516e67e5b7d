import type { TargetKind } from '../../src/features/likes/store.ts'
import type { Id } from '../../src/lib/id.ts'
import type { Room } from './contract.ts'
import { videoRow } from './rows.ts'

/** People and their videos, for stores of what is done with them. */
export function engagementRoom({ database, clock, ids }: Room) {
  const { users, videos, likes, comments, remnants, bookkeeping } = database
  return {
    nextId: ids.next,
    async user(username: string, fullName = `${username} Lee`): Promise<Id> {
      const id = ids.next()
      const account = { username, email: `${username}@example.org`, fullName }
      const now = clock.now()
      await users.add({ ...account, id, avatar: '', coverImage: '', passwordHash: 'hash', now })
      return id
    },
    async video(ownerId: Id, privacy: 'public' | 'unlisted' | 'private' = 'public'): Promise<Id> {
      const id = ids.next()
      await videos.add(videoRow(id, ownerId, clock.now(), { privacy }), {})
      return id
    },
    async removeVideo(id: Id): Promise<void> {
      await videos.remove(id, clock.now(), {})
    },
    /** What a job does after that, in many steps. */
    async clearVideo(id: Id): Promise<void> {
      await Array.fromAsync(remnants.clear(id))
    },
    like: (likedBy: Id, kind: TargetKind, targetId: Id) =>
      likes.set({ likedBy, kind, targetId, now: clock.now() }, true, {}),
    async comment(videoId: Id, ownerId: Id, repliesTo: Id | null = null): Promise<Id> {
      const id = ids.next()
      await comments.add({ id, videoId, ownerId, content: 'Nice', repliesTo, now: clock.now() }, {})
      return id
    },
    async tweet(ownerId: Id): Promise<Id> {
      const id = ids.next()
      await database.tweets.add({ id, ownerId, content: 'Hello', now: clock.now() }, {})
      return id
    },
    async logIn(userId: Id): Promise<Id> {
      const [id, now] = [ids.next(), clock.now()]
      const use = { now, expiresAt: new Date(now.getTime() + 60_000) }
      await database.sessions.start({ id, userId, seed: 's', userAgent: '', address: '', ...use }, 'hash')
      return id
    },
    foldCounters: (now = clock.now()) => database.foldCounters(now),
    compare: () => bookkeeping.compare(),
  }
}
