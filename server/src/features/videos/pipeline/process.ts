import { Hopeless } from '../../../jobs/job.ts'
import { MediaError, type MediaSource } from '../../../ports/media-tools.ts'
import { processLater } from '../work.ts'
import { createAttempts, type Run, timeLimitMs } from './attempt.ts'
import type { ProcessingParts, Session } from './session.ts'
import { copyForBrowsers, missingPictures, runEarlyStages, runLadderStages } from './stages.ts'

const onlyUpload =
  'Only the upload itself can be played: this server has no ffmpeg to prepare renditions and pictures with. They are made by themselves when it has one.'
const notPlayable =
  'It cannot be played yet: this server has no ffmpeg to prepare it with. That is done by itself when it has one.'

type Stages = (session: Session, source: MediaSource) => Promise<void>

/**
 * Makes everything that is derived from an upload (docs/decisions/0003), in two jobs: `prepareVideo` what is quick,
 * `processVideo` what can take hours. Run again after any end, each goes on where the row says it is, and leaves the
 * same behind. `remakeVideo` is both for a video that has been there for a while: what it has stays until there is better.
 */
export function createProcessing(parts: ProcessingParts) {
  const { media, objects, tools } = parts
  const { attempt, parked } = createAttempts(parts)

  const prepareVideo = (run: Run): Promise<void> =>
    make(run, timeLimitMs.early, async (session, source) => {
      const { videoId } = run.payload
      await runEarlyStages(parts, session, source)
      const later = processLater(videoId, await media.earlierInWork(videoId))
      await session.advance({ state: 'queued', stage: 'waiting' }, [later])
    })

  const processVideo = (run: Run): Promise<void> =>
    make(run, timeLimitMs.ladder, async (session, source) => {
      await runLadderStages(parts, session, source)
      await finish(session)
    })

  const remakeVideo = (run: Run): Promise<void> =>
    make(run, timeLimitMs.ladder, async (session, source) => {
      await runEarlyStages(parts, session, source)
      await runLadderStages(parts, session, source)
      await finish(session)
    })

  async function finish(session: Session): Promise<void> {
    const error = missingPictures(session.video())
    await session.advance({ state: 'ready', stage: 'done', percent: 100, error })
  }

  const make = (run: Run, limitMs: (seconds: number) => number, stages: Stages): Promise<void> =>
    attempt(run, limitMs, (session) => {
      if (!tools.capabilities.canTranscode) return withoutTranscoder(session)
      return withSource(session, (source) => stages(session, source))
    })

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

  return { prepareVideo, processVideo, remakeVideo, parked }
}
