/** The database does not answer: refused, lost, shutting down, or slower than the statement timeout. Worth a retry later. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'

  constructor(cause: unknown) {
    super(`The database is not available: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** A statement took longer than it may. Most are short, so the database is not well; one of a visitor's making is too much. */
export class StatementTimeout extends DatabaseUnavailable {
  override name = 'StatementTimeout'
}

export const isStatementTimeout = (error: unknown): error is StatementTimeout =>
  error instanceof StatementTimeout

export const isDatabaseUnavailable = (error: unknown): error is DatabaseUnavailable =>
  error instanceof DatabaseUnavailable

/** Connections of this process's pool, for metrics. */
export interface PoolFigures {
  total: number
  idle: number
  /** Requests that wait for a connection. */
  waiting: number
}
