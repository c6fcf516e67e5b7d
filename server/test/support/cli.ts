import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const operatorsTool = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const server = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** What should have said what is wrong and ended is ended. */
const patienceMs = 50_000

export interface CliAnswer {
  code: number
  out: string
  err: string
}

/** Runs the operator's tool as an operator does. `cwd` is a folder without a `.env`; nothing of our environment gets through. */
export const cliIn =
  (cwd: string, env: Record<string, string>) =>
  (args: string, input = ''): Promise<CliAnswer> =>
    run([operatorsTool, ...args.split(' ')], { cwd, env, input })

/** The same, and nobody reads what it says: `| true`. */
export const unheard = (cwd: string, args: string): Promise<CliAnswer> =>
  run([operatorsTool, ...args.split(' ')], { cwd, env: {}, input: '', isHeard: false })

/** Starts a server that cannot start, and answers what it says. */
export const failedStart = (cwd: string, env: Record<string, string>): Promise<CliAnswer> =>
  run([server], { cwd, env, input: '' })

interface Surroundings {
  cwd: string
  env: Record<string, string>
  input: string
  isHeard?: boolean
}

async function run(args: string[], { cwd, env, input, isHeard = true }: Surroundings): Promise<CliAnswer> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, args, {
    cwd,
    timeout: patienceMs,
    env: { PATH, NODE_COMPILE_CACHE, DATA_DIR: `${cwd}/data`, ...env },
    stdio: 'pipe',
  })
  child.stdin.end(input)
  if (!isHeard) child.stdout.destroy()
  const said = Promise.all([isHeard ? text(child.stdout) : '', text(child.stderr)])
  const [code] = (await once(child, 'close')) as [number]
  const [out, err] = await said
  return { code, out, err }
}
