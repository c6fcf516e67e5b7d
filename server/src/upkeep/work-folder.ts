import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeOwnedFolder, sweepOwnedFolders } from '../lib/owned-folder.ts'

/** A folder for one run of a command. What killed runs of it left behind goes first. */
export async function openWorkFolder(root: string, command: 'copy' | 'restore') {
  await sweepOwnedFolders(root, `${command}-`)
  const path = join(root, `${command}-${randomBytes(6).toString('hex')}`)
  await makeOwnedFolder(path)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
