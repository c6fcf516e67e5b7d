import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface CliAnswer {
  code: number
  out: string
  err: string
}

/** Runs the operator's tool as an operator does. `cwd` is a folder without a `.env`; nothing of our environment gets through. */
export function cliIn(cwd: string, env: Record<string, string>) {
  return async (args: string, input = ''): Promise<CliAnswer> => {
    const child = spawn(process.execPath, [program, ...args.split(' ')], {
      cwd,
      env: { PATH: process.env.PATH, DATA_DIR: `${cwd}/data`, ...env },
      stdio: 'pipe',
    })
    child.stdin.end(input)
    const said = Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = (await once(child, 'close')) as [number]
    const [out, err] = await said
    return { code, out, err }
  }
}
