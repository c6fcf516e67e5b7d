import { z } from 'zod'
import { endpoint, reply } from '../../http/endpoint.ts'
import { paging } from '../../lists/schemas.ts'
import { presentAnalytics, presentStats } from './presenter.ts'
import { analyticsQuery, ChannelAnalytics, ChannelStats, OwnVideo } from './schemas.ts'
import type { Dashboard } from './service.ts'

export const dashboardRoutes = (dashboard: Dashboard) => [
  endpoint({
    id: 'getChannelStats',
    route: 'GET /dashboard/stats',
    summary: "The signed-in user's channel in figures",
    access: 'user',
    answer: ChannelStats,
    message: 'Channel statistics',
    errors: [],
    handle: async ({ viewer }) => presentStats(await dashboard.getChannelStats(viewer)),
  }),

  endpoint({
    id: 'getChannelAnalytics',
    route: 'GET /dashboard/analytics',
    summary: 'What happened on the own channel, or to one own video, day by day',
    access: 'user',
    query: analyticsQuery,
    answer: ChannelAnalytics,
    message: 'Figures by day',
    errors: ['video_not_found', 'not_allowed'],
    handle: async ({ query, viewer }) => presentAnalytics(await dashboard.getChannelAnalytics(viewer, query)),
  }),

  endpoint({
    id: 'getChannelVideos',
    route: 'GET /dashboard/videos',
    summary: 'All own videos, private and unpublished ones too, newest upload first',
    access: 'user',
    query: paging,
    answer: z.array(OwnVideo),
    message: 'Own videos',
    errors: ['invalid_cursor', 'page_too_deep'],
    handle: async ({ query, viewer, client }) => {
      const asked = { viewer, paging: query, baseUrl: client.baseUrl }
      const { docs, nextCursor } = await dashboard.getChannelVideos(asked)
      return reply(docs, { nextCursor })
    },
  }),
]
