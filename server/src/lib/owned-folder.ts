import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './is-alive.ts'

const ownerFile = 'owner'
/** Nothing works so long in one folder. */
const elsewhereMs = 2 * 24 * 3_600_000
/** A folder is made a moment before its owner is written into it. */
const newMs = 60_000

/** Where folders stand that are needed for as long as something runs. */
export const workRootOf = (dataDir: string): string => join(dataDir, 'work')

/** Makes a folder of this process, which a sweep leaves alone while the process runs. */
export async function makeOwnedFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, ownerFile), `${process.pid} ${hostname()}`)
}

/** Removes folders below `root` of this machine's processes that are gone, and old ones of other machines. */
export async function sweepOwnedFolders(root: string, startsWith = ''): Promise<void> {
  const names = await readdir(root).catch(() => [])
  for (const name of names) {
    if (!name.startsWith(startsWith) || (await isUsed(join(root, name)))) continue
    await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 })
  }
}

/** A container is a machine: its processes are not seen from here, and may have the number of this one. */
async function isUsed(folder: string): Promise<boolean> {
  const file = join(folder, ownerFile)
  const owner = await readFile(file, 'utf8').catch(() => null)
  if (owner === null) return ageMs(folder).then((age) => age < newMs)
  const [pid = '', host = hostname()] = owner.split(' ')
  if (host === hostname()) return Number(pid) !== process.pid && isAlive(Number(pid))
  return (await ageMs(file)) < elsewhereMs
}

const ageMs = async (path: string): Promise<number> =>
  Date.now() - (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs
