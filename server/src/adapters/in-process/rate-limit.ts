import type { Clock } from '../../ports/clock.ts'
import type { HitCounters, Hits } from '../../ports/rate-limit.ts'

/** With more keys the oldest is forgotten: memory has an end. */
const mostKeys = 50_000

/** Counters of this one process. */
export function inProcessHitCounters({ clock }: { clock: Clock }): HitCounters {
  const windows = new Map<string, Hits>()

  function current(key: string): Hits | null {
    const hits = windows.get(key)
    return hits && hits.resetAt > clock.now() ? hits : null
  }

  /** From the oldest on: windows that are over, and as many more as are too many. */
  function makeRoom(): void {
    for (const [key, { resetAt }] of windows) {
      if (resetAt > clock.now() && windows.size < mostKeys) return
      windows.delete(key)
    }
  }

  return {
    async hit(key, windowMs) {
      const hits = current(key) ?? { count: 0, resetAt: new Date(clock.now().getTime() + windowMs) }
      if (windows.get(key) !== hits) {
        windows.delete(key)
        makeRoom()
        windows.set(key, hits)
      }
      hits.count += 1
      return { ...hits }
    },
    async giveBack(key) {
      const hits = current(key)
      if (hits && hits.count > 0) hits.count -= 1
    },
  }
}
