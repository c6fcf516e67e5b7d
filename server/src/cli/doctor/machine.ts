import { detectFfmpeg } from '../../adapters/ffmpeg/detect.ts'
import { namedFfmpegProblem } from '../../composition/preflight.ts'
import type { Config } from '../../config/config.ts'
import { ok, problem, type Verdict, warning } from './verdict.ts'

const oldestNode = 24

export function checkNode(): Verdict {
  const found = process.version
  if (Number(/^v(\d+)/.exec(found)?.[1]) >= oldestNode) return ok(found)
  return problem(
    `${found} is too old: start through npm, which uses the ${oldestNode} that npm ci installed.`,
  )
}

export function checkProxy({ http, production }: Config): Verdict {
  const isHttps = http.publicUrl?.startsWith('https:') ?? false
  if (isHttps && http.trustProxy === false) {
    return warning(
      'PUBLIC_URL is https, so a proxy stands in front, but TRUST_PROXY is unset: all visitors count as one. Set it to 1.',
    )
  }
  if (production && !isHttps) {
    return warning(
      'PUBLIC_URL is not https: passwords and cookies travel in the clear. Put a proxy with TLS in front.',
    )
  }
  return ok(http.publicUrl ?? 'none; links are made from each request')
}

export async function checkFfmpeg({ media }: Config): Promise<Verdict> {
  const detecting = detectFfmpeg(media)
  const mistake = await namedFfmpegProblem({ media }, detecting)
  if (mistake) return problem(mistake)
  const { canTranscode, version, source, reason } = (await detecting).capabilities
  if (!canTranscode) return warning(reason ?? 'There is no ffmpeg.')
  if (reason) return warning(`${version} (${source}): ${reason}`)
  return ok(`${version} (${source})`)
}
