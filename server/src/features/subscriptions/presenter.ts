import type { z } from 'zod'
import type { MediaUrls } from '../../http/media-urls.ts'
import { presentOwner } from '../users/presenter.ts'
import type {
  FollowedChannel,
  SubscribedChannel,
  Subscriber,
  SubscriptionChange,
  SubscriptionStatus,
} from './schemas.ts'
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

type Face = z.input<typeof FollowedChannel>

export type FaceOf = ReturnType<typeof createFaces>

/** Channels are kept for a moment, so what lists of 500 show of one is made once, for each address of this server. */
export function createFaces(urls: Pick<MediaUrls, 'url'>) {
  const faces = new WeakMap<ListedChannel, { baseUrl: string; face: Face }>()
  return (channel: ListedChannel, baseUrl: string): Face => {
    const known = faces.get(channel)
    if (known?.baseUrl === baseUrl) return known.face
    const { subscribersCount } = channel
    const face = { ...presentOwner(channel, (key) => urls.url(baseUrl, key)), subscribersCount }
    faces.set(channel, { baseUrl, face })
    return face
  }
}

export const presentSubscriber = (
  subscriber: Face,
  { subscriptionId, createdAt }: SubscriptionEntry,
): z.input<typeof Subscriber> => ({ _id: subscriptionId, subscriber, createdAt: createdAt.toISOString() })

export const presentSubscribedChannel = (
  channel: Face,
  { subscriptionId, createdAt }: SubscriptionEntry,
): z.input<typeof SubscribedChannel> => ({
  _id: subscriptionId,
  ...{ channel, subscribedChannel: channel },
  createdAt: createdAt.toISOString(),
})
