import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Owner } from '../users/store.ts'

export interface Tweet {
  id: Id
  ownerId: Id
  owner: Owner
  content: string
  likes: number
  createdAt: Date
  updatedAt: Date
}

export interface NewTweet {
  id: Id
  ownerId: Id
  content: string
  now: Date
}

export interface TweetStore {
  /** The row and its counter. */
  add(tweet: NewTweet, also: Also): Promise<void>
  /** Its likes are exact to the moment. */
  find(id: Id): Promise<Tweet | null>
  /** Everybody's, or one owner's; newest first. */
  ids(ownerId: Id | null, audience: Audience, page: PageRequest): Promise<PageOfEntries<TweetEntry>>
  /** In the order of the ids; what is not there is left out. One query; likes may be a second old. */
  loadMany(ids: Id[]): Promise<Tweet[]>
  /** False: there is no such tweet. */
  setContent(id: Id, content: string, now: Date): Promise<boolean>
  /** With its likes. Of twenty at once one answers true. */
  remove(id: Id): Promise<boolean>
}

export interface TweetEntry {
  id: Id
  createdAt: Date
}
