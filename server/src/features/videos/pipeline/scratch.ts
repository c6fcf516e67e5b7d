import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Id } from '../../../lib/id.ts'
import { isAlive } from '../../../lib/is-alive.ts'

/** Working folders `<dataDir>/work/<job>-<fence>`: each attempt of a job has its own, so that none can spoil another's. */
export interface Scratch {
  /** A path for a stage; nothing lies there. */
  path(name: string): string
  remove(): Promise<void>
}

const ownerFile = 'owner'
const folderOf = (dataDir: string): string => join(dataDir, 'work')

/** Earlier attempts of the same job have lost their lease, so what they left goes first. */
export async function openScratch(dataDir: string, jobId: Id, fence: number): Promise<Scratch> {
  const root = folderOf(dataDir)
  await mkdir(root, { recursive: true, mode: 0o700 })
  const earlier = (await readdir(root)).filter((name) => name.startsWith(`${jobId}-`))
  for (const name of earlier) await rm(join(root, name), { recursive: true, force: true })
  const folder = join(root, `${jobId}-${fence}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, ownerFile), `${process.pid} ${hostname()}`)
  return {
    path: (name) => join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** No attempt takes so long. */
const elsewhereMs = 2 * 24 * 3_600_000

/** When a worker starts: folders of this machine's processes that are gone, and old ones of other machines. */
export async function sweepScratch(dataDir: string): Promise<void> {
  const root = folderOf(dataDir)
  const names = await readdir(root).catch(() => [])
  for (const name of names) {
    if (await isUsed(join(root, name, ownerFile))) continue
    await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 })
  }
}

/** A container is a machine: its processes are not seen from here, and may have the number of this one. */
async function isUsed(file: string): Promise<boolean> {
  const [pid = '', host = hostname()] = (await readFile(file, 'utf8').catch(() => '0')).split(' ')
  if (host === hostname()) return Number(pid) !== process.pid && isAlive(Number(pid))
  const { mtimeMs } = await stat(file)
  return Date.now() - mtimeMs < elsewhereMs
}
