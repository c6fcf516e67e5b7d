import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { createKeptRows } from '../../lists/kept-rows.ts'
import { type Asking, list } from '../../lists/list.ts'
import { pageObject } from '../../lists/page.ts'
import { createTotals } from '../../lists/totals.ts'
import { type Audience, heedsBlocks } from '../../policy.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Viewer } from '../../viewer.ts'
import type { Blocks } from '../blocks/service.ts'
import type { Link } from '../users/presenter.ts'
import { videoPolicy } from '../videos/policy.ts'
import { presentComment } from './presenter.ts'
import type { CommentStore, Thread, ThreadFacts } from './store.ts'

export interface CommentsAsked extends Asking {
  videoId: Id
  sortBy?: 'createdAt' | 'likes'
  link: Link
}

export interface RepliesAsked extends Asking {
  commentId: Id
  link: Link
}

interface Parts {
  store: CommentStore
  blocks: Pick<Blocks, 'isBetween'>
  /** Which of these comments the viewer likes. */
  liked(viewer: Viewer, ids: Id[]): Promise<ReadonlySet<Id>>
  events: Events
}

/** Whoever may see the thread may see all that is in it. */
const everyComment = () => true

export function createCommentLists({ store, blocks, liked, events }: Parts) {
  const rows = createKeptRows({ load: store.loadMany, ttlMs: 1_000, max: 5_000 })
  for (const name of ['comments.changed', 'comment.changed', 'video.removed'] as const)
    events.on(name, ({ videoId }) => rows.dropWhere((comment) => comment.videoId === videoId))
  for (const name of ['user.changed', 'user.removed'] as const)
    events.on(name, ({ userId }) => rows.dropWhere((comment) => comment.owner?.id === userId))

  const totals = createTotals()
  events.on('comments.changed', ({ videoId, parentId }) => {
    totals.dropWhere((name) => name.startsWith(videoId) || (parentId !== null && name.startsWith(parentId)))
  })
  events.on('video.removed', ({ videoId }) => totals.dropWhere((name) => name.startsWith(videoId)))
  events.on('block.changed', ({ userId, otherId }) =>
    totals.dropWhere((name) => name.endsWith(userId) || name.endsWith(otherId)),
  )
  /** Who has blocks sees fewer than all others. */
  const totalName = (threadId: Id, audience: Audience) =>
    heedsBlocks(audience) ? `${threadId} ${audience.viewerId}` : threadId

  const orderOf = ({ sortBy }: CommentsAsked) => (sortBy === 'likes' ? 'mostLiked' : 'newest')
  const loading = { load: rows.loadMany, marked: liked, rules: everyComment }

  /** Replies to a tombstone too. */
  async function mayRead(viewer: Viewer | null, thread: ThreadFacts | null): Promise<boolean> {
    if (!thread || !videoPolicy.view(viewer, thread.video)) return false
    return thread.authorId === null || !(await blocks.isBetween(viewer, [thread.authorId]))
  }

  const comments = list({
    ...loading,
    scope: (asked: CommentsAsked) => `getVideoComments ${asked.videoId} ${orderOf(asked)}`,
    key: (asked) => ['count', orderOf(asked) === 'newest' ? 'time' : 'count', 'id'],
    async ids(asked, audience, page) {
      const thread: Thread = { kind: 'comments', videoId: asked.videoId }
      const found = await totals.with(totalName(asked.videoId, audience), (countUpTo) =>
        store.ids(thread, orderOf(asked), audience, page, countUpTo),
      )
      if (!found.thread || !videoPolicy.view(asked.viewer, found.thread.video))
        throw appError('video_not_found')
      return found
    },
    present: (comment, _entry, { link }, isLiked) => presentComment(comment, isLiked, link),
  })

  const replies = list({
    ...loading,
    scope: (asked: RepliesAsked) => `getCommentReplies ${asked.commentId}`,
    key: () => ['time', 'id'],
    async ids({ commentId, viewer }, audience, page) {
      const thread: Thread = { kind: 'replies', parentId: commentId }
      const found = await totals.with(totalName(commentId, audience), (countUpTo) =>
        store.ids(thread, 'newest', audience, page, countUpTo),
      )
      if (!(await mayRead(viewer, found.thread))) throw appError('comment_not_found')
      return found
    },
    present: (comment, _entry, { link }, isLiked) => presentComment(comment, isLiked, link),
  })

  return {
    caches: { comment_totals: totals, comment_rows: rows },
    async comments(asked: CommentsAsked) {
      const { docs, found, nextCursor } = await comments(asked)
      return pageObject(docs, asked.paging, found.total, nextCursor)
    },
    async replies(asked: RepliesAsked) {
      const { docs, found, nextCursor } = await replies(asked)
      return pageObject(docs, asked.paging, found.total, nextCursor)
    },
  }
}
