import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { NewPassword } from '../features/users/schemas.ts'
import { UpkeepProblem } from '../upkeep/problem.ts'
import { say } from './say.ts'

export interface PasswordOptions {
  generate?: boolean
}

export const passwordHelp =
  'The password is asked for, or is the first line of standard input. It is no argument, because other users of this\nmachine could see those.'

/** Made up, from standard input, or asked for twice; never an argument, which other users of the machine can see. */
export async function readPassword({ generate }: PasswordOptions): Promise<string> {
  if (generate) return randomBytes(12).toString('base64url')
  const given = process.stdin.isTTY ? await askTwice() : firstLine(await text(process.stdin))
  if (given === '') {
    throw new UpkeepProblem('Give the password on standard input, or let one be made with --generate.')
  }
  const parsed = NewPassword.safeParse(given)
  if (parsed.success) return parsed.data
  throw new UpkeepProblem(`The password cannot be used: ${parsed.error.issues[0]?.message}`)
}

/** A password that was made up is told when it holds, not before. */
export function tellPassword({ generate }: PasswordOptions, password: string): void {
  if (generate) say(`Password: ${password}`)
}

const firstLine = (given: string): string => given.split(/\r?\n/)[0] ?? ''

async function askTwice(): Promise<string> {
  const first = await askHidden('Password: ')
  if ((await askHidden('Again: ')) === first) return first
  throw new UpkeepProblem('The two passwords differ.')
}

async function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  process.stdout.write(question)
  try {
    return await lines.question('')
  } finally {
    lines.close()
    say()
  }
}
