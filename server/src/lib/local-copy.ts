import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Writes a stream to a path at which nothing lies yet; what could not be read to its end leaves nothing there. */
export async function localCopyOf(
  bytes: Readable,
  path: string,
): Promise<{ path: string; release(): Promise<void> }> {
  const release = () => rm(path, { force: true })
  try {
    await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    await release()
    throw error
  }
  return { path, release }
}
