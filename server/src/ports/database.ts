/** The database does not answer: refused, lost or shutting down. Worth a retry later. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'

  constructor(cause: unknown) {
    super(`The database is not available: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** The database answers, but this statement took longer than it may and was ended; nothing of it is left. */
export class StatementTimeout extends Error {
  override name = 'StatementTimeout'

  constructor(cause: unknown) {
    super(`The database took too long: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

export const isStatementTimeout = (error: unknown): error is StatementTimeout =>
  error instanceof StatementTimeout

export const isDatabaseUnavailable = (error: unknown): error is DatabaseUnavailable =>
  error instanceof DatabaseUnavailable

/** What an older program says of a database that a newer one has migrated. */
export const newerDatabase = (newest: { id: number; name: string }, known: number): Error =>
  new Error(
    `The database was migrated by a newer Reelbase (migration ${newest.id}, ${newest.name}; this program knows ` +
      `${known}). Start that version or a later one, or restore a backup made before the upgrade.`,
  )

/** For a database that is only read. `pending`: migrations that this program would run; negative: a newer one was here. */
export function requireCurrent(pending: number): void {
  if (pending === 0) return
  throw new Error(
    pending > 0
      ? 'This database is of an older Reelbase: start the server on it once, or run `migrate`.'
      : 'This database was migrated by a newer Reelbase: use that one or a later one.',
  )
}

/** Connections of this process's pool, for metrics. */
export interface PoolFigures {
  total: number
  idle: number
  /** Requests that wait for a connection. */
  waiting: number
}
