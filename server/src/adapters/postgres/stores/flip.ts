/**
 * Makes a row be there or not, as `wanted` says, or the other way round when that is null. `attempt` answers what it
 * changed, 1 for a row that was added and -1 for one that was removed. A flip that meets another one changes nothing
 * and looks again.
 */
export async function setOrFlip(
  wanted: boolean | null,
  attempt: () => Promise<{ delta: number } | null>,
): Promise<{ isThere: boolean; changed: boolean }> {
  for (;;) {
    const row = await attempt()
    if (row) return { isThere: row.delta > 0, changed: true }
    if (wanted !== null) return { isThere: wanted, changed: false }
  }
}
