import { Command } from 'commander'
import { adoptCommand } from './commands/adopt.ts'
import { backupCommand } from './commands/backup.ts'
import { copyCommand } from './commands/copy.ts'
import { doctorCommand } from './commands/doctor.ts'
import { filesCommand } from './commands/files.ts'
import { jobsCommand } from './commands/jobs.ts'
import { migrateCommand } from './commands/migrate.ts'
import { restoreCommand } from './commands/restore.ts'
import { userCommand } from './commands/user.ts'
import { verifyCommand } from './commands/verify.ts'
import { videosCommand } from './commands/videos.ts'
import { version } from './version.ts'

/** All commands, with their help; nothing is run yet. */
export function createProgram(): Command {
  const program = new Command('reelbase')
    .usage('<command> [options]')
    .version(version(), '-V, --version', 'which Reelbase this is')
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
    .addCommand(filesCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(copyCommand())
    .addCommand(adoptCommand())
    .addCommand(jobsCommand())
    .addCommand(videosCommand())
    .addCommand(userCommand())
  for (const command of program.commands) hint(command, `${program.name()} ${command.name()}`)
  return program.showHelpAfterError('What there is: reelbase --help')
}

/** Below what is wrong with a command line, where to read how it is written. */
function hint(command: Command, path: string): void {
  command.showHelpAfterError(`How it is written: ${path} --help`)
  for (const child of command.commands) hint(child, `${path} ${child.name()}`)
}

/** `help user create` as `user create --help`: commander looks at the first word alone. */
export function readable(program: Command, words: string[]): string[] {
  const [first, ...path] = words
  if (first !== 'help' || path.length === 0) return words
  const known = path.reduce<Command | undefined>(
    (found, word) => found?.commands.find((child) => child.name() === word),
    program,
  )
  return known ? [...path, '--help'] : path
}
