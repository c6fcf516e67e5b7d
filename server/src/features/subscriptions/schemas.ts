import { z } from 'zod'
import { AnswerId, DateTime } from '../../http/fields.ts'
import { OwnerAnswer } from '../users/schemas.ts'

export const NotifyBody = z.object({ notify: z.enum(['all', 'none'], 'all or none.') })

export const SubscriptionStatus = z.object({
  isSubscribed: z.boolean(),
  subscribersCount: z.int(),
  notify: z.enum(['all', 'none']).nullable().meta({ description: 'Null without a subscription.' }),
})

/** The same under the names that front ends read. */
export const SubscriptionChange = SubscriptionStatus.extend({ subscribed: z.boolean() })

export const Subscriber = z.object({
  _id: AnswerId.meta({ description: 'Of the subscription.' }),
  subscriber: OwnerAnswer,
  createdAt: DateTime,
})

const FollowedChannel = OwnerAnswer.extend({ subscribersCount: z.int() })

/** The channel stands under both names by which front ends look for it. */
export const SubscribedChannel = z.object({
  _id: AnswerId.meta({ description: 'Of the subscription.' }),
  channel: FollowedChannel,
  subscribedChannel: FollowedChannel,
  createdAt: DateTime,
})
