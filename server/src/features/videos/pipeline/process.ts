import { Hopeless, type JobRun } from '../../../jobs/job.ts'
import type { Id } from '../../../lib/id.ts'
import { isContentError, MediaError, type MediaSource } from '../../../ports/media-tools.ts'
import { isObjectMissing } from '../../../ports/object-store.ts'
import { processLater } from '../work.ts'
import { openScratch } from './scratch.ts'
import { openSession, type ProcessingParts, type Session, Superfluous } from './session.ts'
import { copyForBrowsers, missingPictures, runEarlyStages, runLadderStages } from './stages.ts'

const broken = 'The video could not be prepared. Please try to upload it again.'
const onlyUpload =
  'Only the upload itself can be played: this server has no ffmpeg to prepare renditions and pictures with. They are made by themselves when it has one.'
const notPlayable =
  'It cannot be played yet: this server has no ffmpeg to prepare it with. That is done by itself when it has one.'
const tooSlow = 'The video took too long to prepare. Please try a shorter or smaller one.'
/** What took too long once may have met a busy machine; twice, it would block others for the third time. */
const slowAttempts = 2

type Run = JobRun<{ videoId: Id; replaces?: string[] }>
type Stages = (session: Session, source: MediaSource) => Promise<void>

const minute = 60_000
/** What a job may take for a video of this length: copies run at many times its speed, a ladder at half of it or less. */
export const timeLimitMs = {
  early: (seconds: number): number => 10 * minute + Math.ceil(seconds) * 1_000,
  ladder: (seconds: number): number => Math.min(46 * 60 * minute, 10 * minute + Math.ceil(seconds) * 20_000),
}

/**
 * Makes everything that is derived from an upload (docs/decisions/0003), in two jobs: `prepareVideo` what is quick,
 * `processVideo` what can take hours. Run again after any end, each goes on where the row says it is, and leaves the
 * same behind. `remakeVideo` is both for a video that has been there for a while: what it has stays until there is better.
 */
export function createProcessing(parts: ProcessingParts) {
  const { media, objects, tools, tidy, dataDir } = parts

  const prepareVideo = (run: Run): Promise<void> =>
    attempt(run, timeLimitMs.early, async (session, source) => {
      const { videoId } = run.payload
      await runEarlyStages(parts, session, source)
      const later = processLater(videoId, await media.earlierInWork(videoId))
      await session.advance({ state: 'queued', stage: 'waiting' }, [later])
    })

  const processVideo = (run: Run): Promise<void> =>
    attempt(run, timeLimitMs.ladder, async (session, source) => {
      await runLadderStages(parts, session, source)
      await finish(session)
    })

  const remakeVideo = (run: Run): Promise<void> =>
    attempt(run, timeLimitMs.ladder, async (session, source) => {
      await runEarlyStages(parts, session, source)
      await runLadderStages(parts, session, source)
      await finish(session)
    })

  async function finish(session: Session): Promise<void> {
    const error = missingPictures(session.video())
    await session.advance({ state: 'ready', stage: 'done', percent: 100, error })
  }

  async function attempt(run: Run, limitMs: (seconds: number) => number, stages: Stages): Promise<void> {
    const { payload, jobId, fence, log } = run
    const { videoId, replaces = [] } = payload
    const claim = { videoId, jobId, fence }
    const scratch = await openScratch(dataDir, jobId, fence)
    try {
      const video = await media.claim(claim)
      if (!video) return await leave(videoId)
      const overtime = AbortSignal.timeout(limitMs(video.durationSeconds))
      const signal = AbortSignal.any([run.signal, overtime])
      const session = openSession(parts, claim, video, { scratch, signal, log, replaces })
      try {
        await work(session, stages)
      } catch (error) {
        await giveUp(run, session, overtime, error)
      } finally {
        session.close()
      }
    } finally {
      await scratch.remove()
    }
  }

  async function work(session: Session, stages: Stages): Promise<void> {
    await session.removeUnfinished()
    await session.tell({ state: 'processing', error: null })
    if (!tools.capabilities.canTranscode) return withoutTranscoder(session)
    await withSource(session, (source) => stages(session, source))
  }

  async function withSource(session: Session, use: (source: MediaSource) => Promise<void>): Promise<void> {
    const { source } = session.video()
    if (!source) throw new Hopeless('The upload of this video is not kept here.')
    const copy = await objects.localCopy(source)
    try {
      await use({ path: copy.path, probe: await tools.probe(copy.path, session.signal) })
    } finally {
      await copy.release()
    }
  }

  /** What a browser plays as it is stays as it is, and all of it waits for an ffmpeg. */
  async function withoutTranscoder(session: Session): Promise<void> {
    if (!session.has('file')) await copyAtLeast(session)
    const state = session.has('file') ? 'ready' : 'failed'
    const error = session.has('file') ? onlyUpload : notPlayable
    const percent = session.has('file') ? 100 : undefined
    await session.advance({ state, stage: 'done', percent, error, awaitsTranscoder: true })
  }

  async function copyAtLeast(session: Session): Promise<void> {
    try {
      await withSource(session, (source) => copyForBrowsers(parts, session, source))
    } catch (error) {
      if (!(error instanceof MediaError) || session.signal.aborted) throw error
      session.log.warn({ err: error }, 'a video waits for an ffmpeg')
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

  return { prepareVideo, processVideo, remakeVideo, parked }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof MediaError && error.code === 'transcode_timeout'
