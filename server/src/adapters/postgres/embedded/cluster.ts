import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isAlive } from '../../../lib/is-alive.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresProblem } from './errors.ts'
import type { Identity } from './identity.ts'

const run = promisify(execFile)
const majorVersion = '18'
const superuser = 'postgres'

interface Place {
  dataDir: string
  /** `dataDir/postgres`. */
  folder: string
  binaries: Binaries
  identity: Identity
  fsync: boolean
}

/** Makes the cluster at the first start; looks at its version and owner at each later one. */
export async function prepareCluster(place: Place): Promise<void> {
  await removeLeftovers(place.dataDir)
  if (!existsSync(place.folder)) await createCluster(place)
  await requireOwner(place.folder)
  await requireVersion(place.folder)
  await takeOwnership(place)
}

/** In a folder beside it, renamed when it is whole and on disk: a crash half-way leaves nothing that looks like one. */
async function createCluster({ dataDir, folder, binaries, identity, fsync }: Place): Promise<void> {
  // mkdtemp makes it private.
  const fresh = await mkdtemp(join(dataDir, `postgres.new-${process.pid}-`))
  if (identity.owner) await chown(fresh, identity.owner.uid, identity.owner.gid)
  const initdb = async (...options: string[]) => {
    const [file = '', ...args] = [...identity.prefix, binaries.initdb, '-D', fresh, ...options]
    await run(file, args, { cwd: '/', env: cleanEnvironment(), ...identity.user })
  }
  try {
    await initdb('--no-sync', '--locale=C', '--encoding=UTF8', '--auth=trust', '--username', superuser)
    if (fsync) await initdb('--sync-only')
    await rename(fresh, folder)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Another process that started at the same time was faster.
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return
    const { stderr, message } = error as { stderr?: string; message: string }
    throw new EmbeddedPostgresProblem(
      `The database could not be made in ${folder}: ${(stderr || message).trim()}`,
    )
  }
}

async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = Number(/^postgres\.new-(\d+)-/.exec(name)?.[1])
    if (!pid) continue
    const path = join(dataDir, name)
    const isOfAnEarlierProcess = pid === process.pid && (await stat(path)).ctimeMs < processStart()
    if (isOfAnEarlierProcess || !isAlive(pid)) await rm(path, { recursive: true, force: true })
  }
}

/** In a container every process may have the same number. */
const processStart = (): number => Date.now() - process.uptime() * 1000

async function requireVersion(folder: string): Promise<void> {
  const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version === majorVersion) return
  if (version === '') {
    throw new EmbeddedPostgresProblem(
      `${folder} is not a database of Reelbase (no PG_VERSION in it, or it may not be read). Move it away, or choose another DATA_DIR.`,
    )
  }
  throw new EmbeddedPostgresProblem(
    `The database in ${folder} was made by PostgreSQL ${version}, and this Reelbase brings ${majorVersion}. Make a backup ` +
      'with the Reelbase that made it (`npm run reelbase -- backup`), move the folder away, and restore with this one.',
  )
}

async function requireOwner(folder: string): Promise<void> {
  const { uid } = await stat(folder)
  const ourUid = process.getuid?.()
  if (ourUid === 0 || uid === ourUid) return
  throw new EmbeddedPostgresProblem(
    `${folder} belongs to another user (number ${uid}). Start Reelbase as that user, or change the owner of the data folder.`,
  )
}

/** As root, the files may belong to the user of an earlier start. */
async function takeOwnership({ folder, identity: { owner } }: Place): Promise<void> {
  const { uid } = await stat(folder)
  if (owner && uid !== owner.uid) await run('chown', ['-R', `${owner.uid}:${owner.gid}`, folder])
}

/** PostgreSQL reads PG… variables and the locale; the operator's own must not reach it. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TMPDIR } = process.env
  return { PATH, TMPDIR, LC_ALL: 'C', TZ: 'UTC' }
}
