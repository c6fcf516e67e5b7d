import type { Clock } from '../../ports/clock.ts'
import type { Memory } from '../../ports/memory.ts'

/** With more keys the oldest is forgotten: memory has an end. */
const mostKeys = 100_000

/** Of this one process. */
export function inProcessMemory({ clock }: { clock: Clock }): Memory {
  const kept = new Map<string, { value: string; until: number }>()
  return {
    async swap(key, value, ttlMs) {
      const now = clock.now().getTime()
      const before = kept.get(key)
      kept.delete(key)
      kept.set(key, { value, until: now + ttlMs })
      if (kept.size > mostKeys) kept.delete(kept.keys().next().value!)
      return before && before.until > now ? before.value : null
    },
  }
}
