import { setTimeout as delay } from 'node:timers/promises'

/** Runs work that commits step by step, and leaves as much time to others as it takes itself. */
export async function inSteps(steps: AsyncIterable<unknown>, signal: AbortSignal): Promise<void> {
  let startedAt = performance.now()
  for await (const _step of steps) {
    await delay(performance.now() - startedAt, undefined, { signal })
    startedAt = performance.now()
  }
}
