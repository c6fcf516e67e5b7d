import type { AudioTrack, Container, Probe, VideoTrack } from '../ports/media-tools.ts'

/** Where things end, as a file says, in seconds from its own zero; null where it does not say. */
export interface Claims {
  container: Container
  /** When its first picture or sound comes. */
  startSeconds: number
  /** How long the container says that it is. */
  lengthSeconds: number | null
  pictureEndSeconds: number | null
  soundEndSeconds: number | null
}

/** Seconds from the start of the file. */
export interface Length {
  durationSeconds: number
  pictureEndSeconds: number
  soundEndSeconds: number
}

/** Their headers count from zero, also where the first picture comes later. */
const countsFromZero: readonly Container[] = ['mp4', 'mov', 'matroska', 'webm']

/**
 * A video is as long as its pictures and its sound. What its container says counts only where they say nothing:
 * a subtitle can go on for longer, and anybody can write anything there.
 */
export function lengthOf(claims: Claims): Length {
  const { container, startSeconds, lengthSeconds, pictureEndSeconds, soundEndSeconds } = claims
  const before = countsFromZero.includes(container) ? Math.max(0, startSeconds) : 0
  const whole = Math.max(0, (lengthSeconds ?? 0) - before)
  const pictures = pictureEndSeconds === null ? null : pictureEndSeconds - startSeconds
  const sound = soundEndSeconds === null ? null : soundEndSeconds - startSeconds
  const durationSeconds = Math.max(pictures ?? whole, sound ?? 0)
  const picturesEnd = pictures ?? durationSeconds
  return { durationSeconds, pictureEndSeconds: picturesEnd, soundEndSeconds: sound ?? picturesEnd }
}

type Tracks = { video: Pick<VideoTrack, 'endSeconds'>; audio: Pick<AudioTrack, 'endSeconds'> | null }

/** Where the sound goes on after the last picture, that one stays until the end. Less than half a second is not seen. */
export function lastPictureSeconds({ video, audio }: Tracks): number {
  const after = audio ? audio.endSeconds - video.endSeconds : 0
  return after > 0.5 ? after : 0
}

/**
 * Seconds that are cut from the beginning, where a file's sound starts a little before its first picture.
 * A copied rendition begins with its first picture, and an encoded one only at a whole frame: else all
 * would be late by a fraction. Transport and program streams have a clock of their own.
 */
export function cutSeconds({ container, video }: Probe): number {
  const ownClock = container === 'mpegts' || container === 'mpeg'
  return !ownClock && video.startSeconds > 0 && video.startSeconds <= 0.1 ? video.startSeconds : 0
}

/** How long the renditions must become, unless the file ends before it says so. */
export const streamSeconds = (probe: Probe, copyTop: boolean): number =>
  probe.video.endSeconds - cutSeconds(probe) + (copyTop ? 0 : lastPictureSeconds(probe))

/** A file that weighs less than this for each of its seconds is counted before it is believed; others are paid for by their size. */
const thinBytesASecond = 8000
/** What little is claimed costs less than the counting. */
const briefSeconds = 60

export const isThin = ({
  sizeBytes,
  durationSeconds,
}: Pick<Probe, 'sizeBytes' | 'durationSeconds'>): boolean =>
  durationSeconds > briefSeconds && sizeBytes < durationSeconds * thinBytesASecond

/** What was found when the packets themselves were read; absent where there was no need to. Ends are from the start of the file. */
export interface Evidence {
  /** How many packets there are in the whole file, and where those of the pictures end. */
  counted?: { pictures: number; sounds: number; seenUntilSeconds: number }
  heardUntilSeconds?: number
}

/** More than a packet of any codec of sound holds. A picture can stay for long. */
export const longestSoundSeconds = 1

/**
 * A header costs its writer nothing, and each second that it claims would cost an encoder some. So sound ends where its packets do,
 * and pictures that are too few for their rate come at the rate at which they are there.
 */
export function borneOut(probe: Probe, { counted, heardUntilSeconds }: Evidence): Probe {
  const ends = [
    ...(heardUntilSeconds === undefined ? [] : [heardUntilSeconds]),
    ...(counted && probe.audio ? [probe.audio.startSeconds + counted.sounds * longestSoundSeconds] : []),
  ]
  const audio = probe.audio && { ...probe.audio, endSeconds: Math.min(probe.audio.endSeconds, ...ends) }
  const video = counted ? picturesBorneOut(probe.video, counted) : probe.video
  return {
    ...probe,
    durationSeconds: Math.max(video.endSeconds, audio?.endSeconds ?? 0),
    audio,
    video,
    canCopyVideo: probe.canCopyVideo && !video.variableFrameRate,
  }
}

function picturesBorneOut(
  video: VideoTrack,
  { pictures, seenUntilSeconds }: NonNullable<Evidence['counted']>,
): VideoTrack {
  const endSeconds = Math.min(video.endSeconds, seenUntilSeconds)
  const rate = pictures / Math.max(endSeconds - video.startSeconds, 0.001)
  if (rate >= video.frameRate * 0.9) return { ...video, endSeconds }
  return { ...video, endSeconds, frameRate: rate, variableFrameRate: true }
}
