import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Identity } from './identity.ts'

const prefix = 'reelbase-'
/** A socket's path ends at 103 characters on macOS (107 on Linux); `.s.PGSQL.5432.lock` stands in the folder. */
const longestFolder = 84

/** A private folder with a short path. The data folder may lie anywhere, so the socket cannot be in it. */
export async function makeSocketFolder({ owner }: Identity): Promise<string> {
  const parent = tmpdir().length + prefix.length + 7 > longestFolder ? '/tmp' : tmpdir()
  const folder = await mkdtemp(join(parent, prefix))
  await chmod(folder, 0o700)
  if (owner) await chown(folder, owner.uid, owner.gid)
  return folder
}

/** Only what makeSocketFolder made: the name may come from a file. */
export async function removeSocketFolder(folder: string): Promise<void> {
  if (basename(folder).startsWith(prefix)) await rm(folder, { recursive: true, force: true })
}
