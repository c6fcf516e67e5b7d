import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { boxes, codecsOf, findBox } from '../../media/boxes.ts'
import { readHead } from '../../media/file.ts'
import type { Rung } from '../../media/ladder.ts'
import {
  averageBitRate,
  type MediaManifest,
  peakBitRate,
  readMediaManifest,
  targetDuration,
  totalSeconds,
  writeMasterManifest,
  writeMediaManifest,
} from '../../media/manifest.ts'
import { type HlsOutput, MediaError, type Rendition } from '../../ports/media-tools.ts'

interface FinishedFolder {
  folder: string
  rungs: Rung[]
  copyTop: boolean
  frameRate: number
  hasAudio: boolean
  expectedSeconds: number
}

/** What ffmpeg wrote into one rendition's folder. */
export async function readRendition(folder: string, name: string): Promise<MediaManifest> {
  const { init, segments } = readMediaManifest(await readFile(join(folder, name, 'index.m3u8'), 'utf8'))
  // Where no frame could be read, there can be a segment that lasts no time.
  if (!init || totalSeconds(segments) <= 0)
    throw new MediaError('not_a_video', 'The video holds no pictures that can be read.')
  const sized = segments.map(async (segment) => ({
    ...segment,
    sizeBytes: (await stat(join(folder, name, segment.uri))).size,
  }))
  return { init, segments: await Promise.all(sized) }
}

/** Writes our own manifests over ffmpeg's, which lack required attributes, and says what is there. */
export async function finishHls({
  folder,
  rungs,
  copyTop,
  frameRate,
  hasAudio,
  expectedSeconds,
}: FinishedFolder): Promise<HlsOutput> {
  const names = [...rungs.map((rung) => rung.name), ...(hasAudio ? ['audio'] : [])]
  const manifests = await Promise.all(names.map((name) => readRendition(folder, name)))
  const target = targetDuration(manifests.map((manifest) => manifest.segments))
  const renditions: Rendition[] = []
  for (const [n, { name, width, height }] of rungs.entries()) {
    const { init, segments } = manifests[n]!
    const codecs = codecsOf(await readFile(join(folder, name, init)))
    if (!codecs)
      throw new MediaError(
        'transcode_failed',
        'The video could not be prepared for streaming.',
        `no codec in ${name}/${init}`,
      )
    const rates = { peakBitRate: peakBitRate(segments), averageBitRate: averageBitRate(segments) }
    renditions.push({ name, width, height, frameRate, codecs, ...rates, copied: copyTop && n === 0 })
  }
  const sound = hasAudio ? manifests.at(-1)! : null
  const audio = sound && {
    codecs: codecsOf(await readFile(join(folder, 'audio', sound.init))) ?? 'mp4a.40.2',
    segments: sound.segments,
  }
  const variants = renditions.map((rendition, n) => ({ ...rendition, segments: manifests[n]!.segments }))
  await Promise.all(
    names.map((name, n) =>
      writeFile(join(folder, name, 'index.m3u8'), writeMediaManifest(manifests[n]!, target)),
    ),
  )
  await writeFile(join(folder, 'master.m3u8'), writeMasterManifest(variants, audio))

  const durationSeconds = totalSeconds(manifests[0]!.segments)
  return {
    renditions,
    hasAudio,
    durationSeconds,
    truncated: durationSeconds < expectedSeconds * 0.95,
    sizeBytes: manifests
      .flatMap(({ segments }) => segments)
      .reduce((sum, segment) => sum + segment.sizeBytes, 0),
    files: [
      ...names.flatMap((name, n) =>
        [manifests[n]!.init, ...manifests[n]!.segments.map(({ uri }) => uri)].map((uri) => `${name}/${uri}`),
      ),
      ...names.map((name) => `${name}/index.m3u8`),
      'master.m3u8',
    ],
  }
}

/** Boundaries of segments within half a frame of each other. */
export function cutAlike(one: MediaManifest, other: MediaManifest, frameRate: number): boolean {
  if (one.segments.length !== other.segments.length) return false
  let drift = 0
  return one.segments.every((segment, n) => {
    drift += segment.durationSeconds - other.segments[n]!.durationSeconds
    return n === one.segments.length - 1 || Math.abs(drift) < 0.5 / frameRate
  })
}

/**
 * How much later ffmpeg reads a rendition's pictures than they are: it moves them until no offset between
 * decoding and showing is negative. In seconds, from the first segment.
 */
export async function readLateness(folder: string, name: string): Promise<number> {
  const { init, segments } = await readRendition(folder, name)
  const header = await readFile(join(folder, name, init))
  const media = findBox(header, 'moov/trak/mdia/mdhd')
  if (!media) return 0
  const scale = header.readUInt32BE(media.start + (header[media.start] === 1 ? 20 : 12))
  const first = await readHead(join(folder, name, segments[0]!.uri), 2 ** 20)
  return Math.max(0, ...compositionOffsets(first).map((offset) => -offset)) / scale
}

/** The offset of each sample of the first fragment; none where the fragment holds none. */
export function compositionOffsets(segment: Buffer): number[] {
  const run = findBox(segment, 'moof/traf/trun')
  if (!run) return []
  const flags = segment.readUInt32BE(run.start) & 0xffffff
  if (!(flags & 0x800)) return []
  const count = segment.readUInt32BE(run.start + 4)
  const first = run.start + 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0)
  const before = [0x100, 0x200, 0x400].filter((flag) => flags & flag).length * 4
  return Array.from({ length: count }, (_, n) => segment.readInt32BE(first + n * (before + 4) + before))
}

/** The moments at which a segment's fragments begin, in units of the track. */
export function fragmentStarts(segment: Buffer): bigint[] {
  return [...boxes(segment)]
    .filter(({ type }) => type === 'moof')
    .map((fragment) => findBox(segment, 'traf/tfdt', fragment.start, fragment.end))
    .filter((time) => time !== null)
    .map((time) =>
      segment[time.start] === 1
        ? segment.readBigUInt64BE(time.start + 4)
        : BigInt(segment.readUInt32BE(time.start + 4)),
    )
}
