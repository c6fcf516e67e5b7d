import DataLoader from 'dataloader'
import { sql } from 'kysely'
import type { Id } from '../../lib/id.ts'

/** What is looked up, and for whom, as parameters of a statement. */
export interface AskedFor {
  keys: string[]
  askers: (Id | null)[]
}

interface Asked {
  key: string
  asker: Id | null
}

/** A row says where its key was asked for; see `asked`. */
interface Placed {
  place: number
}

const mostAtOnce = 100

const nameOf = ({ key, asker }: Asked): string => `${asker} ${key}`

/**
 * A look-up by key for many who ask at the same moment: what is asked for in one turn of the event loop travels as one
 * statement, the same question once. Nothing is kept: each sees what is there when it asks.
 */
export function gathered<Row extends Placed>(
  load: (asked: AskedFor) => Promise<Row[]>,
): (key: string, asker: Id | null) => Promise<Row | null> {
  async function loadAll(all: readonly Asked[]): Promise<(Row | null)[]> {
    const distinct = [...new Map(all.map((one) => [nameOf(one), one])).values()]
    const rows = await load({
      keys: distinct.map(({ key }) => key),
      askers: distinct.map(({ asker }) => asker),
    })
    const found = new Map(rows.map((row) => [nameOf(distinct[row.place - 1]!), row]))
    return all.map((one) => found.get(nameOf(one)) ?? null)
  }
  const loader = new DataLoader(loadAll, {
    cache: false,
    maxBatchSize: mostAtOnce,
    batchScheduleFn: (send) => setImmediate(send),
  })
  return (key, asker) => loader.load({ key, asker })
}

/** The keys as a table to join: `asked (key, asker, place)`, places from 1. */
export const asked = ({ keys, askers }: AskedFor) =>
  sql<Asked & Placed>`unnest(${keys}::text[], ${askers}::text[]) with ordinality`.as<'asked'>(
    sql`asked (key, asker, place)`,
  )
