import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Viewer } from '../../viewer.ts'
import type { Blocks } from '../blocks/service.ts'
import type { Users } from '../users/service.ts'
import { createChannels } from './channels.ts'
import { type FaceOf, presentSubscribedChannel, presentSubscriber } from './presenter.ts'
import type { Notify, SubscriptionState, SubscriptionStore } from './store.ts'

export type Subscriptions = ReturnType<typeof createSubscriptions>

interface Parts {
  store: SubscriptionStore
  users: Pick<Users, 'requireById'>
  blocks: Pick<Blocks, 'requireNone'>
  faceOf: FaceOf
  events: Events
  clock: Clock
  ids: Ids
}

interface SubscriptionsAsked extends Asking {
  /** Whose subscribers, or whose channels. */
  userId: Id
  /** Where this client reaches the server. */
  baseUrl: string
}

export function createSubscriptions(parts: Parts) {
  const { store, users, blocks, faceOf, events, clock, ids } = parts
  const channels = createChannels({ store, events })

  async function toggleSubscription(
    viewer: Viewer,
    channelId: Id,
    wanted: boolean | undefined,
    also: Also,
  ): Promise<SubscriptionState> {
    if (viewer.id === channelId) throw appError('own_channel')
    if (wanted !== false) await blocks.requireNone(viewer, [channelId])
    const subscription = { id: ids.next(), subscriberId: viewer.id, channelId, now: clock.now() }
    const state = await store.set(subscription, wanted, also)
    if (!state) throw appError('user_not_found')
    if (state === 'blocked') throw appError('blocked')
    return state
  }

  async function updateSubscription(
    viewer: Viewer,
    channelId: Id,
    notify: Notify,
  ): Promise<SubscriptionState> {
    const isThere = await store.setNotify(viewer.id, channelId, notify)
    const state = await getSubscriptionStatus(viewer, channelId)
    if (!isThere) throw appError('not_subscribed')
    return state
  }

  async function getSubscriptionStatus(viewer: Viewer | null, channelId: Id): Promise<SubscriptionState> {
    const state = await store.stateOf(viewer?.id ?? null, channelId)
    if (!state) throw appError('user_not_found')
    return state
  }

  const everybody = () => true

  const listSubscribers = list({
    scope: ({ userId }: SubscriptionsAsked) => `getUserChannelSubscribers ${userId}`,
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ userId }, audience, page) => store.subscriberIds(userId, audience, page),
    load: channels.loadMany,
    rules: everybody,
    present: (user, entry, { baseUrl }) => presentSubscriber(faceOf(user, baseUrl), entry),
  })

  const listChannels = list({
    scope: ({ userId }: SubscriptionsAsked) => `getSubscribedChannels ${userId}`,
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ userId }, audience, page) => store.channelIds(userId, audience, page),
    load: channels.loadMany,
    rules: everybody,
    present: (user, entry, { baseUrl }) => presentSubscribedChannel(faceOf(user, baseUrl), entry),
  })

  /** Whose list shows somebody is there; of an empty one it has to be asked. */
  async function requireOwner(userId: Id, { docs }: { docs: unknown[] }): Promise<void> {
    if (docs.length === 0) await users.requireById(userId)
  }

  async function getUserChannelSubscribers(asked: SubscriptionsAsked) {
    const found = await listSubscribers(asked)
    await requireOwner(asked.userId, found)
    return found
  }

  async function getSubscribedChannels(asked: SubscriptionsAsked) {
    const found = await listChannels(asked)
    await requireOwner(asked.userId, found)
    return found
  }

  return {
    toggleSubscription,
    updateSubscription,
    getSubscriptionStatus,
    getUserChannelSubscribers,
    getSubscribedChannels,
    caches: { listed_channels: channels },
  }
}
