import { type ChildProcess, spawn } from 'node:child_process'
import { MediaError } from '../../ports/media-tools.ts'

export interface Program {
  path: string
  /** What stands before it: limits, a low priority, death with its parent. */
  wrapper: (limits: ProcessLimits) => string[]
}

export interface ProcessLimits {
  cpuSeconds: number
  /** The largest file it may write. */
  fileBytes: number
  /** Gives way to everything else; a probe, for which somebody waits, does not. */
  background: boolean
}

export interface RunOptions {
  /** The whole of it. */
  timeoutMs: number
  /** Without news of progress. */
  stallMs?: number
  limits?: ProcessLimits
  cwd?: string
  signal?: AbortSignal
  /** Microseconds of media that are done. */
  onProgress?: (doneUs: number) => void
}

export interface Finished {
  exitCode: number | null
  stdout: string
  /** The last 8 kB. */
  stderr: string
}

const keptStderr = 8192
const keptStdout = 4 * 1024 * 1024
const patienceMs = 5000
const interactive: ProcessLimits = { cpuSeconds: 5, fileBytes: 2 ** 20, background: false }

/** Runs ffmpeg or ffprobe to its end. Throws for a limit or an abort; an exit code is the caller's to judge. */
export function run(program: Program, args: string[], options: RunOptions): Promise<Finished> {
  const { signal, timeoutMs, stallMs, limits = interactive, cwd } = options
  if (signal?.aborted) return Promise.reject(aborted())
  const [command = program.path, ...rest] = [...program.wrapper(limits), program.path, ...args]
  // A group of its own, so that one signal reaches whatever it started; PATH alone, for the environment holds secrets.
  const child = spawn(command, rest, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  })
  return new Promise((resolve, reject) => {
    let failure: MediaError | null = null
    let stdout = ''
    let stderr = ''
    const end = (why: MediaError) => {
      if (failure) return
      failure = why
      stop(child)
    }
    const onAbort = () => end(aborted())
    const wall = setTimeout(() => end(tooSlow(stderr)), timeoutMs)
    const stall = stallMs ? setTimeout(() => end(tooSlow(stderr)), stallMs) : null
    signal?.addEventListener('abort', onAbort, { once: true })
    const read = options.onProgress ? progressReader(options.onProgress, () => stall?.refresh()) : null

    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (read) read(text)
      else if (stdout.length < keptStdout) stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-keptStderr)
    })
    const settle = () => {
      clearTimeout(wall)
      if (stall) clearTimeout(stall)
      signal?.removeEventListener('abort', onAbort)
    }
    child.on('error', (error) => {
      settle()
      reject(new MediaError('ffmpeg_missing', 'The video tools could not be started.', error.message))
    })
    child.on('close', (exitCode, killedBy) => {
      settle()
      if (failure) reject(failure)
      else if (killedBy === 'SIGXCPU') reject(tooSlow(stderr))
      else resolve({ exitCode, stdout, stderr })
    })
  })
}

const aborted = () => new MediaError('transcode_aborted', 'The work on the video was stopped.')
const tooSlow = (stderr: string) =>
  new MediaError('transcode_timeout', 'The work on the video took too long.', stderr)

/** SIGTERM, and five seconds later SIGKILL, to the whole group. */
function stop(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM')
  const last = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs)
  child.on('close', () => clearTimeout(last))
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    process.kill(-child.pid, name)
  } catch {
    child.kill(name)
  }
}

/**
 * Reads the `key=value` lines of `-progress pipe:1`. `out_time_ms` counts microseconds too (an old mistake of
 * ffmpeg that must stay); the oldest builds know only that name. Only an advance counts as news.
 */
export function progressReader(onProgress: (doneUs: number) => void, onNews: () => void) {
  let rest = ''
  let furthest = -1
  return (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const value = /^out_time_(?:us|ms)=(\d+)/.exec(line)?.[1]
      if (value === undefined || Number(value) <= furthest) continue
      furthest = Number(value)
      onNews()
      onProgress(furthest)
    }
  }
}
