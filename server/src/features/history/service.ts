import { createBuffer } from '../../lib/buffer.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import { audienceOf } from '../../policy.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Viewer } from '../../viewer.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import type { HistoryStore, Watched } from './store.ts'

export type History = ReturnType<typeof createHistory>

interface Parts {
  store: HistoryStore
  videos: Pick<Videos, 'loadMany' | 'requirePlaying'>
  present: PresentVideos
  events: Events
  clock: Clock
  /** Other processes answer requests of the same people. */
  hasSiblings: boolean
  /** A player is at this second. Costs no write. */
  watched(viewer: Viewer, video: { id: Id; ownerId: Id }, position: number): void
  onError(error: unknown): void
}

interface HistoryAsked extends Asking {
  viewer: Viewer
  baseUrl: string
}

/** A player tells its position every few seconds; one in so many is written. Until then this process alone knows it. */
const writePositionsEveryMs = { alone: 10_000, beside: 1_000 }

/** How many ids stand in the user itself. */
const recentCount = 100

/** What a signed-in viewer has watched: docs/decisions/0006-views-and-history.md. */
export function createHistory({ store, videos, present, events, clock, watched, ...parts }: Parts) {
  const { hasSiblings, onError } = parts
  const buffer = (everyMs: number) =>
    createBuffer<Watched>({ write: (items) => store.record(items), everyMs, max: 100_000, onError })
  const looks = buffer(1_000)
  const positions = buffer(writePositionsEveryMs[hasSiblings ? 'beside' : 'alone'])
  const keyOf = (viewer: Viewer, videoId: Id) => `${viewer.id} ${videoId}`
  const watchedNow = (viewer: Viewer, videoId: Id, position: number | null): Watched => ({
    ...{ userId: viewer.id, videoId, at: clock.now(), position },
  })

  // What was looked at before is not written after it was to be forgotten, whichever process still holds it.
  events.on('history.forgotten', ({ userId, videoId }) => {
    const isMeant = (item: Watched) =>
      item.userId === userId && (videoId === null || item.videoId === videoId)
    for (const waiting of [looks, positions]) waiting.drop(isMeant)
  })

  function add(viewer: Viewer, { id }: { id: Id }): void {
    if (viewer.isHistoryPaused) return
    looks.add(keyOf(viewer, id), watchedNow(viewer, id, null))
  }

  /** Answers the position that is kept; null while the history is paused. */
  async function updateProgress(viewer: Viewer, videoId: Id, told: number): Promise<number | null> {
    const video = await videos.requirePlaying(viewer, videoId)
    const position = Math.min(told, video.durationSeconds)
    watched(viewer, video, position)
    if (viewer.isHistoryPaused) return null
    positions.add(keyOf(viewer, videoId), watchedNow(viewer, videoId, position))
    return position
  }

  const positionOf = (viewer: Viewer, videoId: Id): number | null =>
    positions.get(keyOf(viewer, videoId))?.position ?? null

  /** Who reads or changes a history finds in it what was watched a moment ago. */
  async function settle(userId: Id): Promise<void> {
    const waiting = [looks, positions].filter((some) => some.has((item) => item.userId === userId))
    await Promise.all(waiting.map((some) => some.flush()))
  }

  const listHistory = list({
    scope: () => 'getWatchHistory',
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ viewer }: HistoryAsked, audience, page) => store.ids(viewer.id, audience, page),
    load: videos.loadMany,
    rules: videoPolicy.view,
    present: (card, { watchedAt, position }, { baseUrl }) => ({
      ...present.card(card, baseUrl),
      watchedAt: watchedAt.toISOString(),
      position,
    }),
  })

  async function getWatchHistory(asked: HistoryAsked) {
    await settle(asked.viewer.id)
    return listHistory(asked)
  }

  async function removeFromWatchHistory(viewer: Viewer, videoId: Id): Promise<void> {
    events.emit('history.forgotten', { userId: viewer.id, videoId })
    await settle(viewer.id)
    await store.remove(viewer.id, videoId)
  }

  async function clearWatchHistory(viewer: Viewer): Promise<void> {
    events.emit('history.forgotten', { userId: viewer.id, videoId: null })
    await settle(viewer.id)
    await store.clear(viewer.id)
  }

  async function recentVideoIds(viewer: Viewer): Promise<Id[]> {
    await settle(viewer.id)
    const newest = { limit: recentCount, offset: 0, after: null }
    return (await store.ids(viewer.id, audienceOf(viewer), newest)).entries.map(({ id }) => id)
  }

  async function updateHistorySettings(viewer: Viewer, { paused }: { paused: boolean }): Promise<void> {
    await store.setPaused(viewer.id, paused)
  }

  return {
    add,
    updateProgress,
    positionOf,
    updateHistorySettings,
    getWatchHistory,
    removeFromWatchHistory,
    clearWatchHistory,
    recentVideoIds,
    async close() {
      await Promise.all([looks.close(), positions.close()])
    },
  }
}
