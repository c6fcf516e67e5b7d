import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { failedStart } from '../test/support/cli.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-main-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function takenPort(listener?: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  onTestFinished(() => void server.close())
  return String((server.address() as AddressInfo).port)
}

it('tells of a taken port and a wrong ffmpeg at once, before it makes a database', async () => {
  const folder = await temporaryFolder()
  const reelbase: RequestListener = (_req, res) => res.end('{"success":true,"data":{"status":"OK"}}')
  const refusing: RequestListener = (_req, res) => res.writeHead(404).end()
  const [PORT, METRICS_PORT] = [await takenPort(reelbase), await takenPort(refusing)]
  const env = { PORT, METRICS: 'on', METRICS_PORT, FFMPEG_PATH: '/no/such/ffmpeg' }
  const { code, out, err } = await failedStart(folder, env)
  expect([code, out]).toEqual([1, ''])
  expect(err.trim().split('\n')).toEqual([
    'Reelbase cannot start:',
    `  - Port ${PORT} is taken by another Reelbase. Stop it, or set PORT.`,
    `  - Port ${METRICS_PORT} is taken by another program. Stop it, or set METRICS_PORT.`,
    '  - FFMPEG_PATH or FFPROBE_PATH cannot be used. /no/such/ffmpeg does not run as an ffmpeg.',
  ])
  expect(await readdir(join(folder, 'data'))).toEqual([])
})

it('tells of a folder and a database that cannot be used, and of an address that is none', async () => {
  const env = {
    ...{ DATA_DIR: '/proc/reelbase/data', DATABASE_URL: 'postgres://me:hunter2@no-such-machine.invalid/x' },
    ...{ PORT: '0', HOST: 'no-such-machine.invalid', ...secrets },
  }
  const { code, err } = await failedStart(await temporaryFolder(), env)
  expect(code).toBe(1)
  expect(err.trim().split('\n')).toEqual([
    'Reelbase cannot start:',
    expect.stringContaining('  - The data folder /proc/reelbase/data cannot be used:'),
    expect.stringContaining('  - HOST is "no-such-machine.invalid", but must be an address of this machine'),
    expect.stringContaining(
      '  - DATABASE_URL (postgres://me:…@no-such-machine.invalid/x): there is no machine named',
    ),
  ])
})
