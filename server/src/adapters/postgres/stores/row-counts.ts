import type { PageRequest } from '../../../lists/page.ts'

const counts = [16, 32, 64, 101, 501]

/**
 * How many rows a page reads: one more than it shows, to know whether there are more. The number stands in the statement's
 * text, for as a parameter it makes PostgreSQL plan anew each time; so there are few of them, and what is too much is cut off.
 */
export const rowsToRead = (limit: number): number => counts.find((rows) => rows > limit) ?? limit + 1

/** Where a page begins; by number, the first one passes over nothing. */
export type Start = 'first' | 'offset' | 'cursor'

const startOf = ({ offset, after }: PageRequest): Start =>
  after ? 'cursor' : offset > 0 ? 'offset' : 'first'

/** A statement for each start and number of rows, made when it is first asked for. */
export function pageStatements<Statement>(
  name: string,
  make: (name: string, start: Start, rows: number) => Statement,
) {
  const made = new Map<string, Statement>()
  return (page: PageRequest): Statement => {
    const [start, rows] = [startOf(page), rowsToRead(page.limit)]
    const full = `${name}.${start}.${rows}`
    const known = made.get(full)
    if (known) return known
    const statement = make(full, start, rows)
    made.set(full, statement)
    return statement
  }
}
