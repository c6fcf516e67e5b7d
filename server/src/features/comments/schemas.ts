import { z } from 'zod'
import { AnswerId, Count, DateTime, Id, LongText, Named } from '../../http/fields.ts'
import { paging } from '../../lists/schemas.ts'
import { OwnerAnswer } from '../users/schemas.ts'

export const CommentBody = z.object({ content: LongText(1, 5000).meta({ example: 'What a view!' }) })

export const NewCommentBody = CommentBody.extend({
  parentId: Id.nullish().meta({
    description: 'What it answers. An answer to a reply is put below the comment of that reply.',
    example: null,
  }),
})

export const commentsQuery = {
  ...paging,
  sortBy: z
    .enum(['createdAt', 'likes'], 'createdAt or likes.')
    .optional()
    .meta({ description: 'Default `createdAt`: newest first. A pinned comment always stands first.' }),
}

export const CommentAnswer = Named('Comment', {
  _id: AnswerId,
  content: z.string(),
  video: AnswerId.meta({ description: 'Id of the video.' }),
  parentId: AnswerId.nullable().meta({ description: 'Of a reply: the comment above it.' }),
  owner: OwnerAnswer.nullable().meta({ description: 'Null: deleted.' }),
  likesCount: Count,
  isLiked: z.boolean(),
  repliesCount: Count,
  isPinned: z.boolean(),
  isHearted: z.boolean().meta({ description: 'By the owner of the video.' }),
  isDeleted: z.boolean().meta({ description: 'Kept without author and text for the replies below it.' }),
  editedAt: DateTime.nullable(),
  createdAt: DateTime,
  updatedAt: DateTime,
})
