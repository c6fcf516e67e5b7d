import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Owner } from '../users/store.ts'

/** Of what is new in the channel a subscriber wants to be told. */
export type Notify = 'all' | 'none'

export interface NewSubscription {
  id: Id
  subscriberId: Id
  channelId: Id
  now: Date
}

/** How somebody stands to a channel. */
export interface SubscriptionState {
  isSubscribed: boolean
  /** Null: not subscribed. */
  notify: Notify | null
  /** Exact to the moment. */
  subscribersCount: number
}

/** A channel as the two lists show it. */
export interface ListedChannel extends Owner {
  /** May be a second old. */
  subscribersCount: number
}

export interface SubscriptionEntry {
  /** Of the user that the list shows. */
  id: Id
  subscriptionId: Id
  createdAt: Date
}

export interface SubscriptionStore {
  /**
   * Sets the subscription, or flips it when `wanted` is absent: twenty at once end in one row, twenty flips are twenty
   * flips. Null: there is no such channel. `blocked`: one of the two has blocked the other, and there is no
   * subscription, also when both happen at once.
   */
  set(
    subscription: NewSubscription,
    wanted: boolean | undefined,
    also: Also,
  ): Promise<(SubscriptionState & Changed) | 'blocked' | null>
  /** False: there is no such subscription. */
  setNotify(subscriberId: Id, channelId: Id, notify: Notify): Promise<boolean>
  /** Null: there is no such channel. One query. */
  stateOf(viewerId: Id | null, channelId: Id): Promise<SubscriptionState | null>
  /** Who follows the channel, newest first; nobody where there is no such channel. */
  subscriberIds(
    channelId: Id,
    audience: Audience,
    page: PageRequest,
  ): Promise<PageOfEntries<SubscriptionEntry>>
  /** Whom the user follows, newest first; nobody where there is no such user. */
  channelIds(
    subscriberId: Id,
    audience: Audience,
    page: PageRequest,
  ): Promise<PageOfEntries<SubscriptionEntry>>
  /** In the order of the ids; who is not there is left out. One query, whatever the number. */
  loadMany(ids: Id[]): Promise<ListedChannel[]>
}

interface Changed {
  /** False: it was so already. */
  changed: boolean
}
