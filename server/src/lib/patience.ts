import { setTimeout as pause } from 'node:timers/promises'

const betweenMs = 100

export interface Finding {
  /** A sentence; null: nothing is wrong. */
  problem: string | null
  /** As of a server that is only just starting. */
  isPassing: boolean
}

/** Looks again for so long while what is wrong may pass by itself, and answers the problem that is left. */
export async function lookPatiently(
  look: () => Promise<Finding>,
  patienceMs: number,
): Promise<string | null> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const { problem, isPassing } = await look()
    if (problem === null || !isPassing || performance.now() > deadline) return problem
    await pause(betweenMs)
  }
}
