import { z } from 'zod'
import { endpoint, reply } from '../../http/endpoint.ts'
import { DateTime, Id, Nothing } from '../../http/fields.ts'
import { paging } from '../../lists/schemas.ts'
import { VideoCard } from '../videos/schemas.ts'
import type { History } from './service.ts'

const WatchedVideo = VideoCard.extend({
  watchedAt: DateTime,
  position: z.number().meta({ description: 'Seconds into the video.' }),
}).meta({ id: 'WatchedVideo' })

export const historyRoutes = (history: History) => [
  endpoint({
    id: 'getWatchHistory',
    route: 'GET /users/history',
    aliases: ['GET /users/watch-history'],
    summary: 'What the signed-in user has watched, newest first, each video once',
    access: 'user',
    query: paging,
    answer: z.array(WatchedVideo),
    message: 'Watch history',
    errors: ['invalid_cursor', 'page_too_deep'],
    handle: async ({ query, viewer, client }) => {
      const { docs, nextCursor } = await history.getWatchHistory({
        viewer,
        paging: query,
        baseUrl: client.baseUrl,
      })
      return reply(docs, { nextCursor })
    },
  }),

  endpoint({
    id: 'clearWatchHistory',
    route: 'DELETE /users/history',
    aliases: ['DELETE /users/history/clear'],
    summary: 'Forget everything that was watched',
    access: 'user',
    answer: Nothing,
    message: 'The watch history was cleared',
    errors: [],
    handle: async ({ viewer }) => {
      await history.clearWatchHistory(viewer)
      return {}
    },
  }),

  endpoint({
    id: 'removeFromWatchHistory',
    route: 'DELETE /users/history/:videoId',
    summary: 'Forget that one video was watched',
    access: 'user',
    params: { videoId: Id },
    answer: Nothing,
    message: 'The video was removed from the watch history',
    errors: [],
    handle: async ({ params, viewer }) => {
      await history.removeFromWatchHistory(viewer, params.videoId)
      return {}
    },
  }),
]
