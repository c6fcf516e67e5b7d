import { type RawBuilder, sql } from 'kysely'

/**
 * The advisory lock of two people. A block holds it alone and a new subscription shares it, each until its commit: a
 * subscription is either there when the block looks for those that it ends, or is made behind the block and finds it.
 * Locks on the rows of the two would wait for each other in a circle, for one person stands in many pairs.
 */
export const pairLock = (one: unknown, other: unknown): RawBuilder<unknown> => sql`hashtextextended(
  least(${one}::text, ${other}::text) || greatest(${one}::text, ${other}::text), 0)`
