import type { Id } from '../../../lib/id.ts'
import { recent } from '../../../lib/recent.ts'
import type { Events } from '../../../ports/event-bus.ts'
import type { VideoCard, VideoStore } from '../store.ts'

/** Also the longest that a list lags behind a counter, or behind an event that was lost. */
const ttlMs = 1_000
const most = 5_000

/** Loads cards by ids, and keeps those that were loaded a moment ago: the first page is asked for all the time. */
export function createCards({ store, events }: { store: VideoStore; events: Events }) {
  const cards = recent<Id, VideoCard>({ max: most, ttlMs })
  events.on('video.changed', ({ videoId }) => cards.drop(videoId))
  events.on('video.removed', ({ videoId }) => cards.drop(videoId))
  events.on('user.changed', ({ userId }) => cards.dropWhere((card) => card.ownerId === userId))

  /** In the order of the ids; who is not there is left out. At most one query. */
  async function loadMany(ids: Id[]): Promise<VideoCard[]> {
    const found = new Map(ids.map((id) => [id, cards.get(id)]))
    const missing = ids.filter((id) => !found.get(id))
    if (missing.length > 0) {
      const since = cards.moment()
      for (const card of await store.loadMany(missing)) {
        found.set(card.id, card)
        cards.set(card.id, card, since)
      }
    }
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  return { loadMany, figures: cards.figures }
}
