import { every } from '../../lib/every.ts'
import type { Id } from '../../lib/id.ts'
import { recent } from '../../lib/recent.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Viewer } from '../../viewer.ts'
import type { ViewStore } from './store.ts'

interface Parts {
  store: Pick<ViewStore, 'addWatchTime'>
  clock: Clock
  onError(error: unknown): void
}

/** Players tell where they are every few seconds; after so long without, watching begins anew. */
const forgottenMs = 5 * 60_000
const mostFollowed = 100_000
/** Twice as fast as usual is watched, too; what goes further, or back, was skipped. */
const fastest = 2
const slackSeconds = 1
/** What is told sooner has no slack, or telling often would be a way to watch more than there was time for. */
const slackAfterSeconds = 1
const writeEveryMs = 10_000

/** Sums up what is watched from the positions that players tell. May lose seconds, as views do. */
export function createWatchTime({ store, clock, onError }: Parts) {
  const places = recent<string, { position: number; at: number }>({
    ...{ max: mostFollowed, ttlMs: forgottenMs },
  })
  /** Seconds by video. */
  const waiting = new Map<Id, number>()
  const writer = every(writeEveryMs, flush, onError)

  /** The owner's own watching does not count. */
  function add(viewer: Viewer, video: { id: Id; ownerId: Id }, position: number): void {
    if (viewer.id === video.ownerId) return
    const key = `${viewer.id} ${video.id}`
    const at = clock.now().getTime()
    const before = places.get(key)
    places.set(key, { position, at }, places.moment())
    if (!before) return
    const watched = position - before.position
    const elapsed = (at - before.at) / 1000
    const possible = elapsed * fastest + (elapsed < slackAfterSeconds ? 0 : slackSeconds)
    if (watched > 0 && watched <= possible) waiting.set(video.id, (waiting.get(video.id) ?? 0) + watched)
  }

  /** Whole seconds; the rest waits for the next time. What cannot be written waits too. */
  async function flush(): Promise<void> {
    const taken = [...waiting].map(([videoId, sum]) => ({ videoId, seconds: Math.floor(sum) }))
    const whole = taken.filter(({ seconds }) => seconds > 0)
    if (whole.length === 0) return
    await store.addWatchTime(whole)
    for (const { videoId, seconds } of whole) {
      const rest = (waiting.get(videoId) ?? 0) - seconds
      if (rest > 0) waiting.set(videoId, rest)
      else waiting.delete(videoId)
    }
  }

  return {
    add,
    flush,
    async close() {
      await writer.stop()
      await flush()
    },
  }
}
