import type { Generated } from 'kysely'
import type { Id } from '../../../lib/id.ts'

export interface CounterTables {
  counter_deltas: {
    /** Only tells rows apart; nothing is ordered by it. */
    seq: Generated<number>
    /** `<kind>.<column>`, such as `video.likes`: see counters.ts. */
    counter: string
    target_id: Id
    delta: number
  }
}
