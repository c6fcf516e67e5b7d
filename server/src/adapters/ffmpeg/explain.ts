import { MediaError } from '../../ports/media-tools.ts'

/** What ffmpeg says on stderr, as a reason that a person can use. The first that matches. */
const sayings: [RegExp, ConstructorParameters<typeof MediaError>[0], string][] = [
  [/Format not on whitelist/i, 'not_a_video', 'The file is not a video.'],
  [
    /Codec .* ?not on whitelist/i,
    'codec_not_allowed',
    'The file uses a video or audio format that is not accepted here.',
  ],
  [
    /moov atom not found|End of file|partial file/i,
    'incomplete_file',
    'The file is not complete: its end is missing.',
  ],
  [
    /Picture size \S+ is invalid|exceeds specified max pixel|max_pixels/i,
    'dimensions_too_large',
    'The video has too many pixels.',
  ],
  [
    /Invalid data found|Invalid argument|could not find codec parameters/i,
    'not_a_video',
    'The file is not a video.',
  ],
]

/** A probe that failed: always the file's fault. */
export function explainProbe({ exitCode, stderr }: { exitCode: number | null; stderr: string }): MediaError {
  // It crashed: the npm package's ffprobe does so on every transport stream.
  if (exitCode === null)
    return new MediaError('codec_not_allowed', 'Files of this kind cannot be read here: send an MP4.', stderr)
  const [, code, message] = sayings.find(([words]) => words.test(stderr)) ?? [
    null,
    'not_a_video',
    'The file is not a video.',
  ]
  return new MediaError(code, message, stderr)
}

/** A stage that failed though the probe was content: only what says so clearly is the file's fault. */
export function explainStage(stage: string, stderr: string): MediaError {
  const clear = sayings.find(
    ([words, code]) =>
      (code === 'codec_not_allowed' || code === 'dimensions_too_large') && words.test(stderr),
  )
  if (clear) return new MediaError(clear[1], clear[2], stderr)
  if (/Cannot determine format of input stream \S+ after EOF/.test(stderr))
    return new MediaError(
      'not_a_video',
      'The file is damaged: its pictures or its sound cannot be read.',
      stderr,
    )
  return new MediaError('transcode_failed', `The ${stage} could not be made.`, stderr)
}
