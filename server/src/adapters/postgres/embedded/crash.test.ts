import { spawn } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it, onTestFinished, vi } from 'vitest'
import {
  gone,
  start,
  startServerProcess,
  usedDataFolder,
  without,
} from '../../../../test/support/embedded.ts'
import type { Postgres } from '../connection.ts'
import { prepared } from '../statement.ts'
import { readPidFile } from './pid-file.ts'
import { connectEmbedded } from './start.ts'

vi.setConfig({ testTimeout: 120_000 })

const counted = prepared('test.rows', () => sql<{ count: number }>`select count(*) from rows`)
const rowsIn = async (postgres: Postgres): Promise<number> => (await postgres.one(counted))?.count ?? 0

async function postmasterOf(dataDir: string): Promise<number> {
  const file = await readPidFile(join(dataDir, 'postgres'))
  if (!file) throw new Error('no postmaster')
  return file.pid
}

const committed = (server: { acknowledged(): number }, rows: number) =>
  vi.waitFor(() => expect(server.acknowledged()).toBeGreaterThan(rows), 40_000)

it('ends cleanly with a server that is killed, and keeps every row that was acknowledged', async () => {
  const dataDir = await usedDataFolder()
  const server = startServerProcess(dataDir)
  await committed(server, 50)
  const pid = await postmasterOf(dataDir)
  await server.kill()
  await gone(pid)
  const { postgres } = await start({ dataDir })
  expect(await rowsIn(postgres)).toBeGreaterThanOrEqual(server.acknowledged())
})

it('stops a database that outlived its server where the system does not, and keeps its rows', async () => {
  const dataDir = await usedDataFolder()
  const server = startServerProcess(dataDir, await without('setpriv'))
  await committed(server, 20)
  const pid = await postmasterOf(dataDir)
  await server.kill()
  process.kill(pid, 0)
  // The database notices in its own time that the one is gone who held the folder.
  await vi.waitFor(async () => expect(await connectEmbedded({ dataDir })).toBeNull(), 40_000)
  const { postgres } = await start({ dataDir })
  expect(await postmasterOf(dataDir)).not.toBe(pid)
  expect(await rowsIn(postgres)).toBeGreaterThanOrEqual(server.acknowledged())
})

it('starts when server and database were killed at once', async () => {
  const dataDir = await usedDataFolder()
  const server = startServerProcess(dataDir, await without('setpriv'))
  await committed(server, 20)
  process.kill(await postmasterOf(dataDir), 'SIGKILL')
  await server.kill()
  const { postgres } = await start({ dataDir })
  expect(await rowsIn(postgres)).toBeGreaterThanOrEqual(server.acknowledged())
})

it('starts a killed database again, keeps every acknowledged row, and still is the only server', async () => {
  const dataDir = await usedDataFolder()
  const { postgres } = await start({ dataDir })
  await postgres.script('create table rows (id serial primary key)')
  const insert = prepared('test.insert-row', () => sql`insert into rows default values`)
  let acknowledged = 0
  let failures = 0
  const write = () =>
    postgres.run(insert).then(
      () => acknowledged++,
      () => failures++,
    )
  const writeUntil = (isEnough: () => unknown) =>
    vi.waitFor(
      async () => {
        await write()
        expect(await isEnough()).toBe(true)
      },
      { timeout: 40_000, interval: 1 },
    )
  await writeUntil(() => acknowledged > 100)
  const killed = await postmasterOf(dataDir)
  process.kill(killed, 'SIGKILL')
  await writeUntil(async () => (await postmasterOf(dataDir)) !== killed)
  const before = acknowledged
  await writeUntil(() => acknowledged > before + 20)
  const rows = await rowsIn(postgres)
  expect(rows).toBeGreaterThanOrEqual(acknowledged)
  expect(rows).toBeLessThanOrEqual(acknowledged + failures)
  await vi.waitFor(async () => expect(await connectEmbedded({ dataDir })).not.toBeNull(), 40_000)
})

it('says so when the database is gone for good', async () => {
  const dataDir = await usedDataFolder()
  const { exited } = await start({ dataDir, fsync: false })
  const pid = await postmasterOf(dataDir)
  await rm(join(dataDir, 'postgres', 'global'), { recursive: true })
  process.kill(pid, 'SIGKILL')
  expect(await exited).toContain('global')
})

it('starts after a crash of the machine that gave its process number to another program', async () => {
  const dataDir = await usedDataFolder()
  const first = await start({ dataDir })
  const path = join(dataDir, 'postgres', 'postmaster.pid')
  const text = await readFile(path, 'utf8')
  await first.close()
  const stranger = spawn('sleep', ['60'])
  onTestFinished(() => void stranger.kill())
  await writeFile(path, text.replace(/^\d+/, String(stranger.pid)))
  const { postgres } = await start({ dataDir })
  await postgres.check()
})
