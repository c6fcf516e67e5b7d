import { videoIdOf } from '../../http/media-urls.ts'
import { isObjectMissing, ObjectMissing, type ObjectStore } from '../../ports/object-store.ts'

type Readable = Pick<ObjectStore, 'open' | 'bytes'>

/**
 * Reads an object of a video wherever it lies: after a change of visibility it moves from one root to the other
 * under the same name, and an address that was handed out a moment before must go on. Who may read it is decided
 * before, by the video.
 */
export const eitherRoot = (objects: Readable): Readable => ({
  async open(key, soon) {
    for (const place of places(key)) {
      const object = await objects.open(place, soon)
      if (object) return object
    }
    return null
  },
  async bytes(key) {
    for (const place of places(key)) {
      const bytes = await objects.bytes(place).catch(nullIfMissing)
      if (bytes) return bytes
    }
    throw new ObjectMissing(key)
  },
})

/** The first place again at the end: it may have come from the other one while that was looked at. */
function places(key: string): string[] {
  if (!videoIdOf(key)) return [key]
  const [root, ...path] = key.split('/')
  return [key, [root === 'public' ? 'private' : 'public', ...path].join('/'), key]
}

function nullIfMissing(error: unknown): null {
  if (isObjectMissing(error)) return null
  throw error
}
