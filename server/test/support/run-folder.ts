import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const wantedBytes = 4 * 1024 ** 3
const variable = 'TEST_RUN_FOLDER'

/** What the files and processes of one run share: its database, its samples, the data of its sites. */
export function runFolder(): string {
  const folder = process.env[variable]
  if (!folder) throw new Error('test/support/databases.ts did not run')
  return folder
}

/** Called once, by the set-up of the run, which also removes it. */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(parent(), 'reelbase-test-'))
  process.env[variable] = folder
  return folder
}

/**
 * Lives in memory, where the system has a folder there with room; else the usual place. A new database is a thousand
 * small files: a fifth of a second on a disk, a twentieth here.
 */
function parent(): string {
  const inMemory = '/dev/shm'
  try {
    accessSync(inMemory, constants.W_OK)
    const { bavail, bsize } = statfsSync(inMemory)
    return bavail * bsize >= wantedBytes ? inMemory : tmpdir()
  } catch {
    return tmpdir()
  }
}
