import { copyFile, link, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { atOnce } from '../../../lib/at-once.ts'
import type { ObjectStore } from '../../../ports/object-store.ts'
import { generationOf } from '../files/keys.ts'
import type { Hls } from '../store.ts'

/** The smallest rendition's worth of pictures is enough for small ones, and the largest up to 720 lines for a file. */
export const smallest = (hls: Hls) => hls.renditions.toSorted((a, b) => linesOf(a) - linesOf(b))[0]!

export function forBrowsers(hls: Hls) {
  const fromLargest = hls.renditions.toSorted((a, b) => linesOf(b) - linesOf(a))
  return fromLargest.find((rendition) => linesOf(rendition) <= 720) ?? fromLargest.at(-1)!
}

const linesOf = ({ width, height }: { width: number; height: number }): number => Math.min(width, height)

/** Each comes over the network, where the store lies there. */
const broughtAtOnce = 8

/** One rendition and the sound of our own stream as files on this machine, in the layout in which they were made. */
export async function bringHls(
  objects: ObjectStore,
  hls: Hls,
  rendition: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const generation = generationOf(hls.key)!
  for (const part of hls.hasAudio ? [rendition, 'audio'] : [rendition]) {
    const keys = await Array.fromAsync(objects.list(`${generation}${part}`))
    await atOnce(broughtAtOnce, keys, async (key) => {
      signal.throwIfAborted()
      await bring(objects, key, join(folder, key.slice(generation.length)))
    })
  }
}

async function bring(objects: ObjectStore, key: string, to: string): Promise<void> {
  const copy = await objects.localCopy(key)
  try {
    await mkdir(dirname(to), { recursive: true })
    await link(copy.path, to).catch(() => copyFile(copy.path, to))
  } finally {
    await copy.release()
  }
}
