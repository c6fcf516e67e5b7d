import { spawn } from 'node:child_process'

const ffmpegPath = process.env.FFMPEG_PATH || 'ffmpeg'

/** Runs ffmpeg and answers what it wrote to its standard output. */
export function ffmpeg(args: string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpegPath, ['-hide_banner', '-nostdin', '-loglevel', 'error', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 240_000,
    })
    const out: Buffer[] = []
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4000)
    })
    child.once('error', (error) =>
      reject(new Error(`${ffmpegPath} does not run (${error.message}): install ffmpeg, or set FFMPEG_PATH.`)),
    )
    child.once('close', (code) =>
      code === 0 ? resolve(Buffer.concat(out)) : reject(new Error(`ffmpeg ended with ${code}: ${said}`)),
    )
  })
}
