import type { z } from 'zod'
import { type Link, presentOwner } from '../users/presenter.ts'
import type { SubscribedChannel, Subscriber, SubscriptionChange, SubscriptionStatus } from './schemas.ts'
import type { ListedChannel, SubscriptionEntry, SubscriptionState } from './store.ts'

export const presentStatus = ({
  isSubscribed,
  subscribersCount,
  notify,
}: SubscriptionState): z.input<typeof SubscriptionStatus> => ({ isSubscribed, subscribersCount, notify })

export const presentChange = (state: SubscriptionState): z.input<typeof SubscriptionChange> => ({
  ...presentStatus(state),
  subscribed: state.isSubscribed,
})

export const presentSubscriber = (
  user: ListedChannel,
  { subscriptionId, createdAt }: SubscriptionEntry,
  link: Link,
): z.input<typeof Subscriber> => ({
  _id: subscriptionId,
  subscriber: presentOwner(user, link),
  createdAt: createdAt.toISOString(),
})

export function presentSubscribedChannel(
  user: ListedChannel,
  { subscriptionId, createdAt }: SubscriptionEntry,
  link: Link,
): z.input<typeof SubscribedChannel> {
  const channel = { ...presentOwner(user, link), subscribersCount: user.subscribersCount }
  return { _id: subscriptionId, channel, subscribedChannel: channel, createdAt: createdAt.toISOString() }
}
