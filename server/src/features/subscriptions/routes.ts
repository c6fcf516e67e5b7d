import { z } from 'zod'
import { endpoint, reply } from '../../http/endpoint.ts'
import { Id, Toggle } from '../../http/fields.ts'
import { paging } from '../../lists/schemas.ts'
import { presentChange, presentStatus } from './presenter.ts'
import {
  NotifyBody,
  SubscribedChannel,
  Subscriber,
  SubscriptionChange,
  SubscriptionStatus,
} from './schemas.ts'
import type { Subscriptions } from './service.ts'

const params = { channelId: Id.meta({ description: 'Of the user whose channel it is.' }) }

export const subscriptionRoutes = (subscriptions: Subscriptions) => [
  endpoint({
    id: 'toggleSubscription',
    route: 'POST /subscriptions/c/:channelId',
    summary: 'Subscribe to a channel, or end the subscription',
    access: 'user',
    params,
    body: Toggle('subscribed'),
    bodyMode: 'lenient',
    answer: SubscriptionChange,
    message: 'The subscription was changed',
    errors: ['user_not_found', 'own_channel', 'blocked'],
    handle: async ({ params, body, viewer, also }) =>
      presentChange(await subscriptions.toggleSubscription(viewer, params.channelId, body.subscribed, also)),
    again: async ({ viewer }, id) => presentChange(await subscriptions.getSubscriptionStatus(viewer, id)),
  }),

  endpoint({
    id: 'updateSubscription',
    route: 'PATCH /subscriptions/c/:channelId',
    summary: 'Say what a subscriber wants to be told of',
    access: 'user',
    params,
    body: NotifyBody,
    answer: SubscriptionChange,
    message: 'The subscription was changed',
    errors: ['user_not_found', 'not_subscribed'],
    handle: async ({ params, body, viewer }) =>
      presentChange(await subscriptions.updateSubscription(viewer, params.channelId, body.notify)),
  }),

  endpoint({
    id: 'getUserChannelSubscribers',
    route: 'GET /subscriptions/c/:channelId',
    aliases: ['GET /subscriptions/c/:channelId/subscribers'],
    summary: 'Who follows a channel, newest first',
    access: 'optional',
    isShared: true,
    params,
    query: paging,
    answer: z.array(Subscriber),
    message: 'Subscribers',
    errors: ['user_not_found', 'invalid_cursor', 'page_too_deep'],
    handle: async ({ params, query, viewer, client }) => {
      const asked = { viewer, paging: query, userId: params.channelId, baseUrl: client.baseUrl }
      const { docs, nextCursor } = await subscriptions.getUserChannelSubscribers(asked)
      return reply(docs, { nextCursor })
    },
  }),

  endpoint({
    id: 'getSubscribedChannels',
    route: 'GET /subscriptions/u/:subscriberId',
    aliases: ['GET /subscriptions/u/:subscriberId/channels'],
    summary: 'Which channels a user follows, newest first',
    access: 'optional',
    isShared: true,
    params: { subscriberId: Id.meta({ description: 'Of the user who follows them.' }) },
    query: paging,
    answer: z.array(SubscribedChannel),
    message: 'Subscribed channels',
    errors: ['user_not_found', 'invalid_cursor', 'page_too_deep'],
    handle: async ({ params, query, viewer, client }) => {
      const asked = { viewer, paging: query, userId: params.subscriberId, baseUrl: client.baseUrl }
      const { docs, nextCursor } = await subscriptions.getSubscribedChannels(asked)
      return reply(docs, { nextCursor })
    },
  }),

  endpoint({
    id: 'getSubscriptionStatus',
    route: 'GET /subscriptions/status/:channelId',
    summary: 'Whether the viewer follows a channel, and how many do',
    access: 'optional',
    isShared: true,
    params,
    answer: SubscriptionStatus,
    message: 'The subscription',
    errors: ['user_not_found'],
    handle: async ({ params, viewer }) =>
      presentStatus(await subscriptions.getSubscriptionStatus(viewer, params.channelId)),
  }),
]
