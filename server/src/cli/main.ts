import { Command } from 'commander'
import { EmbeddedPostgresProblem } from '../adapters/postgres/embedded/errors.ts'
import { ConfigError } from '../config/config.ts'
import { loadEnvFile } from '../config/env-file.ts'
import { isAppError } from '../errors.ts'
import { isDatabaseUnavailable } from '../ports/database.ts'
import { SiteNotEmpty } from '../ports/site-data.ts'
import { UpkeepProblem } from '../upkeep/problem.ts'
import { backupCommand } from './commands/backup.ts'
import { doctorCommand } from './commands/doctor.ts'
import { jobsCommand } from './commands/jobs.ts'
import { migrateCommand } from './commands/migrate.ts'
import { restoreCommand } from './commands/restore.ts'
import { userCommand } from './commands/user.ts'
import { verifyCommand } from './commands/verify.ts'

const program = new Command('reelbase')
  .usage('<command> [options]')
  .description(
    "The operator's tool of Reelbase. It reads the same environment and .env as the server, and works while the server runs or while it is stopped.",
  )
  .addHelpText(
    'after',
    '\nThrough npm: npm run reelbase -- <command>. Exit code 0: all is well; 1: something is wrong, and was said.',
  )
  .addCommand(doctorCommand())
  .addCommand(migrateCommand())
  .addCommand(verifyCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .addCommand(jobsCommand())
  .addCommand(userCommand())

/** What an operator can do something about is said in a sentence; anything else is our fault, and shows where it happened. */
function isExpected(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof UpkeepProblem || error instanceof SiteNotEmpty)
    return true
  if (error instanceof EmbeddedPostgresProblem || isDatabaseUnavailable(error) || isAppError(error))
    return true
  if (!(error instanceof Error)) return false
  const isSystem = 'syscall' in error && 'code' in error
  return isSystem || error.constructor === Error
}

try {
  loadEnvFile()
  await program.parseAsync()
} catch (error) {
  console.error(isExpected(error) ? error.message : error)
  process.exitCode = 1
}
