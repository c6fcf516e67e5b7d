import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'

export interface NewBlock {
  blockerId: Id
  blockedId: Id
  now: Date
}

export interface BlockEntry {
  /** Of who is blocked. */
  id: Id
  blockedAt: Date
}

export interface BlockStore {
  /**
   * With it end the subscriptions of the two to each other, and no comment of one stays pinned on a video of the
   * other. False: it was so already; null: there is no such user. Of twenty at once one answers true.
   */
  add(block: NewBlock): Promise<boolean | null>
  /** False: there was no block. */
  remove(blockerId: Id, blockedId: Id): Promise<boolean>
  /** Whom the user has blocked, the latest first. */
  ids(blockerId: Id, page: PageRequest): Promise<PageOfEntries<BlockEntry>>
  has(blockerId: Id, blockedId: Id): Promise<boolean>
  /** Whether the user has blocked one of the others, or one of them the user. One query. */
  isBetween(userId: Id, others: Id[]): Promise<boolean>
}
