import { DatabaseUnavailable, StatementTimeout } from '../../ports/database.ts'

const uniqueViolation = '23505'
const foreignKeyViolation = '23503'

/** A row with this key is there already. Without a constraint name, any unique constraint. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  violates(error, uniqueViolation, constraint)

/** What the row refers to is not there (any more), or is still referred to. */
export const isForeignKeyViolation = (error: unknown, constraint?: string): boolean =>
  violates(error, foreignKeyViolation, constraint)

function violates(error: unknown, code: string, constraint: string | undefined): boolean {
  if (codeOf(error) !== code) return false
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint
}

/** Two transactions stood in each other's way and the database chose this one: it may simply be run again. */
export const isWorthAnotherTry = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error))

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** The server ended the statement; or the driver waits for it no longer, which costs the connection. */
const isTimeout = (error: unknown): boolean =>
  codeOf(error) === '57014' || (error instanceof Error && error.message === 'Query read timeout')

const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** Shut down, crashed, starting up, too many connections. */
const serverCodes = new Set(['57P01', '57P02', '57P03', '53300'])
/** The driver gives these no code. */
const driverMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/

/** Also: the connection is of no use any more. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (socketCodes.has(code) || serverCodes.has(code) || code.startsWith('08')) return true
  return code === '' && error instanceof Error && driverMessages.test(error.message)
}

/** What leaves this adapter: the program's own error where there is one, else the driver's. */
export function translated(error: unknown): unknown {
  if (isTimeout(error)) return new StatementTimeout(error)
  return isUnavailable(error) ? new DatabaseUnavailable(error) : error
}
