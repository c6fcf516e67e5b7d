import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are not there. Node's own `recursive` goes round for ever where the system
 * says ENOENT in a folder that is there, as below /proc. Throws the system's error.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const problem = await makeOne(path, mode)
  if (problem?.code !== 'ENOENT') {
    if (problem) throw problem
    return
  }
  const above = dirname(path)
  if (above === path) throw problem
  // Where it is there, another process has perhaps made it a moment ago.
  if (!(await isFolder(above))) await makeFolder(above, mode)
  const again = await makeOne(path, mode)
  if (again) throw again
}

/** Null: it is there now. */
async function makeOne(path: string, mode: number): Promise<NodeJS.ErrnoException | null> {
  try {
    await mkdir(path, { mode })
    return null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return error as NodeJS.ErrnoException
    if (await isFolder(path)) return null
    return Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' })
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
