import { spawnSync } from 'node:child_process'
import { accessSync, chmodSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Build } from '../../media/arguments.ts'
import type { MediaCapabilities } from '../../ports/media-tools.ts'
import { type Program, run } from './run.ts'

export interface FfmpegPaths {
  /** `FFMPEG_PATH`. When it is given, nothing else is tried. */
  ffmpegPath?: string | null
  ffprobePath?: string | null
}

export interface DetectedFfmpeg {
  /** Null when there is none that will do; `capabilities.reason` says why. */
  ffmpeg: Program | null
  ffprobe: Program | null
  build: Build
  capabilities: MediaCapabilities
}

type Source = MediaCapabilities['source']

interface Candidate {
  source: Source
  ffmpeg: string
  ffprobe: string
}

const encoders = ['libx264', 'aac', 'mjpeg']
const muxers = ['hls', 'mp4', 'webm']
const filters = ['scale', 'split', 'fps', 'tile', 'tpad', 'yadif', 'aresample', 'apad']

const meanwhile =
  'Until there is one, only what browsers play as it is can be uploaded, and gets no renditions and no pictures; a start with ffmpeg makes up for that.'

/** Finds an ffmpeg and asks it what it can do: builds name themselves as they like, so no version is believed. */
export async function detectFfmpeg(paths: FfmpegPaths = {}): Promise<DetectedFfmpeg> {
  const wrapper = processWrapper()
  const found = candidates(paths)
  const faults: string[] = []
  for (const candidate of found) {
    const judged = await judge(candidate, wrapper)
    if (typeof judged !== 'string') return judged
    faults.push(judged)
  }
  const fault =
    faults.join(' ') ||
    'No ffmpeg was found. Install it with the system’s package manager, or set FFMPEG_PATH.'
  // Whoever named one does not go on without.
  const reason = paths.ffmpegPath || paths.ffprobePath ? fault : `${fault} ${meanwhile}`
  return {
    ffmpeg: null,
    ffprobe: null,
    build: { exactStart: false, tonemap: false },
    capabilities: {
      canTranscode: false,
      version: null,
      source: 'none',
      canCopyVideo: false,
      canTonemap: false,
      reason,
    },
  }
}

function candidates({ ffmpegPath, ffprobePath }: FfmpegPaths): Candidate[] {
  if (ffmpegPath) {
    const ffprobe =
      ffprobePath ||
      beside(ffmpegPath) ||
      onPath('ffprobe') ||
      npmProgram('@ffprobe-installer/ffprobe') ||
      'ffprobe'
    return [{ source: 'environment', ffmpeg: ffmpegPath, ffprobe }]
  }
  const system = pair('system', onPath('ffmpeg'), ffprobePath || onPath('ffprobe'))
  const npm = pair(
    'npm',
    npmProgram('@ffmpeg-installer/ffmpeg'),
    ffprobePath || npmProgram('@ffprobe-installer/ffprobe'),
  )
  return [system, npm].filter((candidate) => candidate !== null)
}

const pair = (source: Source, ffmpeg: string | null, ffprobe: string | null): Candidate | null =>
  ffmpeg && ffprobe ? { source, ffmpeg, ffprobe } : null

function beside(ffmpegPath: string): string | null {
  const path = join(dirname(ffmpegPath), 'ffprobe')
  return isExecutable(path) ? path : null
}

function onPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null
}

/** The optional packages hold a program for each platform; with install scripts off it may lack its mode. */
export function npmProgram(name: string): string | null {
  try {
    const { path } = createRequire(import.meta.url)(name) as { path: string }
    if (!isExecutable(path)) chmodSync(path, 0o755)
    return path
  } catch {
    return null
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A sentence when this one will not do. */
async function judge(
  { source, ffmpeg, ffprobe }: Candidate,
  wrapper: Program['wrapper'],
): Promise<DetectedFfmpeg | string> {
  const tool: Program = { path: ffmpeg, wrapper }
  const prober: Program = { path: ffprobe, wrapper }
  const [version, encoderList, muxerList, filterList, hlsHelp, probeVersion] = await Promise.all([
    ask(tool, '-version'),
    ask(tool, '-encoders'),
    ask(tool, '-muxers'),
    ask(tool, '-filters'),
    ask(tool, '-h', 'muxer=hls'),
    ask(prober, '-version'),
  ])
  const name = /^ffmpeg version (\S+)/.exec(version)?.[1]
  if (!name) return `${ffmpeg} does not run as an ffmpeg.`
  if (!/^ffprobe version/.test(probeVersion)) return `${ffprobe} does not run as an ffprobe.`
  const missing = [
    ...lacks(encoderList, encoders),
    ...lacks(muxerList, muxers),
    ...lacks(filterList, filters),
  ]
  if (missing.length > 0) return `${ffmpeg} was built without ${missing.join(', ')}.`
  const build: Build = {
    exactStart: hlsHelp.includes('hls_segment_options'),
    tonemap: lacks(filterList, ['zscale', 'tonemap']).length === 0,
  }
  return {
    ffmpeg: tool,
    ffprobe: prober,
    build,
    capabilities: {
      canTranscode: true,
      version: name,
      source,
      canCopyVideo: build.exactStart,
      canTonemap: build.tonemap,
      reason: build.exactStart
        ? null
        : `The ffmpeg in use (${name}, ${source}) is old and gets no security fixes: install the system's own ffmpeg 5 or newer.`,
    },
  }
}

async function ask(program: Program, ...question: string[]): Promise<string> {
  try {
    return (await run(program, ['-hide_banner', ...question], { timeoutMs: 5000 })).stdout
  } catch {
    return ''
  }
}

const lacks = (list: string, names: string[]) =>
  names.filter((name) => !new RegExp(`\\s${name}\\s`).test(list))

/** Linux can bound a process and have it die with its parent; elsewhere our own timers must do. */
function processWrapper(): Program['wrapper'] {
  const works = (command: string, ...args: string[]) =>
    spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0
  const onLinux = process.platform === 'linux'
  const withParent =
    onLinux && works('setpriv', '--pdeathsig', 'KILL') ? ['setpriv', '--pdeathsig', 'KILL'] : []
  const bounded = onLinux && works('prlimit', '--core=0')
  const politely = process.platform !== 'win32' && works('nice', '-n', '10') ? ['nice', '-n', '10'] : []
  // Address space, not memory: each thread of a large machine reserves some.
  const addressSpace = 4 * 2 ** 30 + availableParallelism() * 2 ** 28
  return ({ cpuSeconds, fileBytes, background }) => [
    ...withParent,
    ...(bounded
      ? [
          'prlimit',
          `--as=${addressSpace}`,
          `--cpu=${Math.ceil(cpuSeconds)}:${Math.ceil(cpuSeconds) + 1}`,
          `--fsize=${Math.ceil(fileBytes)}`,
          '--nofile=256',
          '--core=0',
        ]
      : []),
    ...(background ? politely : []),
  ]
}
