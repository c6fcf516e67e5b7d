/** One media manifest as ffmpeg wrote it, with what the file system knows of its segments. */
export interface MediaManifest {
  init: string
  segments: Segment[]
}

export interface Segment {
  uri: string
  durationSeconds: number
  sizeBytes: number
}

export interface Variant {
  name: string
  width: number
  height: number
  frameRate: number
  codecs: string
  segments: Segment[]
}

/** Reads the few lines that our own ffmpeg writes; sizes are filled in by the caller. */
export function readMediaManifest(text: string): { init: string; segments: Omit<Segment, 'sizeBytes'>[] } {
  const lines = text.split('\n').map((line) => line.trim())
  const init = /URI="([^"]+)"/.exec(lines.find((line) => line.startsWith('#EXT-X-MAP:')) ?? '')?.[1] ?? ''
  const segments = lines.flatMap((line, n) => {
    const duration = /^#EXTINF:([\d.]+)/.exec(line)?.[1]
    const uri = lines[n + 1]
    return duration && uri ? [{ uri, durationSeconds: Number(duration) }] : []
  })
  return { init, segments }
}

/** `targetSeconds` must be the same for all renditions of a video (`targetDuration`). */
export function writeMediaManifest({ init, segments }: MediaManifest, targetSeconds: number): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetSeconds}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${init}"`,
    ...segments.flatMap(({ uri, durationSeconds }) => [`#EXTINF:${durationSeconds.toFixed(6)},`, uri]),
    '#EXT-X-ENDLIST',
  ])
}

/** The master manifest. Variants come largest first and are written with a middle one, the players' first choice, ahead. */
export function writeMasterManifest(
  variants: Variant[],
  audio: { codecs: string; segments: Segment[] } | null,
): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(audio
      ? [
          '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="Default",LANGUAGE="und",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/index.m3u8"',
        ]
      : []),
    ...middleFirst(variants.toReversed()).flatMap((variant) => [
      streamLine(variant, audio),
      `${variant.name}/index.m3u8`,
    ]),
  ])
}

function streamLine(variant: Variant, audio: { codecs: string; segments: Segment[] } | null): string {
  const sound = audio?.segments ?? []
  return `#EXT-X-STREAM-INF:${[
    `BANDWIDTH=${peakBitRate(variant.segments) + peakBitRate(sound)}`,
    `AVERAGE-BANDWIDTH=${averageBitRate(variant.segments) + averageBitRate(sound)}`,
    `CODECS="${[variant.codecs, ...(audio ? [audio.codecs] : [])].join(',')}"`,
    `RESOLUTION=${variant.width}x${variant.height}`,
    `FRAME-RATE=${variant.frameRate.toFixed(3)}`,
    ...(audio ? ['AUDIO="aud"'] : []),
    'CLOSED-CAPTIONS=NONE',
  ].join(',')}`
}

function middleFirst<T>(ascending: T[]): T[] {
  const middle = Math.floor((ascending.length - 1) / 2)
  return [...ascending.slice(middle, middle + 1), ...ascending.filter((_, n) => n !== middle)]
}

/** One figure for all media manifests: players take it as the longest that any segment can be. */
export const targetDuration = (renditions: Segment[][]): number =>
  Math.max(1, ...renditions.flat().map((segment) => Math.ceil(segment.durationSeconds - 0.0005)))

export const totalSeconds = (segments: { durationSeconds: number }[]) =>
  segments.reduce((sum, segment) => sum + segment.durationSeconds, 0)

export const peakBitRate = (segments: Segment[]): number =>
  Math.ceil(
    Math.max(0, ...segments.map(({ sizeBytes, durationSeconds }) => (sizeBytes * 8) / durationSeconds)),
  )

export function averageBitRate(segments: Segment[]): number {
  const bytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  return segments.length === 0 ? 0 : Math.ceil((bytes * 8) / totalSeconds(segments))
}

/** Any manifest, with other addresses in the place of those that it names. */
export const withAddresses = (manifest: string, addressOf: (uri: string) => string): string =>
  manifest
    .split(/\r?\n/)
    .map((line) => {
      if (line.startsWith('#'))
        return line.replace(/\bURI="([^"]+)"/g, (_all, uri: string) => `URI="${addressOf(uri)}"`)
      return line.trim() === '' ? line : addressOf(line.trim())
    })
    .join('\n')

const lines = (all: string[]) => `${all.join('\n')}\n`
