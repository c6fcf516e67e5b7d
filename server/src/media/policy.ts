import { type Container, MediaError, type Probe } from '../ports/media-tools.ts'
import { maxBitRate } from './ladder.ts'
import { lastPictureSeconds } from './length.ts'

export const limits = {
  durationSeconds: 12 * 3600,
  sidePixels: 8192,
  frameRate: 240,
  streams: 32,
} as const

/** Key frames further apart make segments that players wait for. */
export const longestCopiedSegmentSeconds = 10

export interface Shape {
  durationSeconds: number
  streams: number
  width: number
  height: number
  frameRate: number
}

/** The limits of the contract. Throws the first that is broken. */
export function checkLimits({ durationSeconds, streams, width, height, frameRate }: Shape): void {
  if (streams > limits.streams)
    throw new MediaError(
      'too_many_streams',
      `The file holds ${streams} streams; ${limits.streams} are the most.`,
    )
  if (Math.max(width, height) > limits.sidePixels)
    throw new MediaError(
      'dimensions_too_large',
      `The video is ${width} × ${height}; a side may have ${limits.sidePixels} pixels.`,
    )
  if (durationSeconds > limits.durationSeconds)
    throw new MediaError('video_too_long', `The video is longer than ${limits.durationSeconds / 3600} hours.`)
  if (frameRate > limits.frameRate + 0.5)
    throw new MediaError(
      'frame_rate_too_high',
      `The video has ${Math.round(frameRate)} frames a second; ${limits.frameRate} are the most.`,
    )
}

/** Whose pictures and sound can be taken over as they are. */
export const copyableContainers: readonly Container[] = ['mp4', 'mov', 'matroska', 'webm']
const browserProfiles = ['Baseline', 'Constrained Baseline', 'Main', 'High']

/** What the progressive copy is: H.264 goes into MP4, the free codecs into WebM; null when no browser would play it. */
export function progressiveFormat({
  container,
  video,
  audio,
}: Pick<Probe, 'container' | 'video' | 'audio'>): 'mp4' | 'webm' | null {
  if (!copyableContainers.includes(container)) return null
  const sound = audio?.codec ?? null
  if (video.codec === 'h264') {
    const fits =
      browserProfiles.includes(video.profile) && ['yuv420p', 'yuvj420p'].includes(video.pixelFormat)
    return fits && (sound === null || sound === 'aac' || sound === 'mp3') ? 'mp4' : null
  }
  if (container !== 'webm' && container !== 'matroska') return null
  const free =
    ['vp8', 'vp9', 'av1'].includes(video.codec) && (sound === null || sound === 'opus' || sound === 'vorbis')
  return free ? 'webm' : null
}

/**
 * Whether the pictures can be the top rendition as they are: every player must take them, and the encoded
 * renditions must be able to cut at the same moments. How far its key frames are apart shows only when it is cut.
 */
export function canCopyVideo(
  probe: Pick<Probe, 'container' | 'durationSeconds' | 'video' | 'audio'>,
): boolean {
  const { container, durationSeconds, video } = probe
  return (
    copyableContainers.includes(container) &&
    video.codec === 'h264' &&
    browserProfiles.includes(video.profile) &&
    video.pixelFormat === 'yuv420p' &&
    video.level <= 51 &&
    durationSeconds > 0 &&
    !video.interlaced &&
    !video.hdr &&
    !video.variableFrameRate &&
    video.frameRate <= 60.5 &&
    video.squarePixels &&
    video.rotation === 0 &&
    video.startSeconds <= 0.1 &&
    lastPictureSeconds(probe) === 0 &&
    Math.min(video.width, video.height) <= 2160 &&
    video.bitRate <= 2 * maxBitRate(video)
  )
}
