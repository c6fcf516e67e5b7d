import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, onTestFinished, vi } from 'vitest'
import { openPostgres, type Postgres } from '../../src/adapters/postgres/connection.ts'
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/adapters/postgres/embedded/start.ts'
import { isAlive } from '../../src/lib/is-alive.ts'
import { runFolder } from './run-folder.ts'

const run = promisify(execFile)
const nobody = 65_534
const repository = join(import.meta.dirname, '../../..')
/** A busy machine makes everything slow; nothing here waits longer than it must. */
const patienceMs = 40_000

/** Removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-embedded-'))
  await chmod(folder, 0o755)
  // A killed server's database writes its last files a moment longer.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 20 }))
  return folder
}

/** Longer than a socket's path may be, and with a space in it. */
export async function dataFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'data folder', 'long '.repeat(30).trim())
  await mkdir(folder, { recursive: true })
  return folder
}

let made: Promise<string> | undefined

/** The same with an empty database in it, copied: making one takes most of a first start. */
export async function usedDataFolder(): Promise<string> {
  made ??= makeOnce()
  const dataDir = await dataFolder()
  await run('cp', ['-a', join(await made, 'postgres'), dataDir])
  return dataDir
}

async function makeOnce(): Promise<string> {
  const folder = await mkdtemp(join(runFolder(), 'empty-'))
  const embedded = await startEmbeddedPostgres({ dataDir: folder, fsync: false })
  await embedded.close()
  return folder
}

export interface Started extends EmbeddedPostgres {
  postgres: Postgres
}

/** Closed when the test is over; may be closed before. */
export async function start(options: EmbeddedOptions): Promise<Started> {
  const embedded = await startEmbeddedPostgres(options)
  const postgres = await openPostgres({ connection: embedded.connection })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= postgres.close().then(() => embedded.close())
    return closing
  }
  onTestFinished(close)
  return { ...embedded, postgres, close }
}

export interface ServerProcess {
  child: ChildProcess
  /** Lines it has printed. */
  lines: string[]
  /** Rows it said were committed. */
  acknowledged(): number
  started(): Promise<void>
  /** Resolves when the process is gone. */
  kill(): Promise<void>
}

/** Programs that fail, in front of the real ones: `unshare` where namespaces are forbidden, `setpriv` where it is missing. */
export async function without(...programs: string[]): Promise<NodeJS.ProcessEnv> {
  const folder = await temporaryFolder()
  for (const program of programs) {
    await writeFile(join(folder, program), '#!/bin/sh\necho "not permitted" >&2\nexit 1\n', { mode: 0o755 })
  }
  return { PATH: `${folder}:${process.env.PATH}` }
}

/** Starts test/support/embedded-server.ts as a process of its own. */
export function startServerProcess(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
  prefix: string[] = [],
  root = repository,
): ServerProcess {
  const script = join(root, 'server/test/support/embedded-server.ts')
  const node = join(root, 'node_modules/.bin/node')
  const [file = '', ...args] = [...prefix, node, script, dataDir]
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(kill)
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  return {
    child,
    lines,
    acknowledged: () => Number(lines.at(-1)) || 0,
    started: () =>
      vi.waitFor(() => {
        if (lines[0] !== 'started') throw new Error(lines.join() || 'nothing yet')
      }, patienceMs),
    kill,
  }
}

const asNobodyIs = ['setpriv', '--reuid', String(nobody), '--regid', String(nobody), '--clear-groups']

/** How root becomes a user without rights for one command, to whom the data folder then belongs. */
export function asNobody(dataDir: string): string[] {
  chownSync(dataDir, nobody, nobody)
  return asNobodyIs
}

/** The checkout where any user may run it: itself, or a copy of links where it lies in a private folder such as root's home. */
export function useOpenRepository(): () => Promise<string> {
  let opened: Promise<string> | undefined
  afterAll(async () => {
    if (opened && (await opened) !== repository) await rm(await opened, { recursive: true, force: true })
  })
  return () => {
    opened ??= isOpen() ? Promise.resolve(repository) : copyRepository()
    return opened
  }
}

function isOpen(): boolean {
  const [file = '', ...args] = [...asNobodyIs, 'test', '-r', join(import.meta.dirname, 'embedded-server.ts')]
  return spawnSync(file, args).status === 0
}

async function copyRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-open-'))
  await chmod(folder, 0o755)
  const parts = ['package.json', 'node_modules', 'server'].map((name) => join(repository, name))
  await run('cp', ['-al', ...parts, folder]).catch(() => run('cp', ['-a', ...parts, folder]))
  return folder
}

export const gone = (pid: number): Promise<void> =>
  vi.waitFor(() => {
    if (isAlive(pid)) throw new Error(`${pid} is still there`)
  }, patienceMs)
