import { access, constants, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { freeBytes } from '../../lib/disk-space.ts'
import { size } from '../say.ts'
import { ok, problem, type Verdict, warning } from './verdict.ts'

/** The folder itself, or the nearest one above it that is there. */
export async function nearestFolder(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isThere ? folder : nearestFolder(dirname(folder))
}

export async function checkDataFolder({ dataDir }: Config): Promise<Verdict> {
  const nearest = await nearestFolder(dataDir)
  const mayWrite = await access(nearest, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!mayWrite) return problem(`This user may not write to ${nearest}. Give it the folder, or set DATA_DIR.`)
  return ok(nearest === dataDir ? dataDir : `${dataDir}, which the first start makes`)
}

/** Below this many times the reserve it is time to think of it. */
const comfortable = 3

export async function checkDisk({ dataDir, diskReserveBytes }: Config): Promise<Verdict> {
  const free = await freeBytes(await nearestFolder(dataDir))
  const found = `${size(free)} free, of which ${size(diskReserveBytes)} are kept back from uploads`
  if (free < diskReserveBytes) return problem(`${found}: nothing can be uploaded. Make room.`)
  return free < comfortable * diskReserveBytes ? warning(`${found}: make room soon.`) : ok(found)
}

export async function checkSecrets({ secrets, dataDir }: Config): Promise<Verdict> {
  if (secrets.accessToken && secrets.refreshToken) return ok('from the environment')
  const path = join(dataDir, 'secrets.json')
  const found = await stat(path).catch(() => null)
  if (!found) return ok(`the first start makes them, in ${path}`)
  if ((found.mode & 0o077) !== 0) return warning(`Others on this machine may read ${path}: chmod 600 it.`)
  const { accessToken, refreshToken } = JSON.parse(await readFile(path, 'utf8').catch(() => '{}'))
  if (accessToken && refreshToken) return ok(path)
  return problem(
    `${path} does not hold two secrets. Restore it, or remove it: everybody must then log in again.`,
  )
}
