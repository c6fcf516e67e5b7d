import { appError, invalidField } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Viewer } from '../../viewer.ts'
import type { Blocks } from '../blocks/service.ts'
import type { Videos } from '../videos/service.ts'
import { createCommentLists } from './lists.ts'
import { commentPolicy, type LiveComment } from './policy.ts'
import type { Comment, CommentStore } from './store.ts'

export type Comments = ReturnType<typeof createComments>

interface Parts {
  store: CommentStore
  videos: Pick<Videos, 'requireVisible'>
  blocks: Pick<Blocks, 'isBetween' | 'requireNone'>
  /** Which of these comments the viewer likes. */
  liked(viewer: Viewer, ids: Id[]): Promise<ReadonlySet<Id>>
  events: Events
  clock: Clock
  ids: Ids
}

/** A comment and what one viewer has to do with it. */
export interface SeenComment {
  comment: Comment
  isLiked: boolean
}

export function createComments({ store, videos, blocks, liked, events, clock, ids }: Parts) {
  const lists = createCommentLists({ store, blocks, liked, events })

  /** Throws `comment_not_found` also when the viewer may not know that it exists. */
  async function requireVisible(viewer: Viewer | null, id: Id): Promise<LiveComment> {
    const comment = await store.find(id)
    if (!comment?.owner) throw appError('comment_not_found')
    const live = { ...comment, ownerId: comment.owner.id }
    if (!commentPolicy.view(viewer, live)) throw appError('comment_not_found')
    return live
  }

  async function seenBy(viewer: Viewer, id: Id): Promise<SeenComment> {
    const [comment, likes] = await Promise.all([requireVisible(viewer, id), liked(viewer, [id])])
    return { comment, isLiked: likes.has(id) }
  }

  const tell = ({ videoId, parentId }: Pick<Comment, 'videoId' | 'parentId'>): void =>
    events.emit('comments.changed', { videoId, parentId })

  /** Of what is answered, and of the comment above it. Nobody needs to know them of a viewer without blocks. */
  async function authorsAbove(viewer: Viewer, repliesTo: Id | null): Promise<Id[]> {
    const above = viewer.hasBlocks && repliesTo ? await store.find(repliesTo) : null
    if (!above) return []
    const others = await authorsAbove(viewer, above.parentId)
    return above.owner ? [above.owner.id, ...others] : others
  }

  async function addComment(
    viewer: Viewer,
    videoId: Id,
    { content, repliesTo }: { content: string; repliesTo: Id | null },
    also: Also,
  ): Promise<SeenComment> {
    const video = await videos.requireVisible(viewer, videoId)
    await blocks.requireNone(viewer, [video.ownerId, ...(await authorsAbove(viewer, repliesTo))])
    const id = ids.next()
    const comment = { id, videoId, ownerId: viewer.id, content, repliesTo, now: clock.now() }
    const outcome = await store.add(comment, also)
    if (outcome === 'no_video') throw appError('video_not_found')
    if (outcome === 'no_parent') throw appError('comment_not_found')
    if (outcome === 'disabled') throw appError('comments_disabled')
    const added = await requireVisible(viewer, id)
    tell(added)
    return { comment: added, isLiked: false }
  }

  async function updateComment(viewer: Viewer, id: Id, content: string): Promise<SeenComment> {
    const comment = await requireVisible(viewer, id)
    commentPolicy.authorize(viewer, 'edit', comment)
    await blocks.requireNone(viewer, [comment.video.ownerId])
    const isThere = await store.setContent(id, content, clock.now())
    if (!isThere) throw appError('comment_not_found')
    events.emit('comment.changed', { videoId: comment.videoId })
    return seenBy(viewer, id)
  }

  async function deleteComment(viewer: Viewer, id: Id): Promise<void> {
    const comment = await requireVisible(viewer, id)
    commentPolicy.authorize(viewer, 'remove', comment)
    const isRemoved = await store.remove(id, clock.now())
    if (!isRemoved) throw appError('comment_not_found')
    tell(comment)
  }

  async function setPinned(viewer: Viewer, id: Id, isPinned: boolean): Promise<SeenComment> {
    const comment = await requireVisible(viewer, id)
    commentPolicy.authorize(viewer, 'distinguish', comment)
    if (isPinned) await blocks.requireNone(viewer, [comment.ownerId])
    if (comment.parentId) throw invalidField('commentId', 'A reply cannot be pinned.')
    const isThere = await store.setPinned(comment, isPinned)
    if (!isThere) throw appError('comment_not_found')
    events.emit('comment.changed', { videoId: comment.videoId })
    return seenBy(viewer, id)
  }

  async function setHearted(viewer: Viewer, id: Id, isHearted: boolean): Promise<SeenComment> {
    const comment = await requireVisible(viewer, id)
    commentPolicy.authorize(viewer, 'distinguish', comment)
    if (isHearted) await blocks.requireNone(viewer, [comment.ownerId])
    const isThere = await store.setHearted(id, isHearted)
    if (!isThere) throw appError('comment_not_found')
    events.emit('comment.changed', { videoId: comment.videoId })
    return seenBy(viewer, id)
  }

  return {
    caches: lists.caches,
    requireVisible,
    seenBy,
    getVideoComments: lists.comments,
    getCommentReplies: lists.replies,
    addComment,
    updateComment,
    deleteComment,
    pinComment: (viewer: Viewer, id: Id) => setPinned(viewer, id, true),
    unpinComment: (viewer: Viewer, id: Id) => setPinned(viewer, id, false),
    heartComment: (viewer: Viewer, id: Id) => setHearted(viewer, id, true),
    unheartComment: (viewer: Viewer, id: Id) => setHearted(viewer, id, false),
  }
}
