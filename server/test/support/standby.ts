import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { findBinaries } from '../../src/adapters/postgres/embedded/binaries.ts'
import { cleanEnvironment } from '../../src/adapters/postgres/embedded/cluster.ts'
import { findIdentity } from '../../src/adapters/postgres/embedded/identity.ts'
import { makeSocketFolder, removeSocketFolder } from '../../src/adapters/postgres/embedded/socket-folder.ts'
import { runFolder } from './run-folder.ts'

const run = promisify(execFile)

interface Cluster {
  url: string
  stop(): Promise<void>
}

/** A PostgreSQL and a standby that follows it. */
export async function startPair() {
  const root = await mkdtemp(join(runFolder(), 'pair-'))
  const binaries = await findBinaries()
  const identity = await findIdentity(binaries, root)
  const own = async (folder: string) => {
    if (identity.owner) await run('chown', ['-R', `${identity.owner.uid}:${identity.owner.gid}`, folder])
  }
  const asOwner = { cwd: '/', env: cleanEnvironment(), ...identity.user }
  const folders: string[] = []
  await own(root)

  async function start(folder: string): Promise<Cluster & { socket: string }> {
    const socket = await makeSocketFolder(identity)
    folders.push(socket)
    const settings = {
      ...{ listen_addresses: '', unix_socket_directories: socket, wal_level: 'replica', fsync: 'off' },
      ...{ hot_standby: 'on', shared_buffers: '16MB' },
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const [file = '', ...args] = [...identity.prefix, binaries.postgres, '-D', folder, ...flags]
    const child = spawn(file, args, { ...asOwner, stdio: 'ignore' })
    const ended = once(child, 'exit')
    const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socket)}`
    while (!(await answers(url))) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}`)
      await pause(20)
    }
    return {
      ...{ url, socket },
      async stop() {
        child.kill('SIGINT')
        await ended
      },
    }
  }

  const [first, second] = [join(root, 'primary'), join(root, 'standby')]
  const [file = '', ...args] = [...identity.prefix, binaries.initdb, '-D', first, '--no-sync']
  await run(file, [...args, '--auth=trust', '--locale=C', '--encoding=UTF8', '--username=postgres'], asOwner)
  await cp(first, second, { recursive: true })
  const primary = await start(first)
  await writeFile(join(second, 'standby.signal'), '')
  const source = `primary_conninfo = 'host=${primary.socket} user=postgres'\n`
  await writeFile(join(second, 'postgresql.auto.conf'), source)
  await own(second)
  const standby = await start(second)
  return {
    ...{ primary: primary.url, standby: standby.url, stopStandby: standby.stop },
    async [Symbol.asyncDispose]() {
      await standby.stop()
      await primary.stop()
      for (const folder of folders) await removeSocketFolder(folder)
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}
