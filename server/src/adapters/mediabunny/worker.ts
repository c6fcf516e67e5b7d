import { parentPort, workerData } from 'node:worker_threads'
import {
  ALL_FORMATS,
  Conversion,
  FilePathSource,
  FilePathTarget,
  Input,
  type InputTrack,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny'

export type Task =
  | { name: 'probe'; path: string }
  | { name: 'copy'; path: string; into: string; format: 'mp4' | 'webm' }

/** By the file's own clock, from its packets and not from its header. */
interface Span {
  fromSeconds: number
  untilSeconds: number
}

export interface Facts {
  streams: number
  video: null | {
    span: Span
    codec: string
    /** RFC 6381, such as `avc1.64001f`; empty when it is unknown. */
    codecs: string
    codedWidth: number
    codedHeight: number
    width: number
    height: number
    rotation: number
    squarePixels: boolean
    hdr: boolean
    frameRate: number
    bitRate: number
  }
  audio: null | { span: Span; codec: string; channels: number; sampleRate: number }
}

/** Far enough into a file to know its rate, and no further: a bomb may hold millions of packets. */
const countedPackets = 200

async function probe(input: Input): Promise<Facts> {
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  return {
    streams: (await input.getTracks()).length,
    video: video && (await videoFacts(video)),
    audio: audio && {
      span: await spanOf(audio),
      codec: (await audio.getCodec()) ?? 'unknown',
      channels: await audio.getNumberOfChannels(),
      sampleRate: await audio.getSampleRate(),
    },
  }
}

const spanOf = async (track: InputTrack): Promise<Span> => ({
  fromSeconds: await track.getFirstTimestamp(),
  untilSeconds: await track.computeDuration(),
})

async function videoFacts(track: InputVideoTrack): Promise<Facts['video']> {
  const { averagePacketRate, averageBitrate } = await track.computePacketStats(countedPackets)
  const shape = await track.getPixelAspectRatio()
  return {
    span: await spanOf(track),
    codec: (await track.getCodec()) ?? 'unknown',
    codecs: (await track.getCodecParameterString()) ?? '',
    codedWidth: await track.getCodedWidth(),
    codedHeight: await track.getCodedHeight(),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    rotation: await track.getRotation(),
    squarePixels: shape.num === shape.den,
    hdr: await track.hasHighDynamicRange(),
    frameRate: averagePacketRate,
    bitRate: averageBitrate,
  }
}

/**
 * Pictures and sound as they are; tags, chapters and other tracks stay behind. The index of an MP4 comes
 * last: in front of the rest, the rest would have to be held in memory.
 */
async function copy(input: Input, { into, format }: Extract<Task, { name: 'copy' }>): Promise<void> {
  const output = new Output({
    format: format === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat(),
    target: new FilePathTarget(into),
  })
  const conversion = await Conversion.init({
    input,
    output,
    tracks: 'primary',
    tags: {},
    showWarnings: false,
  })
  if (!conversion.isValid || conversion.discardedTracks.length > 0)
    throw new Error('a track cannot be copied')
  conversion.onProgress = (share) =>
    parentPort?.postMessage({ percent: Math.min(99, Math.floor(share * 100)) })
  await conversion.execute()
}

const task = workerData as Task
const input = new Input({ source: new FilePathSource(task.path), formats: ALL_FORMATS })
const done = task.name === 'probe' ? await probe(input) : await copy(input, task)
parentPort?.postMessage({ done })
