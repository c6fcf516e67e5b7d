import type { z } from 'zod'
import { type Link, presentOwner } from '../users/presenter.ts'
import type { CommentAnswer } from './schemas.ts'
import type { Comment } from './store.ts'

export const presentComment = (
  comment: Comment,
  isLiked: boolean,
  link: Link,
): z.input<typeof CommentAnswer> => ({
  _id: comment.id,
  content: comment.content,
  video: comment.videoId,
  parentId: comment.parentId,
  owner: comment.owner && presentOwner(comment.owner, link),
  likesCount: comment.likes,
  isLiked,
  repliesCount: comment.replies,
  isPinned: comment.isPinned,
  isHearted: comment.isHearted,
  isDeleted: comment.owner === null,
  editedAt: comment.editedAt?.toISOString() ?? null,
  createdAt: comment.createdAt.toISOString(),
  updatedAt: comment.updatedAt.toISOString(),
})
