import type { Id } from '../../lib/id.ts'
import { recent } from '../../lib/recent.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { ListedChannel, SubscriptionStore } from './store.ts'

/** The longest that a list lags behind a counter. */
const ttlMs = 1_000
const most = 5_000

/** Loads channels by ids, and keeps those that were loaded a moment ago: the same few stand in most lists. */
export function createChannels({ store, events }: { store: SubscriptionStore; events: Events }) {
  const channels = recent<Id, ListedChannel>({ max: most, ttlMs })
  for (const name of ['user.changed', 'user.removed'] as const)
    events.on(name, ({ userId }) => channels.drop(userId))

  /** In the order of the ids; who is not there is left out. At most one query. */
  async function loadMany(ids: Id[]): Promise<ListedChannel[]> {
    const found = new Map(ids.map((id) => [id, channels.get(id)]))
    const missing = ids.filter((id) => !found.get(id))
    if (missing.length > 0) {
      const since = channels.moment()
      for (const channel of await store.loadMany(missing)) {
        found.set(channel.id, channel)
        channels.set(channel.id, channel, since)
      }
    }
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  return { loadMany, figures: channels.figures }
}
