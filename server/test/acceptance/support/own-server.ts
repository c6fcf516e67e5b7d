import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../support/programs.ts'
import { until } from './settle.ts'

/** Of a start on a machine with much to do. */
const readyWithinMs = 180_000

const program = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))

export interface OwnServer {
  url: string
  pid: number
  /** From the start of the process until it said that it is ready. */
  readyAfterMs: number
  /** What it has written so far. */
  log(): string
  /** SIGKILL: it cannot tidy up. */
  kill(): Promise<void>
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>
}

/** Its files lie on the S3 of our own environment, where that names one. */
const storeOfFiles = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('S3_')))

/** Runs `node server/src/main.ts` with no settings but these. */
export function launch(settings: Record<string, string>) {
  const { PATH, HOME, FFMPEG_PATH, FFPROBE_PATH } = process.env
  const child = spawn(process.execPath, [program], {
    // A folder without an .env file of somebody's.
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: {
      ...{ PATH, HOME, FFMPEG_PATH, FFPROBE_PATH },
      ...{ HOST: '127.0.0.1', RATE_LIMITS: 'off', LOG_LEVEL: 'warn', LOG_FORMAT: 'json', ...settings },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  const listen = (chunk: Buffer): void => {
    written = `${written}${chunk}`.slice(-20_000)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const gone = once(child, 'close')

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal)
    await gone
    return child.exitCode
  }
  return {
    ...{ child, pid: child.pid!, log: () => written },
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

export type Launched = ReturnType<typeof launch>

/** Starts a server on a free port or `PORT`, and waits until it is ready. */
export async function startServer(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<OwnServer> {
  const port = Number(settings.PORT ?? (await freePort()))
  const url = `http://127.0.0.1:${port}`
  const began = performance.now()
  const { child, ...server } = launch({
    ...{ DATA_DIR: dataDir, PORT: String(port), ...storeOfFiles(), ...settings },
  })
  await ready(url, child, server.log)
  return { ...server, url, readyAfterMs: performance.now() - began }
}

export async function ready(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = performance.now() + readyWithinMs
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${log()}`)
    const answer = await fetch(`${url}/health/ready`).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.status === 200) return
    if (performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`The server is not ready after ${readyWithinMs / 1000} s: ${log()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A worker listens nowhere: it says when it has begun, where LOG_LEVEL is `info`. */
export async function working({ child, log }: Launched): Promise<void> {
  const isOver = (said: string) => said.includes('works on its jobs') || child.exitCode !== null
  await until('the worker does not start', async () => log(), isOver, {
    withinMs: readyWithinMs,
    everyMs: 50,
  })
  if (child.exitCode !== null) throw new Error(`The worker ended with ${child.exitCode}: ${log()}`)
}
