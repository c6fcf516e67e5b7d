/**
 * Works on everything, at most `limit` at once, in order of beginning. Nothing more is begun after a failure; what was begun has
 * ended when this rejects with the first error.
 */
export async function atOnce<T>(
  limit: number,
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const next = items[Symbol.iterator]()
  const failures: unknown[] = []
  async function takeTurns(): Promise<void> {
    for (let { done, value } = next.next(); !done && failures.length === 0; { done, value } = next.next()) {
      await work(value).catch((error) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: limit }, takeTurns))
  if (failures.length > 0) throw failures[0]
}
