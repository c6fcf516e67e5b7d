/** Thrown when so many wait already that one more would wait too long. */
export class GateFull extends Error {
  override name = 'GateFull'
}

export interface Gate {
  /** Runs the work when its turn comes. Throws GateFull at once when the queue is full. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** Lets `atOnce` works run and `waiting` more wait, in order. */
export function createGate({ atOnce, waiting }: { atOnce: number; waiting: number }): Gate {
  let running = 0
  const queue: (() => void)[] = []

  async function turn(): Promise<void> {
    if (running < atOnce) {
      running += 1
      return
    }
    if (queue.length >= waiting) throw new GateFull('The queue is full')
    // Whoever leaves hands over the place, so `running` stays as it is.
    await new Promise<void>((resolve) => queue.push(resolve))
  }

  function leave(): void {
    const next = queue.shift()
    if (next) next()
    else running -= 1
  }

  return {
    async run(work) {
      await turn()
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
