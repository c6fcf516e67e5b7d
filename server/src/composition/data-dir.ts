import { mkdtemp, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../lib/make-folder.ts'

/**
 * The folder of everything that is kept on this machine, made where there is none, and tried: rights, read-only disks
 * and folders of the system itself show nowhere else. Throws a sentence that names its setting.
 */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir)
    await tryFolder(dataDir)
  } catch (error) {
    const { message } = error as Error
    throw new Error(
      `The data folder ${dataDir} cannot be used: ${message}. Set DATA_DIR to a folder that this user may write.`,
    )
  }
}

/** Throws the system's error when nothing can be made in this folder; leaves nothing there. */
export async function tryFolder(folder: string): Promise<void> {
  await rmdir(await mkdtemp(join(folder, '.try-')))
}
