import { z } from 'zod'
import { endpoint, reply } from '../../http/endpoint.ts'
import { Id, Toggle } from '../../http/fields.ts'
import { paging } from '../../lists/schemas.ts'
import { presentLike } from './presenter.ts'
import { LikedVideo, LikeState } from './schemas.ts'
import type { Likes } from './service.ts'

export const likeRoutes = (likes: Likes) => [
  endpoint({
    id: 'toggleVideoLike',
    route: 'POST /likes/toggle/v/:videoId',
    summary: 'Like a video, or take the like back',
    access: 'user',
    params: { videoId: Id },
    body: Toggle('liked'),
    bodyMode: 'lenient',
    answer: LikeState,
    message: 'The like was changed',
    errors: ['video_not_found', 'blocked'],
    handle: async ({ params, body, viewer, also }) =>
      presentLike(await likes.toggleVideoLike(viewer, params.videoId, body.liked, also)),
    again: async ({ viewer }, id) => presentLike(await likes.getVideoLike(viewer, id)),
  }),

  endpoint({
    id: 'toggleCommentLike',
    route: 'POST /likes/toggle/c/:commentId',
    summary: 'Like a comment, or take the like back',
    access: 'user',
    params: { commentId: Id },
    body: Toggle('liked'),
    bodyMode: 'lenient',
    answer: LikeState,
    message: 'The like was changed',
    errors: ['comment_not_found', 'blocked'],
    handle: async ({ params, body, viewer, also }) =>
      presentLike(await likes.toggleCommentLike(viewer, params.commentId, body.liked, also)),
    again: async ({ viewer }, id) => presentLike(await likes.getCommentLike(viewer, id)),
  }),

  endpoint({
    id: 'toggleTweetLike',
    route: 'POST /likes/toggle/t/:tweetId',
    summary: 'Like a tweet, or take the like back',
    access: 'user',
    params: { tweetId: Id },
    body: Toggle('liked'),
    bodyMode: 'lenient',
    answer: LikeState,
    message: 'The like was changed',
    errors: ['tweet_not_found', 'blocked'],
    handle: async ({ params, body, viewer, also }) =>
      presentLike(await likes.toggleTweetLike(viewer, params.tweetId, body.liked, also)),
    again: async ({ viewer }, id) => presentLike(await likes.getTweetLike(viewer, id)),
  }),

  endpoint({
    id: 'getLikedVideos',
    route: 'GET /likes/videos',
    summary: 'The videos that the signed-in user likes, newest like first',
    access: 'user',
    query: paging,
    answer: z.array(LikedVideo),
    message: 'Liked videos',
    errors: ['invalid_cursor', 'page_too_deep'],
    handle: async ({ query, viewer, client }) => {
      const asked = { viewer, paging: query, baseUrl: client.baseUrl }
      const { docs, nextCursor } = await likes.getLikedVideos(asked)
      return reply(docs, { nextCursor })
    },
  }),
]
