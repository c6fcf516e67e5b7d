import { randomBytes } from 'node:crypto'
import type { Id } from '../../../lib/id.ts'
import type { Container } from '../../../ports/media-tools.ts'

/**
 * Keys of a video's objects: `<root>/videos/<id>/<kind>/<generation>/<name>`. A generation is written once, under a
 * random name, and never changes.
 */

export type Kind = 'source' | 'file' | 'hls' | 'img' | 'storyboard'

/** Objects of an open video lie under `public`, where anybody may read them. */
export const rootFor = (isOpen: boolean): 'public' | 'private' => (isOpen ? 'public' : 'private')

/** A folder of a new generation, with its slash. */
export const newGeneration = (videoId: Id, kind: Kind, isOpen: boolean): string =>
  `${rootFor(isOpen)}/videos/${videoId}/${kind}/${randomBytes(12).toString('hex')}/`

/** All objects of a video. */
export const prefixesOf = (videoId: Id): string[] => [`public/videos/${videoId}`, `private/videos/${videoId}`]

/** The folder of the generation that a key belongs to; null for an address of an adopted database. */
export const generationOf = (key: string): string | null =>
  /^(?:public|private)\/videos\/[0-9a-f]{24}\/[a-z]+\/[0-9a-f]+\//.exec(key)?.[0] ?? null

/** The key under which an object is named to clients: it may still be on its way there. Addresses pass through. */
export const placedKey = (key: string, isOpen: boolean): string =>
  generationOf(key) ? `${rootFor(isOpen)}/${withoutRoot(key)}` : key

/** A key without its root: what stays the same when an object moves between the two. */
export const withoutRoot = (key: string): string => key.slice(key.indexOf('/') + 1)

/** What a generation is called wherever it lies; null for an address of an adopted database. */
export function generationName(key: string): string | null {
  const generation = generationOf(key)
  return generation && withoutRoot(generation)
}

const extensions: Partial<Record<Container, string>> = {
  matroska: 'mkv',
  mpegts: 'ts',
  mpeg: 'mpg',
  asf: 'wmv',
  ogg: 'ogv',
}

export const extensionOf = (container: Container): string => extensions[container] ?? container
