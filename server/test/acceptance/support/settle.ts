/**
 * Asks until the answer is good, or the time is over: then says what the last answer was. The time is there for a
 * machine with much to do, on which a job may come to its third attempt; who waits for less does not wait longer.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  isGood: (value: T) => boolean,
  { withinMs = 180_000, everyMs = 200 } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await ask()
    if (isGood(value)) return value
    if (performance.now() > deadline) {
      throw new Error(`After ${withinMs / 1000} s: ${what}. The last answer: ${JSON.stringify(value)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
