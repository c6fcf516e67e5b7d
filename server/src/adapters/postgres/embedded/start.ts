import { realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isAlive } from '../../../lib/is-alive.ts'
import { makeFolder } from '../../../lib/make-folder.ts'
import { findBinaries } from './binaries.ts'
import { prepareCluster } from './cluster.ts'
import { DataFolderInUse, EmbeddedPostgresProblem } from './errors.ts'
import { findIdentity } from './identity.ts'
import { connectionTo, type EmbeddedConnection, isServerLockHeld } from './lock.ts'
import { readPidFile } from './pid-file.ts'
import { clearPredecessor } from './predecessor.ts'
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts'
import { type Log, supervise } from './supervise.ts'

export interface EmbeddedOptions {
  /** The database lies in its subfolder `postgres`. */
  dataDir: string
  log?: Log
  /** False: nothing survives a crash of the machine. For tests. */
  fsync?: boolean
  /** Where npm put the programs, if not where it usually does. */
  packageFolder?: string
}

export interface EmbeddedPostgres {
  /** Stays the same when the database is restarted. */
  connection: EmbeddedConnection
  /** `18.4` */
  version: string
  close(): Promise<void>
  /** Resolves when the database is gone for good, with the reason; never after `close`. */
  exited: Promise<string>
}

/** Starts the PostgreSQL of this data folder as our child, making it first where there is none. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, fsync = true, packageFolder } = options
  const { dataDir, folder } = await foldersOf(options.dataDir)
  const binaries = await findBinaries(packageFolder)
  const identity = await findIdentity(binaries, dataDir)
  await clearPredecessor(folder, dataDir)
  await prepareCluster({ dataDir, folder, binaries, identity, fsync })
  const socketFolder = await makeSocketFolder(identity)
  try {
    const supervised = await supervise({ folder, socketFolder, binaries, identity, fsync }, log)
    return {
      connection: connectionTo(socketFolder),
      version: supervised.version,
      exited: supervised.exited,
      async close() {
        await supervised.close()
        await removeSocketFolder(socketFolder)
      },
    }
  } catch (error) {
    await removeSocketFolder(socketFolder)
    throw await explained(error, folder, dataDir)
  }
}

/** For an operator's command beside a running server; null when none runs on this data folder. */
export async function connectEmbedded({ dataDir }: { dataDir: string }): Promise<EmbeddedConnection | null> {
  const found = await readPidFile(join(resolve(dataDir), 'postgres'))
  if (!found || !isAlive(found.pid)) return null
  const connection = connectionTo(found.socketFolder)
  const isServed = await isServerLockHeld(connection).catch(() => false)
  return isServed ? connection : null
}

async function foldersOf(given: string): Promise<{ dataDir: string; folder: string }> {
  await makeFolder(given)
  const dataDir = await realpath(given)
  return { dataDir, folder: join(dataDir, 'postgres') }
}

/** Two servers that start at the same moment: PostgreSQL lets one of them in. */
async function explained(error: unknown, folder: string, dataDir: string): Promise<Error> {
  const said = error instanceof Error ? error.message : String(error)
  if (/lock file .* already exists/.test(said)) return new DataFolderInUse(dataDir)
  return new EmbeddedPostgresProblem(`The database in ${folder} does not start: ${said}`)
}
