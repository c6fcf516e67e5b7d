export interface Gate {
  /** Runs the work when its turn comes. Throws at once when the queue is full. */
  run<T>(work: () => Promise<T>): Promise<T>
}

export interface GateSize {
  atOnce: number
  /** How many more may wait, in order. */
  waiting: number
  /** The error for one more. */
  full(): Error
}

/** Lets so many works run at once and so many wait. */
export function createGate({ atOnce, waiting, full }: GateSize): Gate {
  let running = 0
  const queue: (() => void)[] = []

  async function turn(): Promise<void> {
    if (running < atOnce) {
      running += 1
      return
    }
    if (queue.length >= waiting) throw full()
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
