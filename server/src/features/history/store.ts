import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'

export interface Watched {
  userId: Id
  videoId: Id
  at: Date
  /** Seconds into the video. Null: the one that is known stays. */
  position: number | null
}

export interface HistoryEntry {
  /** Of the video. */
  id: Id
  watchedAt: Date
  /** Seconds into the video. */
  position: number
}

export interface HistoryStore {
  /**
   * Each video stands once in a history, with the latest time. What is gone meanwhile is passed over. One write;
   * no video of a user stands twice in it.
   */
  record(watched: Watched[]): Promise<void>
  /** Newest first; without what the audience may not see (any more). */
  ids(userId: Id, audience: Audience, page: PageRequest): Promise<PageOfEntries<HistoryEntry>>
  remove(userId: Id, videoId: Id): Promise<void>
  clear(userId: Id): Promise<void>
  /** Whether nothing more enters the history. */
  setPaused(userId: Id, isPaused: boolean): Promise<void>
}
