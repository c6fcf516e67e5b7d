import { type DetectedFfmpeg, detectFfmpeg } from '../adapters/ffmpeg/detect.ts'
import type { Config } from '../config/config.ts'
import { type PortProblem, portProblem } from '../http/edge/port-problem.ts'
import { makeDataDir } from './data-dir.ts'
import { databaseProblem } from './database.ts'
import { problemOfObjects } from './objects.ts'
import { redisProblem } from './shared.ts'

/**
 * Looks at what would stop the start before anything is started, and throws all of it at once. Answers what it has
 * begun to find out: several programs are asked what they can do, while the database starts.
 */
export async function preflight(config: Config): Promise<{ ffmpeg: Promise<DetectedFfmpeg> }> {
  const { dataDir, http, metrics, roles } = config
  const ffmpeg = detectFfmpeg(config.media)
  const found = await Promise.all([
    makeDataDir(dataDir).then(
      () => null,
      (error: Error) => error.message,
    ),
    roles.web ? sayOf(portProblem(http.port, http.host, 'PORT')) : null,
    metrics ? sayOf(portProblem(metrics.port, metrics.host, 'METRICS_PORT')) : null,
    namedFfmpegProblem(config, ffmpeg),
    databaseProblem(config),
    redisProblem(config),
    problemOfObjects(config),
  ])
  const problems = found.filter((problem) => problem !== null)
  if (problems.length === 0) return { ffmpeg }
  throw new Error(['Reelbase cannot start:', ...problems.map((problem) => `  - ${problem}`)].join('\n'))
}

const sayOf = async (finding: Promise<PortProblem | null>): Promise<string | null> =>
  (await finding)?.says ?? null

/** A program that somebody named and that cannot be used is a mistake, not a machine without ffmpeg. */
export async function namedFfmpegProblem(
  { media }: Pick<Config, 'media'>,
  detecting: Promise<DetectedFfmpeg>,
): Promise<string | null> {
  if (media.ffmpegPath === null && media.ffprobePath === null) return null
  const { ffmpeg, capabilities } = await detecting
  return ffmpeg ? null : `FFMPEG_PATH or FFPROBE_PATH cannot be used. ${capabilities.reason}`
}
