import { createBuffer } from '../../lib/buffer.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Viewer } from '../../viewer.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import type { HistoryStore, Watched } from './store.ts'

export type History = ReturnType<typeof createHistory>

interface Parts {
  store: HistoryStore
  videos: Pick<Videos, 'loadMany'>
  present: PresentVideos
  clock: Clock
  onError(error: unknown): void
}

interface HistoryAsked extends Asking {
  viewer: Viewer
  baseUrl: string
}

/** How many ids stand in the user itself. */
const recentCount = 100

/** What a signed-in viewer has watched: docs/decisions/0006-views-and-history.md. */
export function createHistory({ store, videos, present, clock, onError }: Parts) {
  const waiting = createBuffer<Watched>({
    write: (watched) => store.record(watched),
    everyMs: 1_000,
    max: 100_000,
    onError,
  })

  const add = (viewer: Viewer, video: { id: Id }): void =>
    waiting.add(`${viewer.id} ${video.id}`, { userId: viewer.id, videoId: video.id, at: clock.now() })

  /** Who reads or changes a history finds in it what was watched a moment ago. */
  async function settle(userId: Id): Promise<void> {
    if (waiting.has((watched) => watched.userId === userId)) await waiting.flush()
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
    await waiting.flush()
    await store.remove(viewer.id, videoId)
  }

  async function clearWatchHistory(viewer: Viewer): Promise<void> {
    await waiting.flush()
    await store.clear(viewer.id)
  }

  async function recentVideoIds(userId: Id): Promise<Id[]> {
    await settle(userId)
    return store.recentIds(userId, recentCount)
  }

  return {
    add,
    getWatchHistory,
    removeFromWatchHistory,
    clearWatchHistory,
    recentVideoIds,
    flush: waiting.flush,
    close: waiting.close,
  }
}
