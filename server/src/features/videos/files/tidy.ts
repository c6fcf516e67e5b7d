import { atOnce } from '../../../lib/at-once.ts'
import type { Id } from '../../../lib/id.ts'
import { createTurns } from '../../../lib/turns.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Events } from '../../../ports/event-bus.ts'
import { isObjectMissing, type ObjectStore } from '../../../ports/object-store.ts'
import type { MediaStore, MovedMedia, VideoMedia } from '../store.ts'
import { generationName, generationOf, placedKey, prefixesOf, rootFor, withoutRoot } from './keys.ts'

interface Parts {
  media: MediaStore
  objects: ObjectStore
  events: Events
  clock: Clock
}

/** Younger objects may belong to a write that is not committed yet. */
const settledMs = 3_600_000
/** On S3 each takes a round trip or more. */
const movedAtOnce = 8

export type Tidy = ReturnType<typeof createTidy>

/** Where the objects of a video lie, and which of them are still needed. All of it can be done twice. */
export function createTidy({ media, objects, events, clock }: Parts) {
  const inTurn = createTurns()

  async function removeFiles(videoId: Id): Promise<void> {
    for (const prefix of prefixesOf(videoId)) await objects.removePrefix(prefix)
  }

  /**
   * Moves every object to the root where the video's visibility wants it. What nobody needs does not stay in public, nor
   * what was on its way while the rest of a removed video was removed.
   */
  async function relocate(videoId: Id, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const seen = await media.media(videoId)
      if (!seen) return removeFiles(videoId)
      // First the list, then the row: what is put after the list cannot be taken for something that nobody needs.
      const keys = await keysBelow(`${rootFor(!seen.isOpen)}/videos/${videoId}`)
      const video = await media.media(videoId)
      if (!video) return removeFiles(videoId)
      if (video.isOpen !== seen.isOpen) continue
      const isMoved = await moveObjects(video, keys, signal)
      if (isMoved && (await settle(video))) {
        events.emit('video.changed', { videoId })
        return
      }
    }
    signal.throwIfAborted()
  }

  /** False: the row has changed, or the video is gone. What is removed after this has its files removed after this. */
  const settle = async (video: VideoMedia): Promise<boolean> =>
    isInPlace(video) ? (await media.media(video.id)) !== null : media.move(video, inPlace(video))

  /** False: somebody else moves them at this moment. */
  async function moveObjects(video: VideoMedia, keys: string[], signal: AbortSignal): Promise<boolean> {
    const needed = neededGenerations(video)
    const root = rootFor(video.isOpen)
    let areMoved = true
    await atOnce(movedAtOnce, keys, async (key) => {
      // Whoever has lost the lease would move beside whoever has it now.
      signal.throwIfAborted()
      const generation = generationOf(key)
      if (!areMoved || !generation || generation.includes('/source/')) return
      if (needed.has(withoutRoot(generation))) {
        const isMoved = await objects
          .move(key, `${root}/${withoutRoot(key)}`)
          .then(() => true, falseIfMissing)
        areMoved &&= isMoved
      } else if (!video.isOpen && !video.pending.includes(generation) && !(await isArriving(key))) {
        await objects.remove(key)
      }
    })
    return areMoved
  }

  /** Removes what has been superseded, and everything of an upload that was never committed. */
  async function sweep(videoId: Id): Promise<void> {
    const keys = [
      ...(await keysBelow(`public/videos/${videoId}`)),
      ...(await keysBelow(`private/videos/${videoId}`)),
    ]
    const video = await media.media(videoId)
    if (!video) return removeFiles(videoId)
    const needed = neededGenerations(video)
    await atOnce(movedAtOnce, keys, async (key) => {
      const generation = generationOf(key)
      if (!generation || needed.has(withoutRoot(generation)) || video.pending.includes(generation)) return
      if (await isSettled(key)) await objects.remove(key)
    })
  }

  /** A picture lies there for a moment before its row is written. */
  const isArriving = async (key: string): Promise<boolean> => key.includes('/img/') && !(await isSettled(key))

  async function isSettled(key: string): Promise<boolean> {
    const stat = await objects.stat(key)
    return stat !== null && clock.now().getTime() - stat.modifiedAt.getTime() > settledMs
  }

  /** Wherever they lie by now. */
  async function removeObjects(keys: string[]): Promise<void> {
    for (const key of keys.filter(generationOf)) {
      for (const root of ['public', 'private']) await objects.remove(`${root}/${withoutRoot(key)}`)
    }
  }

  async function keysBelow(prefix: string): Promise<string[]> {
    const keys: string[] = []
    for await (const key of objects.list(prefix)) keys.push(key)
    return keys
  }

  /**
   * In turn: where a move is a copy and a removal, two that went opposite ways at once could lose an object. Between
   * processes the job's key sees to it (moving.ts).
   */
  const relocateInTurn = (videoId: Id, signal: AbortSignal): Promise<void> =>
    inTurn(videoId, () => relocate(videoId, signal))

  return { removeFiles, removeObjects, relocate: relocateInTurn, sweep }
}

function falseIfMissing(error: unknown): false {
  if (isObjectMissing(error)) return false
  throw error
}

const shownKeys = (video: MovedMedia): (string | null | undefined)[] => [
  video.progressive,
  video.hls?.key,
  video.poster,
  video.thumbnail,
  video.thumbnailSmall,
  video.storyboard,
]

/** Generations that the row points to, without their root. */
function neededGenerations(video: VideoMedia): Set<string> {
  return new Set([video.source, ...shownKeys(video)].flatMap((key) => (key && generationName(key)) || []))
}

/** Whether every key lies under the root where the visibility wants it; addresses of adopted databases do. */
export const isInPlace = (video: VideoMedia): boolean =>
  shownKeys(video).every((key) => !key || key === placedKey(key, video.isOpen))

function inPlace(video: VideoMedia): MovedMedia {
  const moved = (key: string | null) => key && placedKey(key, video.isOpen)
  return {
    progressive: moved(video.progressive),
    hls: video.hls && { ...video.hls, key: moved(video.hls.key)! },
    poster: moved(video.poster),
    thumbnail: moved(video.thumbnail),
    thumbnailSmall: moved(video.thumbnailSmall),
    storyboard: moved(video.storyboard),
  }
}
