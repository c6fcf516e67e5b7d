import { type Client, endpoint } from '../../http/endpoint.ts'
import { Id, Nothing } from '../../http/fields.ts'
import type { MediaUrls } from '../../http/media-urls.ts'
import { PageOf, paging } from '../../lists/schemas.ts'
import { presentComment } from './presenter.ts'
import { CommentAnswer, CommentBody, commentsQuery, NewCommentBody } from './schemas.ts'
import type { Comments, SeenComment } from './service.ts'

interface Parts {
  comments: Comments
  mediaUrls: Pick<MediaUrls, 'url'>
}

const params = { commentId: Id }
const ofOneComment = ['comment_not_found', 'not_allowed'] as const

export const commentRoutes = ({ comments, mediaUrls }: Parts) => {
  const linkFor =
    ({ baseUrl }: Client) =>
    (key: string) =>
      mediaUrls.url(baseUrl, key)
  const present = ({ comment, isLiked }: SeenComment, client: Client) =>
    presentComment(comment, isLiked, linkFor(client))

  return [
    endpoint({
      id: 'getVideoComments',
      route: 'GET /comments/:videoId',
      summary: 'Comments of a video, newest first',
      access: 'optional',
      isShared: true,
      params: { videoId: Id },
      query: commentsQuery,
      answer: PageOf(CommentAnswer),
      message: 'Comments',
      errors: ['video_not_found', 'invalid_cursor', 'page_too_deep'],
      handle: ({ params, query: { sortBy, ...paging }, viewer, client }) =>
        comments.getVideoComments({ viewer, ...params, sortBy, paging, link: linkFor(client) }),
    }),

    endpoint({
      id: 'addComment',
      route: 'POST /comments/:videoId',
      summary: 'Comment on a video, or answer a comment',
      access: 'user',
      params: { videoId: Id },
      body: NewCommentBody,
      answer: CommentAnswer,
      status: 201,
      message: 'The comment was added',
      errors: ['video_not_found', 'comment_not_found', 'comments_disabled', 'blocked'],
      handle: async ({ params, body: { content, parentId }, viewer, client, also }) => {
        const comment = { content, repliesTo: parentId ?? null }
        return present(await comments.addComment(viewer, params.videoId, comment, also), client)
      },
      again: async ({ viewer, client }, id) => present(await comments.seenBy(viewer, id), client),
    }),

    endpoint({
      id: 'getCommentReplies',
      route: 'GET /comments/c/:commentId/replies',
      summary: 'Replies to a comment, oldest first',
      access: 'optional',
      isShared: true,
      params,
      query: paging,
      answer: PageOf(CommentAnswer),
      message: 'Replies',
      errors: ['comment_not_found', 'invalid_cursor', 'page_too_deep'],
      handle: ({ params, query, viewer, client }) =>
        comments.getCommentReplies({ viewer, ...params, paging: query, link: linkFor(client) }),
    }),

    endpoint({
      id: 'updateComment',
      route: 'PATCH /comments/c/:commentId',
      summary: 'Change the text of your comment',
      access: 'user',
      params,
      body: CommentBody,
      answer: CommentAnswer,
      message: 'The comment was changed',
      errors: [...ofOneComment, 'blocked'],
      handle: async ({ params, body, viewer, client }) =>
        present(await comments.updateComment(viewer, params.commentId, body.content), client),
    }),

    endpoint({
      id: 'deleteComment',
      route: 'DELETE /comments/c/:commentId',
      summary: 'Remove your comment, or one on your video',
      description: 'With replies it stays, without author and text.',
      access: 'user',
      params,
      answer: Nothing,
      message: 'The comment was deleted',
      errors: [...ofOneComment],
      handle: async ({ params, viewer }) => {
        await comments.deleteComment(viewer, params.commentId)
        return {}
      },
    }),

    endpoint({
      id: 'pinComment',
      route: 'PUT /comments/c/:commentId/pin',
      summary: 'Put a comment first on your video, in the place of the one before',
      access: 'user',
      params,
      answer: CommentAnswer,
      message: 'The comment was pinned',
      errors: [...ofOneComment, 'invalid_input', 'blocked'],
      handle: async ({ params, viewer, client }) =>
        present(await comments.pinComment(viewer, params.commentId), client),
    }),

    endpoint({
      id: 'unpinComment',
      route: 'DELETE /comments/c/:commentId/pin',
      summary: 'Pin a comment on your video no longer',
      access: 'user',
      params,
      answer: CommentAnswer,
      message: 'The comment is not pinned any more',
      errors: [...ofOneComment, 'invalid_input'],
      handle: async ({ params, viewer, client }) =>
        present(await comments.unpinComment(viewer, params.commentId), client),
    }),

    endpoint({
      id: 'heartComment',
      route: 'PUT /comments/c/:commentId/heart',
      summary: 'Give a heart to a comment on your video',
      access: 'user',
      params,
      answer: CommentAnswer,
      message: 'The comment has your heart',
      errors: [...ofOneComment, 'blocked'],
      handle: async ({ params, viewer, client }) =>
        present(await comments.heartComment(viewer, params.commentId), client),
    }),

    endpoint({
      id: 'unheartComment',
      route: 'DELETE /comments/c/:commentId/heart',
      summary: 'Take a heart back',
      access: 'user',
      params,
      answer: CommentAnswer,
      message: 'The heart was taken back',
      errors: [...ofOneComment],
      handle: async ({ params, viewer, client }) =>
        present(await comments.unheartComment(viewer, params.commentId), client),
    }),
  ]
}
