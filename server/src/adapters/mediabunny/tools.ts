import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { requireComplete, requireContainer } from '../../media/file.ts'
import { lengthOf } from '../../media/length.ts'
import { checkLimits, copyableContainers, progressiveFormat } from '../../media/policy.ts'
import {
  type Container,
  type MediaCapabilities,
  MediaError,
  type MediaTools,
  type Probe,
} from '../../ports/media-tools.ts'
import type { Facts, Task } from './worker.ts'

const probeLimitMs = 15_000
const copyLimitMs = 30 * 60_000
const heapMegabytes = 512

/**
 * What works without any ffmpeg: a video that a browser plays is probed and copied without its metadata.
 * Everything else throws `ffmpeg_missing`; `capabilities` are those of the search that found none.
 */
export function createMediabunnyTools(capabilities: MediaCapabilities): MediaTools {
  const missing = () =>
    Promise.reject(
      new MediaError(
        'ffmpeg_missing',
        'Videos cannot be prepared here at the moment.',
        capabilities.reason ?? '',
      ),
    )

  async function probe(path: string, signal?: AbortSignal): Promise<Probe> {
    const { size } = await stat(path)
    const container = await requireContainer(path)
    // Not even its length could be known.
    if (!copyableContainers.includes(container)) return missing()
    await requireComplete(path, container)
    const facts = await inWorker<Facts>({ name: 'probe', path }, { limitMs: probeLimitMs, signal }).catch(
      (error: unknown) => {
        throw explainProbe(error)
      },
    )
    return readFacts(facts, container, size)
  }

  const makeProgressive: MediaTools['makeProgressive'] = async (
    { path, probe: found },
    into,
    options = {},
  ) => {
    const format = progressiveFormat(found)
    if (!format) return missing()
    await inWorker({ name: 'copy', path, into, format }, { limitMs: copyLimitMs, ...options })
    options.onProgress?.(100)
  }

  return {
    ...{ capabilities, probe, makeProgressive, remuxToHls: missing, encodeLadder: missing },
    ...{ progressiveFromHls: missing, poster: missing, storyboard: missing },
  }
}

function explainProbe(error: unknown): unknown {
  if (!(error instanceof MediaError)) return error
  if (error.code === 'transcode_timeout')
    return new MediaError('probe_timeout', 'The file could not be read in time.')
  if (error.code !== 'transcode_failed') return error
  return new MediaError('not_a_video', 'The file is not a video that can be read here.', error.detail)
}

interface WorkOptions {
  limitMs: number
  signal?: AbortSignal
  onProgress?: (percent: number) => void
}

/** A thread with a heap of its own, so that a hostile file can neither block the server nor fill its memory. */
function inWorker<Result>(task: Task, { limitMs, signal, onProgress }: WorkOptions): Promise<Result> {
  if (signal?.aborted) return Promise.reject(aborted())
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  })
  return new Promise<Result>((resolve, reject) => {
    const onAbort = () => reject(aborted())
    const limit = setTimeout(
      () => reject(new MediaError('transcode_timeout', 'The work on the video took too long.')),
      limitMs,
    )
    signal?.addEventListener('abort', onAbort, { once: true })
    let said = -1
    worker.on('message', (message: { percent: number } | { done: Result }) => {
      if ('done' in message) resolve(message.done)
      else if (message.percent > said) {
        said = message.percent
        onProgress?.(said)
      }
    })
    worker.on('error', (error: Error) =>
      reject(new MediaError('transcode_failed', 'The video could not be copied.', error.message)),
    )
    worker.on('exit', () => {
      clearTimeout(limit)
      signal?.removeEventListener('abort', onAbort)
      reject(new MediaError('transcode_failed', 'The video could not be copied.'))
    })
  }).finally(() => worker.terminate())
}

const aborted = () => new MediaError('transcode_aborted', 'The work on the video was stopped.')

/** Names as ffmpeg has them; profiles of H.264 by their number. */
const codecNames: Record<string, string> = { avc: 'h264' }
const profiles: Record<string, string> = { '42': 'Baseline', '4d': 'Main', '64': 'High' }

function readFacts({ streams, video, audio }: Facts, container: Container, sizeBytes: number): Probe {
  if (!video) throw new MediaError('no_video_stream', 'The file holds no video.')
  // What stands before zero is not presented.
  const start = Math.max(
    0,
    Math.min(video.span.fromSeconds, audio?.span.fromSeconds ?? Number.POSITIVE_INFINITY),
  )
  const { durationSeconds, pictureEndSeconds, soundEndSeconds } = lengthOf({
    ...{ container, startSeconds: start, lengthSeconds: null },
    pictureEndSeconds: video.span.untilSeconds,
    soundEndSeconds: audio?.span.untilSeconds ?? null,
  })
  const { codedWidth, codedHeight, width, height, frameRate, bitRate } = video
  checkLimits({
    streams,
    durationSeconds,
    frameRate,
    width: Math.max(codedWidth, width),
    height: Math.max(codedHeight, height),
  })
  const profile = profiles[/^avc[13]\.(..)/.exec(video.codecs)?.[1]?.toLowerCase() ?? ''] ?? ''
  const known = {
    ...{
      container,
      durationSeconds,
      sizeBytes,
      bitRate: durationSeconds > 0 ? (sizeBytes * 8) / durationSeconds : 0,
    },
    video: {
      ...{
        codec: codecNames[video.codec] ?? video.codec,
        profile,
        level: 0,
        pixelFormat: profile ? 'yuv420p' : '',
      },
      ...{
        codedWidth,
        codedHeight,
        width,
        height,
        rotation: video.rotation,
        squarePixels: video.squarePixels,
      },
      ...{
        frameRate,
        variableFrameRate: false,
        interlaced: false,
        hdr: video.hdr ? ('pq' as const) : null,
        bitRate,
      },
      ...{ startSeconds: video.span.fromSeconds - start, endSeconds: pictureEndSeconds },
    },
    audio: audio && {
      ...{ position: 0, codec: audio.codec, channels: audio.channels, sampleRate: audio.sampleRate },
      ...{ startSeconds: audio.span.fromSeconds - start, endSeconds: soundEndSeconds },
    },
  }
  return { ...known, playsInBrowser: progressiveFormat(known) !== null, canCopyVideo: false }
}
