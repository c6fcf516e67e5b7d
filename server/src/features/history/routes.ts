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

const Settings = z
  .object({
    paused: z.boolean('true or false.').meta({ description: 'Nothing that is watched enters the history.' }),
  })
  .meta({ id: 'HistorySettings' })

const ProgressBody = z.object({
  position: z.number('A number of seconds.').min(0, 'A position is not negative.').meta({
    description: 'Seconds into the video; one beyond its end counts as its end.',
    example: 73.5,
  }),
})

const Progress = z
  .object({ position: z.number().nullable().meta({ description: 'Null: the history is paused.' }) })
  .meta({ id: 'Progress' })

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
    id: 'updateProgress',
    route: 'PUT /videos/:videoId/progress',
    summary: 'Say how far the viewer has come, for the history and to resume',
    description:
      'Send it every five seconds or so, and when the player stops. It is written some seconds later: a crash of the server may lose the last ten.',
    access: 'user',
    params: { videoId: Id },
    body: ProgressBody,
    answer: Progress,
    message: 'The position was noted',
    errors: ['video_not_found'],
    handle: async ({ params, body, viewer }) => {
      const position = await history.updateProgress(viewer, params.videoId, body.position)
      if (position !== null) return { position }
      return reply({ position }, { message: 'The history is paused: the position was not noted' })
    },
  }),

  endpoint({
    id: 'getHistorySettings',
    route: 'GET /users/history/settings',
    summary: 'Whether the history is paused',
    access: 'user',
    answer: Settings,
    message: 'Settings of the watch history',
    errors: [],
    handle: ({ viewer }) => ({ paused: viewer.isHistoryPaused }),
  }),

  endpoint({
    id: 'updateHistorySettings',
    route: 'PATCH /users/history/settings',
    summary: 'Pause the history, or go on with it',
    description: 'While it is paused neither videos nor positions enter it. What is in it stays.',
    access: 'user',
    body: Settings,
    answer: Settings,
    message: 'The settings were changed',
    errors: [],
    handle: async ({ body, viewer }) => {
      await history.updateHistorySettings(viewer, body)
      return body
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
