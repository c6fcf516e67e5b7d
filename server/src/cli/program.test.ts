import { type Command, CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { createProgram, readable } from './program.ts'

/** What is printed, and the exit code, of words that run no command. */
async function typed(words: string) {
  const program = createProgram()
  let [out, err] = ['', '']
  const output = {
    writeOut(text: string) {
      out += text
    },
    writeErr(text: string) {
      err += text
    },
  }
  const prepare = (command: Command): void => {
    command.exitOverride().configureOutput(output)
    for (const child of command.commands) prepare(child)
  }
  prepare(program)
  try {
    await program.parseAsync(readable(program, words.split(' ')), { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode, out, err }
    throw error
  }
  throw new Error(`${words} is a command`)
}

it('explains itself', async () => {
  const { code, out } = await typed('--help')
  expect(code).toBe(0)
  for (const name of ['doctor', 'migrate', 'verify', 'backup', 'restore', 'jobs', 'videos', 'user'])
    expect(out).toContain(name)
})

it.each(['help user create', 'user create --help'])(
  '%s shows all that can be said, and no password',
  async (words) => {
    const { code, out } = await typed(words)
    expect(code).toBe(0)
    expect(out).toContain('reelbase user create <username> <email> --name <full name> [--admin] [--generate]')
    expect(out).not.toContain('--password')
  },
)

it('tells its version', async () => {
  expect(await typed('--version')).toEqual({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: '',
  })
})

it.each([
  ['bakcup x', 'Did you mean backup?'],
  ['nonsense', "unknown command 'nonsense'\nWhat there is: reelbase --help"],
  ['help nonsense', "unknown command 'nonsense'"],
  ['help user nonsense', "unknown command 'nonsense'"],
  ['user crate ann', 'Did you mean create?'],
  ['doctor --fix', "unknown option '--fix'\nHow it is written: reelbase doctor --help"],
  [
    'user create ann ann@example.org',
    "'--name <full name>' not specified\nHow it is written: reelbase user create --help",
  ],
  ['user create ann ann@example.org --name A --password x', "unknown option '--password'"],
  ['backup', "missing required argument 'folder'"],
  ['restore a b', 'too many arguments'],
  ['jobs list --limit -1', 'It must be a whole number from 1.'],
  ['jobs list --state lost', 'Allowed choices are due, running, done, parked.'],
  ['jobs retry xyz', '24 hexadecimal characters'],
])('refuses %s', async (words, says) => {
  const { code, out, err } = await typed(words)
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain(says)
})
