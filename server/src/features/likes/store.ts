import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Also } from '../../ports/job-queue.ts'

export type TargetKind = 'video' | 'comment' | 'tweet'

export interface NewLike {
  likedBy: Id
  kind: TargetKind
  targetId: Id
  now: Date
}

export interface Liked {
  isLiked: boolean
  /** False: it was so already. */
  changed: boolean
  /** Exact to the moment. */
  likesCount: number
}

export interface LikeStore {
  /**
   * Sets the like, or flips it when `wanted` is absent: twenty at once end in one row, twenty flips are twenty flips.
   * Null: there is nothing to be liked (any more).
   */
  set(like: NewLike, wanted: boolean | undefined, also: Also): Promise<Liked | null>
  /** Of liked videos, the newest like first; without what the audience may not see (any more). */
  videoIds(likedBy: Id, audience: Audience, page: PageRequest): Promise<PageOfEntries<LikedEntry>>
  /** Which of these the user likes. One query, whatever the number. */
  likedAmong(likedBy: Id, kind: TargetKind, ids: Id[]): Promise<Set<Id>>
}

export interface LikedEntry {
  /** Of the video. */
  id: Id
  likedAt: Date
}
