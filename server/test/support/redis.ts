import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, inject, vi } from 'vitest'
import { freePort, hasProgram } from './programs.ts'

export interface RedisServer {
  /** As REDIS_URL takes it; the same for as long as this server is started again. */
  url: string
  start(): Promise<void>
  /** Kills it: what it held is gone. */
  stop(): Promise<void>
}

/** Whether this machine has a redis-server to start. */
export const hasRedisServer = (): boolean => hasProgram('redis-server')

/** A Redis of one's own on a free port, which keeps nothing on any disk. Running already. */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const port = await freePort()
  let stopRunning: (() => Promise<void>) | undefined
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      stopRunning = await run(['--port', String(port), ...settings])
    },
    async stop() {
      await stopRunning?.()
      stopRunning = undefined
    },
  }
  await server.start()
  return server
}

/** Answers how to kill it. */
async function run(settings: string[]): Promise<() => Promise<void>> {
  const quiet = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', [...quiet, ...settings], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (line.includes('Ready to accept connections')) {
      child.stdout.resume()
      return async () => {
        child.kill('SIGKILL')
        await gone
      }
    }
  }
  throw new Error(`redis-server did not start:\n${lines.join('\n')}`)
}

/** While Redis is not there: waits until those who want it have tried so often, and failed. */
export async function refuse({ url }: RedisServer, attempts: number): Promise<void> {
  let left = attempts
  const server = createServer((socket) => {
    left -= 1
    socket.on('error', () => {}).destroy()
  }).listen(Number(new URL(url).port), '127.0.0.1')
  await vi.waitFor(() => expect(left).toBeLessThanOrEqual(0), 20_000)
  server.close()
  await once(server, 'close')
}

/** The address of the run's Redis, for tests that name nothing that others could name too; null where there is none. */
export const redisUnderTest = (): string | null => inject('redisUnderTest')
