import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Id } from '../../../lib/id.ts'

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
  await writeFile(join(folder, ownerFile), String(process.pid))
  return {
    path: (name) => join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** When a worker starts: folders of processes that are gone. Two processes of one folder run on one machine. */
export async function sweepScratch(dataDir: string): Promise<void> {
  const root = folderOf(dataDir)
  const names = await readdir(root).catch(() => [])
  for (const name of names) {
    const owner = Number(await readFile(join(root, name, ownerFile), 'utf8').catch(() => '0'))
    if (owner !== process.pid && isAlive(owner)) continue
    await rm(join(root, name), { recursive: true, force: true, maxRetries: 3 })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
