const atOnce = 500

/**
 * Removes what is old in small statements, until none of it is left or somebody waits for the end: one delete of a
 * million rows would run out of its time, undo everything and hold others up. `some` removes at most so many and answers
 * how many these were.
 */
export async function sweepAll(some: (most: number) => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ((await some(atOnce)) < atOnce) return
  }
}
