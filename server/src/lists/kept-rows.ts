import type { Id } from '../lib/id.ts'
import { inOrder } from '../lib/in-order.ts'
import { recent } from '../lib/recent.ts'

interface Parts<Row> {
  /** In any order; who is not there is left out. */
  load(ids: Id[]): Promise<Row[]>
  /** The longest that a list lags behind what was not dropped. */
  ttlMs: number
  max: number
}

/** Rows that many ask for: loaded by their ids, and kept for a moment. */
export function createKeptRows<Row extends { id: Id }>({ load, ttlMs, max }: Parts<Row>) {
  const rows = recent<Id, Row>({ max, ttlMs })

  /** In the order of the ids; who is not there is left out. At most one query. */
  async function loadMany(ids: Id[]): Promise<Row[]> {
    const found = new Map<Id, Row>()
    const missing: Id[] = []
    for (const id of ids) {
      const row = rows.get(id)
      if (row) found.set(id, row)
      else missing.push(id)
    }
    if (missing.length > 0) {
      const since = rows.moment()
      for (const row of await load(missing)) {
        found.set(row.id, row)
        rows.set(row.id, row, since)
      }
    }
    return inOrder(ids, found.values())
  }

  const { has, drop, dropWhere, clear, figures } = rows
  return { loadMany, has, drop, dropWhere, clear, figures }
}
