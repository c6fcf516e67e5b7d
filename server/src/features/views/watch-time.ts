import { every } from '../../lib/every.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Memory } from '../../ports/memory.ts'
import type { Viewer } from '../../viewer.ts'
import type { ViewStore } from './store.ts'

interface Parts {
  store: Pick<ViewStore, 'addWatchTime'>
  /** Where players were: each tells it to whichever process it meets. */
  memory: Memory
  clock: Clock
  onError(error: unknown): void
}

interface Place {
  position: number
  /** Milliseconds since 1970. */
  at: number
}

/** Players tell where they are every few seconds; after so long without, watching begins anew. */
const forgottenMs = 5 * 60_000
/** Twice as fast as usual is watched, too; what goes further, or back, was skipped. */
const fastest = 2
const slackSeconds = 1
/** What is told sooner has no slack, or telling often would be a way to watch more than there was time for. */
const slackAfterSeconds = 1
const writeEveryMs = 10_000

/** Sums up what is watched from the positions that players tell. May lose seconds, as views do. */
export function createWatchTime({ store, memory, clock, onError }: Parts) {
  /** Seconds by video. */
  const waiting = new Map<Id, number>()
  const underWay = new Set<Promise<void>>()
  const writer = every(writeEveryMs, flush, onError)

  /** The owner's own watching does not count. */
  function add(viewer: Viewer, video: { id: Id; ownerId: Id }, position: number): void {
    if (viewer.id === video.ownerId) return
    const followed = follow(`${viewer.id} ${video.id}`, video.id, { position, at: clock.now().getTime() })
    underWay.add(followed)
    void followed.finally(() => underWay.delete(followed))
  }

  async function follow(key: string, videoId: Id, { position, at }: Place): Promise<void> {
    const text = await memory.swap(`place:${key}`, JSON.stringify({ position, at }), forgottenMs)
    if (text === null) return
    const before = JSON.parse(text) as Place
    const watched = position - before.position
    const elapsed = (at - before.at) / 1000
    const possible = elapsed * fastest + (elapsed < slackAfterSeconds ? 0 : slackSeconds)
    if (watched > 0 && watched <= possible) waiting.set(videoId, (waiting.get(videoId) ?? 0) + watched)
  }

  /** Whole seconds; the rest waits for the next time. What cannot be written waits too. */
  async function flush(): Promise<void> {
    await Promise.all(underWay)
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
