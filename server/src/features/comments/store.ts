import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Owner } from '../users/store.ts'

export interface Comment {
  id: Id
  videoId: Id
  /** Of a reply: the comment above it, which is no reply itself. */
  parentId: Id | null
  /** Null: a tombstone, deleted and kept for the replies below it. Its text is empty. */
  owner: Owner | null
  content: string
  isPinned: boolean
  isHearted: boolean
  likes: number
  replies: number
  editedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** With what decides who may see it; its counts are exact to the moment. */
export interface CommentOfVideo extends Comment {
  video: { ownerId: Id; privacy: 'public' | 'unlisted' | 'private'; isPublished: boolean }
}

export interface NewComment {
  id: Id
  videoId: Id
  ownerId: Id
  content: string
  /** What it answers: a comment of the same video, or a reply, whose comment it is put below. */
  repliesTo: Id | null
  now: Date
}

/** `comments`: those of a video that are no replies. `replies`: those of one comment. */
export type Thread = { kind: 'comments'; videoId: Id } | { kind: 'replies'; parentId: Id }

/** A pinned comment stands first. Replies have one order: the oldest first. */
export type CommentOrder = 'newest' | 'mostLiked'

/** What decides who may see a thread. */
export interface ThreadFacts {
  video: CommentOfVideo['video']
  /** Of the comment that is answered; null for the comments of a video, and below a tombstone. */
  authorId: Id | null
}

export type FoundThread = PageOfEntries<{ id: Id }> & {
  total: number | null
  /** Null: there is no such video, or no such comment. */
  thread: ThreadFacts | null
}

export interface CommentStore {
  /** The row, its counters and what it counts for, all or nothing. */
  add(comment: NewComment, also: Also): Promise<'added' | 'no_video' | 'disabled' | 'no_parent'>
  /** Tombstones too. */
  find(id: Id): Promise<CommentOfVideo | null>
  /**
   * With `countUpTo` also how many there are, counted no further than that; null without.
   * Whoever asks may not see it yet: `thread` decides. One query.
   */
  ids(
    thread: Thread,
    order: CommentOrder,
    audience: Audience,
    page: PageRequest,
    countUpTo: number | null,
  ): Promise<FoundThread>
  /** In the order of the ids; what is not there is left out. One query; counts may be a second old. */
  loadMany(ids: Id[]): Promise<Comment[]>
  /** False: there is no such comment. */
  setContent(id: Id, content: string, now: Date): Promise<boolean>
  /** False: there is no such comment. */
  setHearted(id: Id, isHearted: boolean): Promise<boolean>
  /** A video has one pinned comment: of twenty at once, the last. False: there is no such comment, or it is a reply. */
  setPinned(comment: { id: Id; videoId: Id }, isPinned: boolean): Promise<boolean>
  /**
   * Removes it; with replies it becomes a tombstone, which goes with the last of them. Of twenty at once one answers
   * true.
   */
  remove(id: Id, now: Date): Promise<boolean>
}
