import { type Client, stranger } from './client.ts'
import { ffmpeg } from './ffmpeg.ts'
import { type Manifest, readManifest, readMaster, readStoryboard } from './hls.ts'

/** Every address in an answer, wherever it stands. */
function urlsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^https?:\/\//.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(urlsIn)
}

const pathOf = (url: string): string => new URL(url).pathname

/** What all who may see a video get: no picture of its owner or for a missing one, no upload as it came. */
export const mediaUrls = (video: { owner: unknown }): string[] => [
  ...new Set(
    urlsIn({ ...video, owner: null }).filter((url) => !/^\/media\/placeholder|\/source\//.test(pathOf(url))),
  ),
]

export function masterOf(video: { owner: unknown }): string {
  const found = mediaUrls(video).find((url) => pathOf(url).endsWith('/master.m3u8'))
  if (!found) throw new Error('The video names no HLS master manifest')
  return found
}

export function storyboardOf(video: { owner: unknown }): string {
  const found = mediaUrls(video).find((url) => pathOf(url).endsWith('.vtt'))
  if (!found) throw new Error('The video names no storyboard')
  return found
}

/** All addresses below a video: what its detail names, and what those name in turn. */
export async function everyUrl(video: { owner: unknown }, by: Client = stranger): Promise<string[]> {
  const named = mediaUrls(video)
  const found = await Promise.all(
    named.map(async (url) => {
      if (pathOf(url).endsWith('master.m3u8')) return manifestUrls(url, by)
      if (pathOf(url).endsWith('.vtt')) return (await readStoryboard(url, by)).map((cue) => cue.sheetUrl)
      return []
    }),
  )
  return [...new Set([...named, ...found.flat()])]
}

async function manifestUrls(masterUrl: string, by: Client): Promise<string[]> {
  const master = await readMaster(masterUrl, by)
  const manifests = [
    ...master.variants.map((variant) => variant.url),
    ...(master.audioUrl ? [master.audioUrl] : []),
  ]
  const read = await Promise.all(manifests.map((url) => readManifest(url, by)))
  return read.flatMap(partsOf)
}

const partsOf = (manifest: Manifest): string[] => [
  manifest.url,
  manifest.initUrl,
  ...manifest.segments.map((segment) => segment.url),
]

const small = { width: 16, height: 9 }

/** The mean brightness of every picture, 0 to 255, as ffmpeg decodes them. */
export async function brightness(url: string): Promise<number[]> {
  const { width, height } = small
  const bytes = await ffmpeg([
    ...['-xerror', '-i', url, '-map', '0:v:0', '-vsync', '0'],
    ...['-vf', `scale=${width}:${height}:flags=area,format=gray`, '-f', 'rawvideo', '-'],
  ])
  const size = width * height
  return Array.from({ length: bytes.length / size }, (_, n) => {
    const frame = bytes.subarray(n * size, (n + 1) * size)
    return frame.reduce((sum, value) => sum + value, 0) / size
  })
}

export const soundRate = 48_000

/** The sound as ffmpeg decodes it, one channel. */
export async function sound(url: string): Promise<Int16Array> {
  const bytes = await ffmpeg([
    ...['-xerror', '-i', url, '-map', '0:a:0', '-f', 's16le', '-ac', '1', '-ar', String(soundRate), '-'],
  ])
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
}

/** The sample with which a loud tone begins: where a millisecond is half as loud as the loudest. */
export function onset(samples: Int16Array): number {
  const step = soundRate / 1000
  const loudness = Array.from({ length: Math.floor(samples.length / step) }, (_, n) =>
    Math.sqrt(
      samples.subarray(n * step, (n + 1) * step).reduce((sum, value) => sum + value * value, 0) / step,
    ),
  )
  const loudest = loudness.reduce((a, b) => Math.max(a, b), 0)
  return loudness.findIndex((value) => value > loudest / 2) * step
}
