import { z } from 'zod'
import { AnswerId, Count, DateTime, Named } from '../../http/fields.ts'
import { OwnerAnswer } from '../users/schemas.ts'

export const NotifyBody = z.object({ notify: z.enum(['all', 'none'], 'all or none.') })

export const SubscriptionStatus = Named('SubscriptionStatus', {
  isSubscribed: z.boolean(),
  subscribersCount: Count,
  notify: z.enum(['all', 'none']).nullable().meta({ description: 'Null without a subscription.' }),
})

/** The same under the names that front ends read. */
export const SubscriptionChange = SubscriptionStatus.extend({ subscribed: z.boolean() }).meta({
  id: 'SubscriptionChange',
})

export const Subscriber = Named('Subscriber', {
  _id: AnswerId.meta({ description: 'Of the subscription.' }),
  subscriber: OwnerAnswer,
  createdAt: DateTime,
})

export const FollowedChannel = OwnerAnswer.extend({ subscribersCount: Count }).meta({ id: 'FollowedChannel' })

/** The channel stands under both names by which front ends look for it. */
export const SubscribedChannel = Named('SubscribedChannel', {
  _id: AnswerId.meta({ description: 'Of the subscription.' }),
  channel: FollowedChannel,
  subscribedChannel: FollowedChannel,
  createdAt: DateTime,
})
