import { setTimeout as pause } from 'node:timers/promises'

export interface Repeated {
  /** Waits for the run that is under way. */
  stop(): Promise<void>
}

/**
 * Does the work again and again with a pause between two runs, never two at once. A failed run is reported and
 * forgotten. Long work may heed the signal, which says that it is waited for.
 */
export function every(
  pauseMs: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  onError: (error: unknown) => void,
): Repeated {
  const stopping = new AbortController()
  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await work(stopping.signal).catch(onError)
      await pause(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }
  const running = loop()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
