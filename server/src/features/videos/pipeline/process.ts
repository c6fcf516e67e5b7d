import { Hopeless, type JobRun } from '../../../jobs/job.ts'
import type { Id } from '../../../lib/id.ts'
import { isContentError } from '../../../ports/media-tools.ts'
import { isObjectMissing } from '../../../ports/object-store.ts'
import { openScratch } from './scratch.ts'
import { openSession, type ProcessingParts, type Session, Superfluous } from './session.ts'
import { runStages } from './stages.ts'

const broken = 'The video could not be prepared. Please try to upload it again.'

/**
 * Makes everything that is derived from an upload (docs/architecture.md, the pipeline). Run again after any end, it
 * goes on where the row says it is, and leaves the same behind.
 */
export function createProcessing(parts: ProcessingParts) {
  const { media, objects, tools, tidy, dataDir } = parts

  async function processVideo(run: JobRun<{ videoId: Id }>): Promise<void> {
    const { payload, jobId, fence, signal, log } = run
    const { videoId } = payload
    const claim = { videoId, jobId, fence }
    const scratch = await openScratch(dataDir, jobId, fence)
    try {
      const video = await media.claim(claim)
      if (!video) return await leave(videoId)
      const session = openSession(parts, claim, video, { scratch, signal, log })
      try {
        await work(session)
      } catch (error) {
        await giveUp(session, error)
      } finally {
        session.close()
      }
    } finally {
      await scratch.remove()
    }
  }

  async function work(session: Session): Promise<void> {
    await session.removeUnfinished()
    await session.advance({ state: 'processing', error: null })
    const { capabilities } = tools
    if (!capabilities.canTranscode) return withoutTranscoder(session)
    const { source } = session.video()
    if (!source) throw new Hopeless('The upload of this video is not kept here.')
    const copy = await objects.localCopy(source)
    try {
      const probe = await tools.probe(copy.path, session.signal)
      await runStages(parts, session, { path: copy.path, probe })
    } finally {
      await copy.release()
    }
    await session.advance({ state: 'ready', stage: 'done', percent: 100 })
  }

  /** What a browser plays as it is stays as it is. */
  async function withoutTranscoder(session: Session): Promise<void> {
    const error =
      'Only the upload itself can be played: this server has no ffmpeg to prepare renditions with.'
    const state = session.video().progressive ? 'ready' : 'failed'
    await session.advance({ state, stage: 'done', percent: 100, error })
  }

  async function giveUp(session: Session, error: unknown): Promise<void> {
    const { videoId } = session.claim
    if (error instanceof Superfluous || session.isSuperfluous()) return leave(videoId)
    if (session.signal.aborted) throw error
    if (isContentError(error)) {
      await session.advance({ state: 'failed', error: error.message })
      throw new Hopeless(error.message)
    }
    if (isObjectMissing(error)) return leave(videoId, error)
    throw error
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

  return { processVideo, parked }
}
