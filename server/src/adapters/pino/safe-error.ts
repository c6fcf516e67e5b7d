import { maskText } from '../../lib/mask.ts'

export interface SafeError {
  type: string
  message: string
  code?: string
  stack?: string
  cause?: SafeError
}

const deepest = 4

/**
 * What of an error may stand in a log. Only named parts: a parser's error holds the body, a driver's holds the row,
 * and both hold passwords.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'Something that is no error was thrown.' }
  const { code } = error as NodeJS.ErrnoException
  return {
    type: error.name,
    message: maskText(error.message),
    ...(code !== undefined && { code: String(code) }),
    ...(error.stack !== undefined && { stack: maskText(error.stack) }),
    ...(error.cause !== undefined && depth < deepest && { cause: safeError(error.cause, depth + 1) }),
  }
}
