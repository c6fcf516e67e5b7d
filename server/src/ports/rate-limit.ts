/** What was counted of a key in the window that runs. */
export interface Hits {
  count: number
  /** When the window ends and counting begins anew. */
  resetAt: Date
}

/** Counts events by key in fixed windows. Counts may be lost with the process; they are never a security boundary alone. */
export interface HitCounters {
  /** Counts one; the first of a key opens its window. Twenty at once are twenty. */
  hit(key: string, windowMs: number): Promise<Hits>
  /** Takes one back that should not have counted; never below nothing. */
  giveBack(key: string): Promise<void>
}
