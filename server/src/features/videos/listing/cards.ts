import type { Id } from '../../../lib/id.ts'
import { recent } from '../../../lib/recent.ts'
import { createKeptRows } from '../../../lists/kept-rows.ts'
import type { Events } from '../../../ports/event-bus.ts'
import type { Counts, VideoCard, VideoStore } from '../store.ts'

/** A change drops its card; this is how long one lives whose event was lost. */
const ttlMs = 30_000
/** The longest that a list lags behind a counter. */
const countsTtlMs = 1_000
const most = 5_000

export type Cards = ReturnType<typeof createCards>

/** Loads cards by ids, and keeps those that were loaded a while ago: the same videos stand in many lists. */
export function createCards({ store, events }: { store: VideoStore; events: Events }) {
  const counts = recent<Id, Counts>({ max: most, ttlMs: countsTtlMs })
  const cards = createKeptRows({ load: loadWithCounts, ttlMs, max: most })
  events.on('video.changed', ({ videoId }) => cards.drop(videoId))
  events.on('video.removed', ({ videoId }) => cards.drop(videoId))
  events.on('user.changed', ({ userId }) => cards.dropWhere((card) => card.ownerId === userId))

  async function loadWithCounts(ids: Id[]): Promise<VideoCard[]> {
    const loaded = await store.loadMany(ids)
    for (const card of loaded) counts.set(card.id, card.counts, counts.moment())
    return loaded
  }

  /** Those of the last second, of all whose cards are kept; the others come with their cards. */
  async function refreshCounts(ids: Id[]): Promise<void> {
    const stale = ids.filter((id) => cards.has(id) && !counts.get(id))
    if (stale.length === 0) return
    for (const { id, ...read } of await store.countsOf(stale)) counts.set(id, read, counts.moment())
  }

  /** The same object while card and counts are the same: what is shown of it is made once. */
  const together = new WeakMap<Counts, { card: VideoCard; counted: VideoCard }>()

  function withCounts(card: VideoCard, known: Counts | undefined): VideoCard {
    if (!known || known === card.counts) return card
    const made = together.get(known)
    if (made?.card === card) return made.counted
    const counted = { ...card, counts: known }
    together.set(known, { card, counted })
    return counted
  }

  /** In the order of the ids; who is not there is left out. At most two queries, at once. */
  async function loadMany(ids: Id[]): Promise<VideoCard[]> {
    const [found] = await Promise.all([cards.loadMany(ids), refreshCounts(ids)])
    return found.map((card) => withCounts(card, counts.get(card.id)))
  }

  /** The same for a list whose entries bring the counts: those of the cards may be old. At most one query. */
  const loadUncounted = cards.loadMany

  return { loadMany, loadUncounted, kept: { figures: cards.figures, clear: cards.clear } }
}
