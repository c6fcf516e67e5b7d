import type { JobRun } from '../../../jobs/job.ts'
import type { Id } from '../../../lib/id.ts'
import { createTurns } from '../../../lib/turns.ts'
import type { HostNotice, MediaHost } from '../../../ports/media-host.ts'
import { generationName, generationOf } from '../files/keys.ts'
import type { VideoMedia } from '../store.ts'
import { lookLater, lookNow } from '../work.ts'
import { broken, createAttempts, type Run, timeLimitMs, tooSlow } from './attempt.ts'
import type { ProcessingParts, Session } from './session.ts'
import { takePictures } from './stages.ts'

interface Parts extends ProcessingParts {
  host: MediaHost
}

/** `looks`: how often this chain of looks has found nothing; null: the host itself called, and the chain goes on beside it. */
export type Look = JobRun<{ videoId: Id; looks: number | null; failed?: { generation: string } }>

const onlyFile = 'It plays, but no poster could be made: a part of the file seems to be damaged.'
/** The longest video is made in hours; whoever needs a day has forgotten it. */
const patienceMs = 24 * 3_600_000
const longestPauseMs = 10 * 60_000
const firstPauseMs = 2_000

const pauseMs = (looks: number): number => Math.min(longestPauseMs, firstPauseMs * 2 ** looks)
/** What was asked for may be forgotten: the file has another type since its video was closed. */
const looksBetweenRequests = 6
const mostLooks = Math.ceil(patienceMs / longestPauseMs)

/**
 * Has a host make what is derived of an upload, in the place of an ffmpeg here (`createProcessing`). Work is asked for
 * and looked for: when the host says that it is made, and now and then, because it may have no way to say so. Each look goes
 * on where the row says it is.
 */
export function createHostedProcessing(parts: Parts) {
  const { host, media, queue, clock } = parts
  const { attempt, fail, parked } = createAttempts(parts)
  /** A notification may come before the job that asked has ended, or while another look runs. */
  const inTurn = createTurns()

  const prepareVideo = (run: Run): Promise<void> =>
    inTurn(run.payload.videoId, () =>
      attempt(run, timeLimitMs.early, async (session) => {
        if (isWhole(session.video())) return finish(session)
        await ask(session)
        await lookAgain(session, 0)
      }),
    )

  const lookForVideo = (run: Look): Promise<void> => inTurn(run.payload.videoId, () => look(run))

  async function look(run: Look): Promise<void> {
    const { videoId, looks, failed } = run.payload
    const video = await media.media(videoId)
    // A notification may come twice, or after a look has found the same.
    if (!video || isDone(video)) return
    await attempt(run, timeLimitMs.early, async (session) => {
      if (await goOn(session)) return finish(session)
      if (failed && isOf(session.video(), failed.generation)) await fail(session, broken)
      if (looks === null) return
      if (looks % looksBetweenRequests === 0) await ask(session)
      await lookAgain(session, looks)
    })
  }

  async function ask(session: Session): Promise<void> {
    const { progressive, source } = session.video()
    if (progressive) {
      await takePosterOf(session, progressive)
      await host.requestStream(progressive)
    } else if (source) await host.requestFile(source)
    else await fail(session, broken)
  }

  /** True: all is there. */
  async function goOn(session: Session): Promise<boolean> {
    if (!session.has('file')) {
      if (await takeFile(session)) await ask(session)
      return false
    }
    const { progressive } = session.video()
    const stream = progressive && (await host.findStream(progressive))
    if (!stream) return false
    const { durationSeconds } = session.video()
    await session.advance({ made: { hls: { ...stream, durationSeconds, complete: true } } })
    return true
  }

  /** Of what no browser plays: once the host has made a file of it, that becomes an object like any other. */
  async function takeFile(session: Session): Promise<boolean> {
    const { source } = session.video()
    if (!source) return false
    return session.publishAs('file', async (generation) => {
      const progressive = `${generation}video.mp4`
      return (await host.takeFile(source, progressive)) ? { progressive } : null
    })
  }

  const takePosterOf = (session: Session, key: string): Promise<void> =>
    takePictures(session, (atSeconds, into) => host.poster(key, atSeconds, into))

  async function lookAgain(session: Session, looks: number): Promise<void> {
    if (looks >= mostLooks) await fail(session, tooSlow)
    const at = new Date(clock.now().getTime() + pauseMs(looks))
    await session.advance({ stage: 'ladder' }, [lookLater(session.claim.videoId, looks + 1, at)])
  }

  async function finish(session: Session): Promise<void> {
    const { poster } = session.video()
    await session.advance({ state: 'ready', stage: 'done', percent: 100, error: poster ? null : onlyFile })
  }

  /** Makes the next look happen now. What is made is asked of the host, never believed of a notice. */
  async function hear({ videoId, generation, failed }: HostNotice): Promise<void> {
    await queue.add(lookNow(videoId, failed === null ? undefined : { generation }))
  }

  return {
    prepareVideo,
    processVideo: prepareVideo,
    remakeVideo: prepareVideo,
    parked,
    lookForVideo,
    hear,
  }
}

/** The stream is the one of the file that is there. */
const isWhole = ({ progressive, hls }: VideoMedia): boolean =>
  progressive !== null &&
  hls?.complete === true &&
  (generationName(progressive) ?? progressive) === (generationName(hls.key) ?? hls.key)

const isDone = (video: VideoMedia): boolean => isWhole(video) && video.processing.state === 'ready'

const isOf = ({ progressive, source }: VideoMedia, generation: string): boolean =>
  [progressive, source].some((key) => key && generationOf(key)?.endsWith(`/${generation}/`))
