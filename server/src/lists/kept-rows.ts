import type { Id } from '../lib/id.ts'
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
    const found = ids.map((id) => rows.get(id))
    const missing = ids.filter((_, at) => found[at] === undefined)
    if (missing.length === 0) return found as Row[]
    const since = rows.moment()
    const loaded = new Map<Id, Row>()
    for (const row of await load(missing)) {
      loaded.set(row.id, row)
      rows.set(row.id, row, since)
    }
    return ids.flatMap((id, at) => found[at] ?? loaded.get(id) ?? [])
  }

  const { has, drop, dropWhere, clear, figures } = rows
  return { loadMany, has, drop, dropWhere, clear, figures }
}
