import { type DetectedFfmpeg, detectFfmpeg, npmProgram } from '../../src/adapters/ffmpeg/detect.ts'
import { createFfmpegTools } from '../../src/adapters/ffmpeg/tools.ts'
import type { MediaSettings } from '../../src/media/arguments.ts'
import type { MediaTools } from '../../src/ports/media-tools.ts'

/** Fast and with short segments: what is tested is what the files say, not how they look. */
export const quick: MediaSettings = { preset: 'ultrafast', segmentSeconds: 2 }

export interface TestedBuild {
  name: string
  detected: DetectedFfmpeg
  tools: MediaTools
}

let detecting: Promise<DetectedFfmpeg> | undefined

/** What a site finds that is told of no other; looked for once in a process, for it takes ten others. */
export function machinesFfmpeg(): Promise<DetectedFfmpeg> {
  detecting ??= detectFfmpeg()
  return detecting
}

/**
 * The ffmpeg that a site here would use; where every engine is met, the optional npm package's beside the system's.
 * One must be there.
 */
export async function ffmpegBuilds(settings: MediaSettings = quick): Promise<TestedBuild[]> {
  const system = await machinesFfmpeg()
  const npmPaths = {
    ffmpegPath: npmProgram('@ffmpeg-installer/ffmpeg'),
    ffprobePath: npmProgram('@ffprobe-installer/ffprobe'),
  }
  const isSecond =
    process.env.TEST_EVERY_ENGINE && npmPaths.ffmpegPath && system.capabilities.source === 'system'
  const npm = isSecond ? await detectFfmpeg(npmPaths) : null
  const all = [system, npm].filter((detected) => detected?.ffmpeg) as DetectedFfmpeg[]
  if (all.length === 0) throw new Error(`No ffmpeg to test with: ${system.capabilities.reason}`)
  return all.map((detected, n) => {
    const name = `${n === 0 ? detected.capabilities.source : 'npm'} ffmpeg ${detected.capabilities.version}`
    return { name, detected, tools: createFfmpegTools(detected, settings) }
  })
}
