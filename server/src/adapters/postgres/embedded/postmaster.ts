import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { cleanEnvironment } from './cluster.ts'
import { diesWithParent, type Identity } from './identity.ts'
import { readPidFile } from './pid-file.ts'

export interface PostmasterOptions {
  folder: string
  socketFolder: string
  binaries: Binaries
  identity: Identity
  fsync: boolean
}

export interface Postmaster {
  pid: number
  /** Resolves when it is gone, with what it said last. */
  exited: Promise<string>
  /** Lets transactions end in a rollback, writes everything down, and resolves when it is gone. */
  stop(): Promise<void>
}

const patienceMs = 20_000

type OnLine = (line: string) => void

/** Little memory and few processes for one site on a small machine; nothing here weakens what a commit means. */
const settings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '48MB',
  effective_cache_size: '512MB',
  maintenance_work_mem: '32MB',
  random_page_cost: '1.1',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  max_logical_replication_workers: '0',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '2',
  jit: 'off',
  // An ERROR is answered to the one who caused it, and would carry e-mail addresses into the log.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  log_line_prefix: '',
  timezone: 'UTC',
}

/** For tests, of which many run at once. */
const unsafe = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' }

/** Resolves when it takes connections; throws with its last words when it does not come up. */
export async function startPostmaster(options: PostmasterOptions, onLine: OnLine): Promise<Postmaster> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await startOnce(options, onLine)
    } catch (error) {
      // Processes of one that was killed need a moment to notice; PostgreSQL waits for nobody.
      const isStillEnding = (error as Error).message.includes('shared memory block')
      if (!isStillEnding || performance.now() > deadline) throw error
      await delay(100)
    }
  }
}

async function startOnce(options: PostmasterOptions, onLine: OnLine): Promise<Postmaster> {
  const child = await launch(options)
  const exited = lastWords(child, onLine)
  let words: string | undefined
  void exited.then((said) => {
    words = said
  })
  while (!(await isReady(options, child))) {
    if (words !== undefined) throw new Error(words)
    await delay(10)
  }
  return { pid: child.pid ?? 0, exited, stop: () => stop(child, exited) }
}

async function launch({
  folder,
  socketFolder,
  binaries,
  identity,
  fsync,
}: PostmasterOptions): Promise<ChildProcess> {
  const all = { ...settings, ...(fsync ? {} : unsafe), unix_socket_directories: socketFolder }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = [...identity.prefix, ...(await diesWithParent()), binaries.postgres, '-D', folder, ...flags]
  const [file = '', ...args] = command
  return spawn(file, args, {
    cwd: '/',
    env: cleanEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C in a terminal goes to a whole group; the database must outlive the requests that still run.
    detached: true,
    ...identity.user,
  })
}

/** The socket's folder is new at each start, so a file that an earlier process left does not count. */
async function isReady({ folder, socketFolder }: PostmasterOptions, child: ChildProcess): Promise<boolean> {
  const file = await readPidFile(folder)
  return file?.isReady === true && file.pid === child.pid && file.socketFolder === socketFolder
}

function lastWords(child: ChildProcess, onLine: OnLine): Promise<string> {
  const lines: string[] = []
  let rest = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      lines.push(line)
      onLine(line)
    }
    lines.splice(0, lines.length - 10)
  })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve([...lines, `exit ${signal ?? code}`].join('\n')))
  })
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGINT')
  const impatient = setTimeout(() => child.kill('SIGQUIT'), patienceMs)
  await exited
  clearTimeout(impatient)
}
