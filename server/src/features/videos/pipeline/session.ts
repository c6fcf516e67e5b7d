import { mkdir } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Clock } from '../../../ports/clock.ts'
import type { Events } from '../../../ports/event-bus.ts'
import type { JobQueue, NewJob } from '../../../ports/job-queue.ts'
import type { MediaTools, StageOptions } from '../../../ports/media-tools.ts'
import type { ObjectStore } from '../../../ports/object-store.ts'
import { generationName, type Kind, newGeneration } from '../files/keys.ts'
import { isInPlace, type Tidy } from '../files/tidy.ts'
import type { Claim, MadeMedia, MediaStore, ProcessingStep, Stage, VideoMedia } from '../store.ts'
import { relocateLater, supersededMs, sweepLater } from '../work.ts'
import type { Scratch } from './scratch.ts'

export interface ProcessingParts {
  media: MediaStore
  objects: ObjectStore
  tools: MediaTools
  queue: JobQueue
  events: Events
  clock: Clock
  tidy: Tidy
  dataDir: string
}

/** Thrown when there is nothing to publish for any more: the video is gone, or a newer lease works on it. */
export class Superfluous extends Error {
  override name = 'Superfluous'
}

export type Session = ReturnType<typeof openSession>

const everySecond = 1_000

export interface Attempt {
  scratch: Scratch
  signal: AbortSignal
  log: Logger
  /** Names of generations that are there and do not count as made. */
  replaces: string[]
}

/** Where the key of what a folder of this kind holds stands. */
const keyOf = {
  file: (video: VideoMedia) => video.progressive,
  hls: (video: VideoMedia) => video.hls?.key ?? null,
  img: (video: VideoMedia) => video.poster,
  storyboard: (video: VideoMedia) => video.storyboard,
}
type MadeKind = keyof typeof keyOf & Kind

/**
 * One attempt at making a video's media. Whatever it writes is fenced: a step of a lease that is not the newest,
 * or of a video that is gone, changes nothing, and what was put for it is removed.
 */
export function openSession(
  parts: ProcessingParts,
  claim: Claim,
  claimed: VideoMedia,
  { scratch, signal, log, replaces }: Attempt,
) {
  const { media, objects, events, clock, queue } = parts
  const { videoId } = claim
  const superfluous = new AbortController()
  let video = claimed
  let percent = video.processing.percent
  let written = percent
  /** Complete as it is: nobody is told that it is made again, and it stays what it is if that fails. */
  const isComplete = claimed.processing.state === 'ready'

  async function advance(step: ProcessingStep, jobs: NewJob[] = []): Promise<void> {
    const after = await media.advance(claim, step, clock.now(), { jobs })
    if (!after) throw new Superfluous()
    video = after
    if (step.made && !isInPlace(video)) await queue.add(relocateLater(videoId))
    if (step.made || step.state) events.emit('video.changed', { videoId })
  }

  /** A step that is news to whoever waits for the video. */
  async function tell(step: ProcessingStep): Promise<void> {
    if (!isComplete) await advance(step)
  }

  /** Whether this attempt, or one before it, has made it. */
  function has(kind: MadeKind): boolean {
    const key = keyOf[kind](video)
    return key !== null && !replaces.includes(generationName(key) ?? key)
  }

  /** Once a second at most: writes how far it is, and notices that the video is gone. */
  const ticker = setInterval(() => {
    tick().catch((error: unknown) => {
      if (error instanceof Superfluous) superfluous.abort()
      else log.warn({ err: error }, 'the progress of a video could not be written')
    })
  }, everySecond)

  async function tick(): Promise<void> {
    if (percent > written) {
      const reached = percent
      await advance({ percent: reached })
      written = reached
    } else if (!(await media.media(videoId))) throw new Superfluous()
  }

  const stop = AbortSignal.any([signal, superfluous.signal])

  /** A stage takes its share of the whole way from `from` to `to` percent. */
  async function stage(name: Stage, from: number): Promise<void> {
    stop.throwIfAborted()
    percent = Math.max(percent, from)
    await tell({ state: 'processing', stage: name, percent })
    written = percent
  }

  const options = (from: number, to: number): Required<StageOptions> => ({
    signal: stop,
    onProgress(done) {
      percent = Math.max(percent, Math.floor(from + ((to - from) * done) / 100))
    },
  })

  /** An empty folder of this attempt. */
  async function folder(name: string): Promise<string> {
    const path = scratch.path(name)
    await mkdir(path, { recursive: true })
    return path
  }

  /** Puts a folder's files under a new generation. */
  async function publish(
    kind: MadeKind,
    from: string,
    made: (generation: string) => MadeMedia,
  ): Promise<void> {
    await publishAs(kind, async (generation) => {
      await objects.putFolder(generation.slice(0, -1), from)
      return made(generation)
    })
  }

  /**
   * Has objects put under a new generation and switches the row to it, in this order, so that nobody ever sees half of
   * one. False: there was nothing to put.
   */
  async function publishAs(
    kind: MadeKind,
    put: (generation: string) => Promise<MadeMedia | null>,
  ): Promise<boolean> {
    stop.throwIfAborted()
    const generation = await announce(kind)
    const remove = () => objects.removePrefix(generation.slice(0, -1))
    const made = await put(generation).catch(async (error) => {
      await remove()
      throw error
    })
    const replacedAt = new Date(clock.now().getTime() + supersededMs)
    const replaced = made && keyOf[kind](video) ? [sweepLater(videoId, replacedAt)] : []
    const pending = video.pending.filter((known) => known !== generation)
    try {
      await advance({ made: made ?? undefined, pending }, replaced)
    } catch (error) {
      // The video went while this was being put: its files were removed before these came. After any other error
      // the switch may have happened, and what is still pending is removed by the next attempt.
      if (error instanceof Superfluous) await remove()
      throw error
    }
    return made !== null
  }

  /** Tells the row where objects will lie, before there are any: nobody takes them for leftovers then. */
  async function announce(kind: Kind): Promise<string> {
    for (;;) {
      const { isOpen } = video
      const generation = newGeneration(videoId, kind, isOpen)
      await advance({ pending: [...video.pending, generation] })
      if (video.isOpen === isOpen) return generation
    }
  }

  /** Generations that an earlier attempt announced and never switched to. */
  async function removeUnfinished(): Promise<void> {
    if (video.pending.length === 0) return
    for (const generation of video.pending) await objects.removePrefix(generation.slice(0, -1))
    await advance({ pending: [] })
  }

  return {
    claim,
    log,
    signal: stop,
    isComplete,
    video: () => video,
    has,
    tell,
    isSuperfluous: () => superfluous.signal.aborted,
    advance,
    stage,
    options,
    folder,
    publish,
    publishAs,
    removeUnfinished,
    close: () => clearInterval(ticker),
  }
}
