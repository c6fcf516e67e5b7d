import {
  type AudioTrack,
  type Container,
  MediaError,
  type Probe,
  type VideoTrack,
} from '../ports/media-tools.ts'
import { type Length, lengthOf } from './length.ts'
import { canCopyVideo, checkLimits, progressiveFormat } from './policy.ts'

interface ProbedStream {
  codec_type?: string
  codec_name?: string
  profile?: string
  level?: number
  pix_fmt?: string
  width?: number
  height?: number
  sample_aspect_ratio?: string
  r_frame_rate?: string
  avg_frame_rate?: string
  field_order?: string
  color_transfer?: string
  bit_rate?: string
  start_time?: string
  duration?: string
  nb_read_packets?: string
  channels?: number
  sample_rate?: string
  disposition?: Record<string, number>
  side_data_list?: { rotation?: number }[]
  tags?: Record<string, string>
}

/** What `ffprobe -show_format -show_streams -of json` prints; only what is read here, and none of it certain. */
export interface ProbedFile {
  format?: { duration?: string; start_time?: string; bit_rate?: string }
  streams?: ProbedStream[]
}

/** The pictures of the video, and which of the audio streams is heard: the first that can be decoded. */
export function tracksOf({ streams = [] }: ProbedFile) {
  const sounds = streams.filter((stream) => stream.codec_type === 'audio')
  const position = sounds.findIndex(isReadable)
  return {
    pictures: streams.find((stream) => stream.codec_type === 'video' && !isCover(stream)),
    sound: sounds[position],
    position,
  }
}

/** By the file's own clock, when its first picture or sound comes. */
export const startOf = ({ format }: ProbedFile): number => seconds(format?.start_time) ?? 0

/** Turns ffprobe's answer into a Probe. Throws what the limits say. */
export function readProbe(file: ProbedFile, container: Container, sizeBytes: number): Probe {
  const streams = file.streams?.length ?? 0
  const { pictures, sound, position } = tracksOf(file)
  if (streams > 32) checkLimits({ streams, durationSeconds: 0, width: 0, height: 0, frameRate: 0 })
  if (!pictures) throw new MediaError('no_video_stream', 'The file holds no video.')
  if (!pictures.codec_name || pictures.codec_name === 'none' || pictures.codec_name === 'unknown')
    throw new MediaError('codec_not_allowed', 'The video is of a kind that we cannot read.')
  if (!pictures.width || !pictures.height)
    throw new MediaError('incomplete_file', 'The file ends before its first picture.')

  const start = startOf(file)
  const length = lengthOf({
    container,
    startSeconds: start,
    lengthSeconds: seconds(file.format?.duration),
    pictureEndSeconds: endOf(pictures, file),
    soundEndSeconds: sound ? endOf(sound, file) : null,
  })
  const { durationSeconds } = length
  const bitRate = durationSeconds > 0 ? (sizeBytes * 8) / durationSeconds : 0
  const video = readVideo(pictures, { start, bitRate, length })
  const audio = sound ? readAudio(sound, { position, start, length }) : null
  checkLimits({
    streams,
    durationSeconds,
    width: Math.max(video.codedWidth, video.width),
    height: Math.max(video.codedHeight, video.height),
    frameRate: video.frameRate,
  })
  const known = { container, durationSeconds, sizeBytes, bitRate, video, audio }
  return {
    ...known,
    playsInBrowser: progressiveFormat(known) !== null,
    canCopyVideo: canCopyVideo(known),
  }
}

const isCover = (stream: ProbedStream) =>
  stream.disposition?.attached_pic === 1 || stream.disposition?.timed_thumbnails === 1

function readVideo(
  stream: ProbedStream,
  file: { start: number; bitRate: number; length: Length },
): VideoTrack {
  const { codec_name = '', width = 0, height = 0 } = stream
  const rotation = readRotation(stream)
  const pixelShape = ratio(stream.sample_aspect_ratio, ':') || 1
  const squareWidth = Math.max(1, Math.round(width * pixelShape))
  const turned = rotation === 90 || rotation === 270
  const average = ratio(stream.avg_frame_rate, '/')
  const base = ratio(stream.r_frame_rate, '/')
  return {
    codec: codec_name,
    profile: stream.profile ?? '',
    level: stream.level ?? 0,
    pixelFormat: stream.pix_fmt ?? '',
    codedWidth: width,
    codedHeight: height,
    width: turned ? height : squareWidth,
    height: turned ? squareWidth : height,
    rotation,
    squarePixels: Math.abs(pixelShape - 1) < 0.001,
    frameRate: average || base || 25,
    variableFrameRate: average > 0 && base > 0 && Math.abs(base - average) / base > 0.005,
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? ''),
    hdr:
      stream.color_transfer === 'smpte2084' ? 'pq' : stream.color_transfer === 'arib-std-b67' ? 'hlg' : null,
    bitRate: Number(stream.bit_rate) || file.bitRate,
    startSeconds: (seconds(stream.start_time) ?? file.start) - file.start,
    endSeconds: file.length.pictureEndSeconds,
  }
}

/** ffprobe counts anticlockwise; old builds only give the tag, which counts clockwise. */
function readRotation(stream: ProbedStream): number {
  const matrix = stream.side_data_list?.find((data) => typeof data.rotation === 'number')?.rotation
  const clockwise = matrix === undefined ? Number(stream.tags?.rotate ?? 0) : -matrix
  return Number.isFinite(clockwise) ? (((Math.round(clockwise / 90) * 90) % 360) + 360) % 360 : 0
}

/** By the file's own clock; null where it is not said. Matroska keeps it in a tag such as `00:00:02.023000000`. */
function endOf({ start_time, duration, tags }: ProbedStream, { format }: ProbedFile): number | null {
  const lasts = seconds(duration)
  if (lasts !== null) return (seconds(start_time) ?? seconds(format?.start_time) ?? 0) + lasts
  const [hours, minutes, rest] = (tags?.DURATION ?? '').split(':').map(Number)
  const tagged = rest === undefined ? Number.NaN : hours! * 3600 + minutes! * 60 + rest
  return tagged > 0 ? Math.min(tagged, seconds(format?.duration) ?? tagged) : null
}

const readAudio = (
  track: ProbedStream,
  file: { position: number; start: number; length: Length },
): AudioTrack => ({
  position: file.position,
  codec: track.codec_name ?? '',
  channels: track.channels ?? 0,
  sampleRate: Number(track.sample_rate ?? 0),
  startSeconds: (seconds(track.start_time) ?? file.start) - file.start,
  endSeconds: file.length.soundEndSeconds,
})

/** Phones add tracks of sound in formats that no decoder here knows, without channels or a rate. */
const isReadable = (track: ProbedStream) =>
  Boolean(track.codec_name) &&
  !['none', 'unknown'].includes(track.codec_name ?? '') &&
  Number(track.sample_rate) > 0 &&
  Boolean(track.channels)

const seconds = (text: string | undefined): number | null => {
  const value = Number.parseFloat(text ?? '')
  return Number.isFinite(value) ? value : null
}

function ratio(text: string | undefined, by: '/' | ':'): number {
  const [above = 0, below = 0] = (text ?? '').split(by).map(Number)
  return above > 0 && below > 0 ? above / below : 0
}
