import { Hopeless, type JobRun } from '../../../jobs/job.ts'
import type { Id } from '../../../lib/id.ts'
import { isContentError, MediaError } from '../../../ports/media-tools.ts'
import { isObjectMissing } from '../../../ports/object-store.ts'
import { openScratch } from './scratch.ts'
import { openSession, type ProcessingParts, type Session, Superfluous } from './session.ts'

export const broken = 'The video could not be prepared. Please try to upload it again.'
export const tooSlow = 'The video took too long to prepare. Please try a shorter or smaller one.'

/** What took too long once may have met a busy machine; twice, it would block others for the third time. */
const slowAttempts = 2

export type Run = JobRun<{ videoId: Id; replaces?: string[] }>

const minute = 60_000

/** What a job may take for a video of this length: copies run at many times its speed, a ladder at half of it or less. */
export const timeLimitMs = {
  early: (seconds: number): number => 10 * minute + Math.ceil(seconds) * 1_000,
  ladder: (seconds: number): number => Math.min(46 * 60 * minute, 10 * minute + Math.ceil(seconds) * 20_000),
}

/** One run of a job about a video: claims it, works on it, and says how it ended. */
export function createAttempts({ media, tidy, dataDir, ...parts }: ProcessingParts) {
  async function attempt(
    run: Run,
    limitMs: (seconds: number) => number,
    work: (session: Session) => Promise<void>,
  ): Promise<void> {
    const { payload, jobId, fence, log } = run
    const { videoId, replaces = [] } = payload
    const claim = { videoId, jobId, fence }
    const scratch = await openScratch(dataDir, jobId, fence)
    try {
      const video = await media.claim(claim)
      if (!video) return await leave(videoId)
      const overtime = AbortSignal.timeout(limitMs(video.durationSeconds))
      const signal = AbortSignal.any([run.signal, overtime])
      const session = openSession({ media, tidy, dataDir, ...parts }, claim, video, {
        ...{ scratch, signal, log, replaces },
      })
      try {
        await session.removeUnfinished()
        await session.tell({ state: 'processing', error: null })
        await work(session)
      } catch (error) {
        await giveUp(run, session, overtime, error)
      } finally {
        session.close()
      }
    } finally {
      await scratch.remove()
    }
  }

  async function giveUp(run: Run, session: Session, overtime: AbortSignal, error: unknown): Promise<void> {
    const { videoId } = session.claim
    if (error instanceof Superfluous || session.isSuperfluous()) return leave(videoId)
    if (run.signal.aborted) throw error
    if (isContentError(error)) return fail(session, error.message)
    if (overtime.aborted || isTimeout(error)) {
      if (run.attempt >= slowAttempts) return fail(session, tooSlow)
      throw new Error(tooSlow, { cause: error })
    }
    if (isObjectMissing(error)) return leave(videoId, error)
    throw error
  }

  async function fail(session: Session, error: string): Promise<never> {
    await session.tell({ state: 'failed', error })
    throw new Hopeless(error)
  }

  /** Nothing to do for a video that is gone, but what was put for it after its files were removed must go too. */
  async function leave(
    videoId: Id,
    reason: Error = new Error('A newer lease works on this video.'),
  ): Promise<void> {
    if (await media.media(videoId)) throw reason
    await tidy.removeFiles(videoId)
  }

  /** Of a job that was given up: whoever waits for the video is told. */
  const parked = (videoId: Id): Promise<void> => media.fail(videoId, broken)

  return { attempt, fail, parked }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof MediaError && error.code === 'transcode_timeout'
