import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { tryFolder } from '../../composition/data-dir.ts'
import type { Config } from '../../config/config.ts'
import { freeBytes } from '../../lib/disk-space.ts'
import { loadSecrets } from '../../secrets.ts'
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

async function fileInTheWay(folder: string): Promise<string | null> {
  const found = await stat(folder).catch(() => null)
  if (!found) return fileInTheWay(dirname(folder))
  return found.isDirectory() ? null : folder
}

export async function checkDataFolder({ dataDir }: Config): Promise<Verdict> {
  const inTheWay = await fileInTheWay(dataDir)
  if (inTheWay) return problem(`${inTheWay} is a file, not a folder. Move it, or set DATA_DIR.`)
  const nearest = await nearestFolder(dataDir)
  const wrong = await tryFolder(nearest).catch((error: Error) => error.message)
  if (wrong) return problem(`Nothing can be made in ${nearest}: ${wrong}. Mend that, or set DATA_DIR.`)
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
  const mayBeRead = (found.mode & 0o077) !== 0
  return loadSecrets({ secrets, dataDir }).then(
    () => (mayBeRead ? warning(`Others on this machine may read ${path}: chmod 600 it.`) : ok(path)),
    (error: Error) => problem(error.message),
  )
}
