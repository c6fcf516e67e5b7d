import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compositionOffsets, fragmentStarts } from '../../src/adapters/ffmpeg/hls-folder.ts'
import { findBox } from '../../src/media/boxes.ts'
import { runFolder } from './run-folder.ts'
import { samplesFfmpeg } from './samples.ts'

const run = promisify(execFile)

export interface CheckedManifest {
  name: string
  attributes: Record<string, string>
  targetSeconds: number
  segments: { uri: string; seconds: number; bytes: number }[]
  /** Init segment and all others, as one file. */
  bytes: Buffer
  /** When the first picture or sound is presented, in seconds: decode time and composition offset. */
  firstSeconds: number
}

/** Reads an HLS folder as a player would, from its master manifest. */
export async function readHls(
  folder: string,
): Promise<{ master: string; variants: CheckedManifest[]; audio: CheckedManifest | null }> {
  const master = await readFile(join(folder, 'master.m3u8'), 'utf8')
  const lines = master.split('\n')
  const variants: CheckedManifest[] = []
  for (const [n, line] of lines.entries())
    if (line.startsWith('#EXT-X-STREAM-INF:'))
      variants.push(await readManifest(folder, lines[n + 1]!, attributesOf(line)))
  const sound = lines.find((line) => line.startsWith('#EXT-X-MEDIA:TYPE=AUDIO'))
  const audio = sound ? await readManifest(folder, attributesOf(sound).URI!, attributesOf(sound)) : null
  return { master, variants, audio }
}

function attributesOf(line: string): Record<string, string> {
  const pairs = line.slice(line.indexOf(':') + 1).matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)
  return Object.fromEntries(Array.from(pairs, ([, name, value]) => [name, value!.replaceAll('"', '')]))
}

async function readManifest(
  folder: string,
  uri: string,
  attributes: Record<string, string>,
): Promise<CheckedManifest> {
  const name = uri.split('/')[0]!
  const text = await readFile(join(folder, uri), 'utf8')
  const lines = text.split('\n')
  const init = await readFile(join(folder, name, /URI="(.*)"/.exec(text)![1]!))
  const found = lines.flatMap((line, n) =>
    line.startsWith('#EXTINF:') ? [[lines[n + 1]!, Number.parseFloat(line.slice(8))] as const] : [],
  )
  const files = await Promise.all(found.map(([segment]) => readFile(join(folder, name, segment))))
  return {
    name,
    attributes,
    targetSeconds: Number(/TARGETDURATION:(\d+)/.exec(text)![1]),
    segments: found.map(([segment, seconds], n) => ({ uri: segment, seconds, bytes: files[n]!.length })),
    bytes: Buffer.concat([init, ...files]),
    firstSeconds:
      (Number(fragmentStarts(files[0]!)[0]) + (compositionOffsets(files[0]!)[0] ?? 0)) / timescale(init),
  }
}

function timescale(init: Buffer): number {
  const { start } = findBox(init, 'moov/trak/mdia/mdhd')!
  return init.readUInt32BE(start + (init[start] === 1 ? 20 : 12))
}

/** The running time at which each segment ends. */
export function boundaries({ segments }: CheckedManifest): number[] {
  let time = 0
  return segments.map(({ seconds }) => (time += seconds))
}

/** When a rendition turns white, counted in its own frames from its first one. */
export async function flashOf(manifest: CheckedManifest, frameRate: number): Promise<number> {
  const frames = await decode(manifest, ['-vf', 'scale=1:1,format=gray', '-vsync', '0', '-f', 'rawvideo'])
  return manifest.firstSeconds + frames.findIndex((light) => light > 128) / frameRate
}

/** When it beeps, counted in samples from the first. */
export async function beepOf(manifest: CheckedManifest): Promise<number> {
  return (
    manifest.firstSeconds +
    firstLoud(await decode(manifest, ['-ac', '1', '-ar', '48000', '-f', 's16le'])) / 48_000
  )
}

export async function countFrames(manifest: CheckedManifest): Promise<number> {
  return (await decode(manifest, ['-vf', 'scale=1:1,format=gray', '-vsync', '0', '-f', 'rawvideo'])).length
}

async function decode(manifest: CheckedManifest, output: string[]): Promise<Buffer> {
  const path = join(runFolder(), `${manifest.name}-${process.hrtime.bigint()}.mp4`)
  await writeFile(path, manifest.bytes)
  return decodeFile(path, output)
}

/** Flash and beep of an ordinary file, as ffmpeg's own timing has them. Both streams are read for each: the file's start is the earlier one's. */
export async function flashAndBeep(path: string): Promise<{ flash: number; beep: number }> {
  const light = ['-map', '0:v', '-vf', 'fps=fps=100:start_time=0,scale=1:1,format=gray', '-f', 'rawvideo']
  const sound = ['-map', '0:a:0', '-af', 'aresample=osr=48000:async=1:first_pts=0', '-ac', '1', '-f', 's16le']
  const unused = (stream: string) => ['-map', stream, '-f', 'null', '/dev/null']
  const [frames, samples] = await Promise.all([
    decodeFile(path, [...unused('0:a:0'), ...light]),
    decodeFile(path, [...unused('0:v'), ...sound]),
  ])
  return { flash: frames.findIndex((level) => level > 128) / 100, beep: firstLoud(samples) / 48_000 }
}

function firstLoud(sound: Buffer): number {
  for (let n = 0; n * 2 + 1 < sound.length; n++) if (Math.abs(sound.readInt16LE(n * 2)) > 3000) return n
  return Number.NaN
}

async function decodeFile(path: string, output: string[]): Promise<Buffer> {
  const args = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-i', path, ...output, '-']
  const { stdout } = await run(samplesFfmpeg(), args, { encoding: 'buffer', maxBuffer: 64 * 2 ** 20 })
  return stdout
}
