import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import { pageObject } from '../../lists/page.ts'
import { createTotals } from '../../lists/totals.ts'
import { type Audience, heedsBlocks } from '../../policy.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Viewer } from '../../viewer.ts'
import type { Link } from '../users/presenter.ts'
import { presentComment } from './presenter.ts'
import type { CommentStore, Thread } from './store.ts'

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
  /** Which of these comments the viewer likes. */
  liked(viewer: Viewer, ids: Id[]): Promise<ReadonlySet<Id>>
  events: Events
}

/** Whoever asks may see the video: then there is nothing in its threads that they may not see. */
const everyComment = () => true

export function createCommentLists({ store, liked, events }: Parts) {
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
  const loading = { load: store.loadMany, marked: liked, rules: everyComment }

  const comments = list({
    ...loading,
    scope: (asked: CommentsAsked) => `getVideoComments ${asked.videoId} ${orderOf(asked)}`,
    key: (asked) => ['count', orderOf(asked) === 'newest' ? 'time' : 'count', 'id'],
    ids: (asked, audience, page) => {
      const thread: Thread = { kind: 'comments', videoId: asked.videoId }
      return totals.with(totalName(asked.videoId, audience), (countUpTo) =>
        store.ids(thread, orderOf(asked), audience, page, countUpTo),
      )
    },
    present: (comment, _entry, { link }, isLiked) => presentComment(comment, isLiked, link),
  })

  const replies = list({
    ...loading,
    scope: (asked: RepliesAsked) => `getCommentReplies ${asked.commentId}`,
    key: () => ['time', 'id'],
    ids: ({ commentId }, audience, page) => {
      const thread: Thread = { kind: 'replies', parentId: commentId }
      return totals.with(totalName(commentId, audience), (countUpTo) =>
        store.ids(thread, 'newest', audience, page, countUpTo),
      )
    },
    present: (comment, _entry, { link }, isLiked) => presentComment(comment, isLiked, link),
  })

  return {
    figures: totals.figures,
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
