/**
 * Why a file cannot be used. What stands before `probe_timeout` is about its contents (422). A probe that took too long is
 * answered with 422 as well, but may do better another time; the last four are about us.
 */
export const mediaErrorCodes = [
  'not_a_video',
  'incomplete_file',
  'codec_not_allowed',
  'dimensions_too_large',
  'video_too_long',
  'frame_rate_too_high',
  'too_many_streams',
  'no_video_stream',
  'probe_timeout',
  'ffmpeg_missing',
  'transcode_failed',
  'transcode_timeout',
  'transcode_aborted',
] as const

export type MediaErrorCode = (typeof mediaErrorCodes)[number]

export class MediaError extends Error {
  readonly code: MediaErrorCode
  /** What the tool printed last, for the log; never for a visitor, for it can hold paths. */
  readonly detail: string

  constructor(code: MediaErrorCode, message: string, detail = '') {
    super(message)
    this.name = 'MediaError'
    this.code = code
    this.detail = detail
  }
}

/** True for what is wrong with the file itself: trying again cannot help. */
export const isContentError = (error: unknown): error is MediaError =>
  error instanceof MediaError &&
  mediaErrorCodes.indexOf(error.code) < mediaErrorCodes.indexOf('probe_timeout')

export type Container =
  | 'mp4'
  | 'mov'
  | 'matroska'
  | 'webm'
  | 'avi'
  | 'mpegts'
  | 'mpeg'
  | 'flv'
  | 'asf'
  | 'ogg'

export interface VideoTrack {
  codec: string
  profile: string
  /** As the codec counts it: 41 is H.264 level 4.1. */
  level: number
  pixelFormat: string
  /** As coded, before rotation and pixel shape. */
  codedWidth: number
  codedHeight: number
  /** As a person sees it: rotated, with square pixels. */
  width: number
  height: number
  /** Degrees clockwise: 0, 90, 180, 270. */
  rotation: number
  squarePixels: boolean
  frameRate: number
  variableFrameRate: boolean
  interlaced: boolean
  /** The transfer curve of a high dynamic range picture; null for an ordinary one. */
  hdr: 'pq' | 'hlg' | null
  bitRate: number
  /** Seconds between the start of the file and the first picture. */
  startSeconds: number
  /** Seconds between the start of the file and the end of the last picture; the sound may go on. */
  endSeconds: number
}

export interface AudioTrack {
  /** Which of the file's audio streams, from 0: the first that can be decoded. */
  position: number
  codec: string
  channels: number
  sampleRate: number
  /** Seconds between the start of the file and the first sound. */
  startSeconds: number
  /** Seconds between the start of the file and the end of the last sound, which its packets bear out. */
  endSeconds: number
}

export interface Probe {
  container: Container
  /** To the end of the pictures and of the sound; what the container says of itself counts only where they say nothing. */
  durationSeconds: number
  sizeBytes: number
  bitRate: number
  video: VideoTrack
  /** Null for a silent video. */
  audio: AudioTrack | null
  /** A plain <video> element plays a stream copy of it (`makeProgressive`). */
  playsInBrowser: boolean
  /** The pictures may go into HLS without being encoded again, as far as a probe can see. */
  canCopyVideo: boolean
}

/** The source as it was probed; every stage reads the file again under the same guards. */
export interface MediaSource {
  path: string
  probe: Probe
}

export interface StageOptions {
  signal?: AbortSignal
  /** 0 to 100, never falling, at most once a second and once at the end. */
  onProgress?: (percent: number) => void
}

export interface Rendition {
  /** Folder below the HLS folder: `v720`. */
  name: string
  width: number
  height: number
  frameRate: number
  /** RFC 6381: `avc1.64001f`. */
  codecs: string
  /** Bits a second, of the pictures alone. */
  peakBitRate: number
  averageBitRate: number
  /** Taken from the source without encoding. */
  copied: boolean
}

export interface HlsOutput {
  renditions: Rendition[]
  hasAudio: boolean
  durationSeconds: number
  /** Less than 95 % of what the file claims could be read. */
  truncated: boolean
  sizeBytes: number
  /** Paths relative to the folder in the order in which to publish them: segments, media manifests, `master.m3u8` last. */
  files: string[]
}

export interface StoryboardOutput {
  /** `storyboard.vtt` and its sheets, relative to the folder, the VTT last. */
  files: string[]
  intervalSeconds: number
}

export interface MediaCapabilities {
  /** There is an ffmpeg; without one only `probe` and `makeProgressive` may work, see `reason`. */
  canTranscode: boolean
  /** As the program calls itself; null when there is none. */
  version: string | null
  source: 'environment' | 'system' | 'npm' | 'none'
  /** Takes a stream-copied top rendition with exact timing. */
  canCopyVideo: boolean
  canTonemap: boolean
  /** What is wrong or should be better, in a sentence for the operator; null when all is well. */
  reason: string | null
}

/**
 * What the videos feature needs from a transcoder. Nothing here opens a network connection, whatever the
 * file says. Each stage may be repeated: it empties the folder it is given, and the same source, settings and
 * program give the same files with the same cuts, frames and times; the same bytes too, but for renditions
 * that meet the cap of their bit rate (docs/decisions/0003). All throw MediaError.
 */
export interface MediaTools {
  readonly capabilities: MediaCapabilities
  /** Sniffs, probes and judges by the limits; 5 s at most. Resolves only for a video that we take. */
  probe(path: string, signal?: AbortSignal): Promise<Probe>
  /** Stage 0: an MP4 or WebM at `into` by stream copy, without metadata, playable from its first bytes. Only where `playsInBrowser`. */
  makeProgressive(source: MediaSource, into: string, options?: StageOptions): Promise<void>
  /** Stage 1: one copied rendition and audio. Null when the pictures turn out not to fit (key frames too far apart). */
  remuxToHls(source: MediaSource, folder: string, options?: StageOptions): Promise<HlsOutput | null>
  /** Stage 2: the whole ladder. `copyTop` takes the largest rendition from the source: true only after `remuxToHls` gave one. */
  encodeLadder(
    source: MediaSource,
    folder: string,
    options: StageOptions & { copyTop: boolean },
  ): Promise<HlsOutput>
  /** Stage 3: an MP4 at `into` from one rendition of our own HLS and its audio, by stream copy. */
  progressiveFromHls(
    hlsFolder: string,
    rendition: string,
    into: string,
    options?: StageOptions,
  ): Promise<void>
  /** A JPEG at `into`, at most 1280 × 1280, as a person sees it (rotated, tone-mapped). */
  poster(source: MediaSource, atSeconds: number, into: string, signal?: AbortSignal): Promise<void>
  /** Sheets of small pictures and a WebVTT that names them, from a (small) rendition of our own HLS. */
  storyboard(
    hlsFolder: string,
    rendition: Rendition,
    durationSeconds: number,
    folder: string,
    signal?: AbortSignal,
  ): Promise<StoryboardOutput>
}
