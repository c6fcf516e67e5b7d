import { recent } from '../lib/recent.ts'
import { deepestRow } from './page.ts'

/** How many rows lists have: kept for some seconds, so that the page after the first costs no count. */
export function createTotals() {
  const totals = recent<string, number>({ max: 1_000, ttlMs: 5_000 })
  return {
    /** `read` counts up to the row it is given; null: the total is known. `name` tells lists apart. */
    async with<Found extends { total: number | null }>(
      name: string,
      read: (countUpTo: number | null) => Promise<Found>,
    ): Promise<Found & { total: number }> {
      const known = totals.get(name)
      const since = totals.moment()
      const found = await read(known === undefined ? deepestRow : null)
      if (found.total !== null) totals.set(name, found.total, since)
      return { ...found, total: known ?? found.total ?? 0 }
    },
    drop: totals.drop,
    dropWhere: (test: (name: string) => boolean) => totals.dropWhere((_, name) => test(name)),
    figures: totals.figures,
    clear: totals.clear,
  }
}
