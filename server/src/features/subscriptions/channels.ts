import { createKeptRows } from '../../lists/kept-rows.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { SubscriptionStore } from './store.ts'

/** Channels for the two lists: the same few stand in most of them. */
export function createChannels({ store, events }: { store: SubscriptionStore; events: Events }) {
  const channels = createKeptRows({ load: store.loadMany, ttlMs: 1_000, max: 5_000 })
  for (const name of ['user.changed', 'user.removed'] as const)
    events.on(name, ({ userId }) => channels.drop(userId))
  return channels
}
