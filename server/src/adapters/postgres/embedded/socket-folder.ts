import { chmod, chown, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Identity } from './identity.ts'

const prefix = 'reelbase-pg-'
/** A socket's path ends at 103 characters on macOS (107 on Linux); `.s.PGSQL.5432.lock` stands in the folder. */
const longestFolder = 84

/** A private folder with a short path. The data folder may lie anywhere, so the socket cannot be in it. */
export async function makeSocketFolder({ owner }: Identity): Promise<string> {
  const parent = tmpdir().length + prefix.length + 7 > longestFolder ? '/tmp' : tmpdir()
  await removeAbandoned(parent)
  const folder = await mkdtemp(join(parent, prefix))
  await chmod(folder, 0o700)
  if (owner) await chown(folder, owner.uid, owner.gid)
  return folder
}

/** Only what makeSocketFolder made: the name may come from a file. */
export async function removeSocketFolder(folder: string): Promise<void> {
  if (basename(folder).startsWith(prefix)) await rm(folder, { recursive: true, force: true })
}

/** A server that was killed leaves its folder empty; one that is just being made is empty too, and young. */
async function removeAbandoned(parent: string): Promise<void> {
  const minuteAgo = Date.now() - 60_000
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue
    const folder = join(parent, name)
    const found = await stat(folder).catch(() => null)
    if (found && found.mtimeMs < minuteAgo) await rmdir(folder).catch(() => {})
  }
}
