import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort, programPath } from '../../../support/programs.ts'
import { until } from '../settle.ts'

/** What speaks MongoDB's protocol as a replica set of one, where .ci/engines puts it. */
export function mongoProgram(): string | null {
  const installed = '/opt/secantusdb/bin/secantusd-py'
  return programPath('secantusd-py') ?? (existsSync(installed) ? installed : null)
}

export async function startMongo(folder: string) {
  const port = await freePort()
  let stop = await run()

  async function run(): Promise<() => Promise<void>> {
    const files = ['--storage-path', join(folder, 'mongo'), '--log-level', 'ERROR']
    const child = spawn(mongoProgram() ?? '', ['--port', String(port), ...files], { stdio: 'ignore' })
    const gone = once(child, 'exit')
    await until('MongoDB answers nobody', () => listens(port), Boolean, { everyMs: 50 })
    return async () => {
      child.kill('SIGTERM')
      await gone
    }
  }
  return {
    settings: { MONGODB_URI: `mongodb://127.0.0.1:${port}/reelbase` },
    async restart() {
      await stop()
      stop = await run()
    },
    stop: () => stop(),
  }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('connect', () => socket.destroy()).once('error', () => resolve(false))
  })
