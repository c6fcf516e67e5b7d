import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../../lib/is-alive.ts'
import { isUnavailable } from '../errors.ts'
import { DataFolderInUse, EmbeddedPostgresProblem } from './errors.ts'
import { connectionTo, isServerLockHeld } from './lock.ts'
import { disownPidFile, isAnotherProgram, type PidFile, readPidFile } from './pid-file.ts'
import { removeSocketFolder } from './socket-folder.ts'

/** A server that has just started its database needs a moment to take the lock. */
const momentMs = 2_000
const patienceMs = 60_000

/**
 * Deals with whatever an earlier start left in the folder. A database whose server lives: DataFolderInUse. One whose
 * server died without taking it along is stopped (it is started anew, as our own child). One that shuts down is waited for.
 */
export async function clearPredecessor(folder: string, dataDir: string): Promise<void> {
  const deadline = performance.now() + patienceMs
  let ownerlessSince: number | undefined
  while (performance.now() < deadline) {
    const found = await readPidFile(folder)
    if (!found) return
    if (!isAlive(found.pid)) return removeSocketFolder(found.socketFolder)
    if (await isAnotherProgram(found.pid)) return disownPidFile(folder)
    const isOwned = await isServed(found)
    if (isOwned) throw new DataFolderInUse(dataDir)
    if (isOwned === false) ownerlessSince ??= performance.now()
    if (ownerlessSince !== undefined && performance.now() - ownerlessSince > momentMs) {
      process.kill(found.pid, 'SIGINT')
      ownerlessSince = undefined
    }
    await delay(100)
  }
  throw new EmbeddedPostgresProblem(
    `A PostgreSQL that an earlier start left behind in ${folder} does not stop. End the process named in the first ` +
      'line of its postmaster.pid, and start again.',
  )
}

/** Null: it does not answer, because it starts or stops. */
async function isServed({ socketFolder }: PidFile): Promise<boolean | null> {
  try {
    return await isServerLockHeld(connectionTo(socketFolder))
  } catch (error) {
    if (isUnavailable(error)) return null
    throw error
  }
}
