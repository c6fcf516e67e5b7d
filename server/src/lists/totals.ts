import { recent } from '../lib/recent.ts'

/** How many rows lists have: kept for some seconds, so that the page after the first costs no count. */
export function createTotals({ max = 1_000, ttlMs = 5_000 } = {}) {
  const totals = recent<string, number>({ max, ttlMs })
  return {
    /** `read` counts while the total is not known, and answers null when it was not asked to. */
    async with<Found extends { total: number | null }>(
      name: string,
      read: (mustCount: boolean) => Promise<Found>,
    ): Promise<Found & { total: number }> {
      const known = totals.get(name)
      const since = totals.moment()
      const found = await read(known === undefined)
      if (found.total !== null) totals.set(name, found.total, since)
      return { ...found, total: known ?? found.total ?? 0 }
    },
    drop: totals.drop,
  }
}
