import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runFolder } from './run-folder.ts'

export interface Sample {
  seconds?: number
  width?: number
  height?: number
  frameRate?: number
  /** File ending, and with it the container. */
  container?: 'mp4' | 'mov' | 'mkv' | 'webm' | 'avi' | 'ts' | 'flv' | 'mpg'
  audio?: 'stereo' | 'mono' | '5.1' | 'none'
  /** A white flash and a beep at this second, on black and silence, instead of the moving test picture. */
  flashAt?: number
  /** Seconds by which the sound, or the picture, starts after the other. */
  audioDelay?: number
  videoDelay?: number
  /** Its metadata ask a player to turn the picture by a quarter. */
  turned?: boolean
  /** Options of ffmpeg before the outputs: codecs, flags. Later ones win. */
  options?: string[]
  /** Filters after the test picture. */
  filter?: string
}

const run = promisify(execFile)
const running = new Map<string, Promise<string>>()

/** A small video made by ffmpeg, and its path. Asked twice for the same, also by two files of tests, it is made once. */
export function makeVideo(sample: Sample = {}): Promise<string> {
  const name = createHash('sha1').update(JSON.stringify(sample)).digest('hex').slice(0, 16)
  const path = join(runFolder(), `sample-${name}.${sample.container ?? 'mp4'}`)
  const made = running.get(path) ?? generate(sample, path)
  running.set(path, made)
  return made
}

async function generate(sample: Sample, path: string): Promise<string> {
  if (existsSync(path)) return path
  const { container = 'mp4', audio = 'stereo', options = [] } = sample
  const unfinished = path.replace(/(\.\w+)$/, `.${process.pid}$1`)
  await runFfmpeg([
    ...inputs(sample),
    ...codecs(container),
    ...(audio === 'none' ? ['-an'] : ['-ac', { mono: '1', stereo: '2', '5.1': '6' }[audio]]),
    ...options,
    unfinished,
  ])
  await rename(sample.turned ? await turned(unfinished) : unfinished, path)
  return path
}

async function turned(path: string): Promise<string> {
  const other = path.replace(/(\.\w+)$/, '.turned$1')
  await runFfmpeg(['-i', path, '-c', 'copy', '-metadata:s:v', 'rotate=90', other])
  return other
}

function inputs(sample: Sample): string[] {
  const { audioDelay = 0, videoDelay = 0, audio, filter } = sample
  const { picture, sound } = sources(sample)
  return [
    ...['-itsoffset', String(videoDelay), '-f', 'lavfi', '-i', filter ? `${picture},${filter}` : picture],
    ...(audio === 'none' ? [] : ['-itsoffset', String(audioDelay), '-f', 'lavfi', '-i', sound]),
  ]
}

function sources({ seconds = 2, width = 320, height = 180, frameRate = 30, flashAt }: Sample): {
  picture: string
  sound: string
} {
  const format = `s=${width}x${height}:r=${frameRate}:d=${seconds}`
  if (flashAt === undefined)
    return { picture: `testsrc2=${format}`, sound: `sine=f=440:r=48000:d=${seconds}` }
  const until = flashAt + 0.2
  return {
    picture: `color=black:${format},drawbox=c=white:t=fill:enable='between(t,${flashAt},${until - 0.01})'`,
    sound: `aevalsrc='if(between(t,${flashAt},${until}),sin(2*PI*1000*t)*0.7,0)':s=48000:d=${seconds}`,
  }
}

function codecs(container: NonNullable<Sample['container']>): string[] {
  if (container === 'webm')
    return ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '300k', '-c:a', 'libopus']
  if (container === 'avi') return ['-c:v', 'mpeg4', '-c:a', 'mp3']
  if (container === 'mpg') return ['-c:v', 'mpeg2video', '-c:a', 'mp2']
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '30', '-c:a', 'aac']
  return container === 'mp4' || container === 'mov' ? [...h264, '-movflags', '+faststart'] : h264
}

/** The program that makes the samples: the system's, else the optional npm package's. Not the one under test. */
export async function runFfmpeg(args: string[], cwd?: string): Promise<string> {
  const all = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]
  const { stdout } = await run(samplesFfmpeg(), all, { cwd, maxBuffer: 64 * 2 ** 20 })
  return stdout
}

export function samplesFfmpeg(): string {
  const system = (process.env.PATH ?? '')
    .split(':')
    .map((part) => join(part, 'ffmpeg'))
    .find((path) => existsSync(path))
  return system ?? (createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }).path
}
