import { EmbeddedPostgresProblem } from '../adapters/postgres/embedded/errors.ts'
import { ConfigError } from '../config/config.ts'
import { isAppError } from '../errors.ts'
import { isDatabaseUnavailable, isStatementTimeout } from '../ports/database.ts'
import { SiteNotEmpty } from '../ports/site-data.ts'
import { UpkeepProblem } from '../upkeep/problem.ts'
import { createProgram, readable } from './program.ts'

/** What an operator can do something about is said in a sentence; anything else is our fault, and shows where it happened. */
function isExpected(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof UpkeepProblem || error instanceof SiteNotEmpty)
    return true
  if (error instanceof EmbeddedPostgresProblem || isAppError(error)) return true
  if (isDatabaseUnavailable(error) || isStatementTimeout(error)) return true
  if (!(error instanceof Error)) return false
  const isSystem = 'syscall' in error && 'code' in error
  return isSystem || error.constructor === Error
}

// Who pipes into `head` has read enough; what was begun is finished all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  const program = createProgram()
  await program.parseAsync(readable(program, process.argv.slice(2)), { from: 'user' })
} catch (error) {
  console.error(isExpected(error) ? error.message : error)
  process.exitCode = 1
}
