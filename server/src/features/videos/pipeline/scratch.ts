import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Id } from '../../../lib/id.ts'
import { makeOwnedFolder, sweepOwnedFolders, workRootOf } from '../../../lib/owned-folder.ts'

/** Working folders `<dataDir>/work/<job>-<fence>`: each attempt of a job has its own, so that none can spoil another's. */
export interface Scratch {
  /** A path for a stage; nothing lies there. */
  path(name: string): string
  remove(): Promise<void>
}

/** Earlier attempts of the same job have lost their lease, so what they left goes first. */
export async function openScratch(dataDir: string, jobId: Id, fence: number): Promise<Scratch> {
  const root = workRootOf(dataDir)
  await mkdir(root, { recursive: true, mode: 0o700 })
  const earlier = (await readdir(root)).filter((name) => name.startsWith(`${jobId}-`))
  for (const name of earlier) await rm(join(root, name), { recursive: true, force: true })
  const folder = join(root, `${jobId}-${fence}`)
  await makeOwnedFolder(folder)
  return {
    path: (name) => join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** When a worker starts. */
export const sweepScratch = (dataDir: string): Promise<void> => sweepOwnedFolders(workRootOf(dataDir))
