import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes the disk keep what was written to a file, or which names a folder holds. */
export async function syncPath(path: string): Promise<void> {
  await using handle = await open(path, 'r')
  await handle.sync()
}

/** Makes a folder with its parents, so that it is still there after a power cut once its own content is synced. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  // Each new name stands in the folder above it.
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncPath(dirname(made))
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

export const isMissing = (error: unknown): boolean => /^(ENOENT|ENOTDIR)$/.test(String(codeOf(error)))
export const isOtherDisk = (error: unknown): boolean => codeOf(error) === 'EXDEV'
/** A folder that is not empty, or that somebody else removed already. */
export const isNotRemovable = (error: unknown): boolean =>
  /^(ENOTEMPTY|EEXIST|ENOENT|ENOTDIR)$/.test(String(codeOf(error)))
