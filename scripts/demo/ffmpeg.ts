import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { Problem } from './problem.ts'

const run = promisify(execFile)

/** Runs ffmpeg with these arguments, quietly. */
export type Ffmpeg = (args: string[]) => Promise<void>

/** The server's own order: FFMPEG_PATH, the system's, the npm package's. */
export async function findFfmpeg(): Promise<Ffmpeg> {
  const given = process.env.FFMPEG_PATH
  const candidates = given ? [given] : ['ffmpeg', fromNpm()].filter((path) => path !== null)
  for (const path of candidates) {
    const answers = await run(path, ['-version']).then(
      () => true,
      () => false,
    )
    if (!answers) continue
    return async (args) => {
      await run(path, ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args])
    }
  }
  throw new Problem(
    given
      ? `FFMPEG_PATH is "${given}", which does not run. Mend it, or remove it to use the system's ffmpeg.`
      : 'The demo makes its videos with ffmpeg, and there is none: install ffmpeg, or set FFMPEG_PATH.',
  )
}

function fromNpm(): string | null {
  try {
    const { path } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }
    return path
  } catch {
    return null
  }
}
