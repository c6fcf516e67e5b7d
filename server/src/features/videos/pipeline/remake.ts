import type { Id } from '../../../lib/id.ts'
import { generationName } from '../files/keys.ts'
import type { MediaStore, Remakeable, RemakeOutcome, VideoMedia } from '../store.ts'
import { behindUploadsMs, remakeLater } from '../work.ts'

const pageSize = 100

/** Puts videos in line to be made again; the jobs follow when there is time, and are done once however often they are asked for. */
export function createRemake({ media }: { media: MediaStore }) {
  /** Of those that came while there was no ffmpeg, what is missing. How many were put in line. */
  async function remakeWaiting(signal: AbortSignal): Promise<number> {
    let count = 0
    for await (const id of each('waiting')) {
      if (signal.aborted) break
      if ((await inLine(id, [], behindUploadsMs)) === 'in_line') count++
    }
    return count
  }

  /** From the upload, everything that was ever made of it, before what others wait for. */
  async function remakeNow(id: Id): Promise<RemakeOutcome> {
    return inLine(id, await madeOf(id), 0)
  }

  /** The same for all of a kind, behind what is uploaded meanwhile. How many were put in line. */
  async function remakeAll(which: Remakeable): Promise<number> {
    let count = 0
    for await (const id of each(which)) {
      if ((await inLine(id, await madeOf(id), behindUploadsMs)) === 'in_line') count++
    }
    return count
  }

  const inLine = (id: Id, replaces: string[], behindMs: number): Promise<RemakeOutcome> =>
    media.remake(id, { jobs: [remakeLater(id, replaces, behindMs)] })

  async function madeOf(id: Id): Promise<string[]> {
    const video = await media.media(id)
    return video ? generationsOf(video) : []
  }

  async function* each(which: Remakeable): AsyncIterable<Id> {
    let after: Id | null = null
    for (;;) {
      const ids: Id[] = await media.remakeable(which, after, pageSize)
      yield* ids
      after = ids.at(-1) ?? null
      if (ids.length < pageSize) return
    }
  }

  return { remakeWaiting, remakeNow, remakeAll }
}

const generationsOf = ({ progressive, hls, poster, storyboard }: VideoMedia): string[] =>
  [progressive, hls?.key, poster, storyboard].flatMap((key) => (key && generationName(key)) || [])
