import type { Config } from '../../config/config.ts'
import { portProblem } from '../../http/edge/listen.ts'
import { ok, problem, type Verdict } from './verdict.ts'

const patienceMs = 2_000

export async function checkPort({ http, roles }: Config): Promise<Verdict> {
  if (!roles.web) return ok('not needed: this process does not answer requests')
  const found = await portProblem(http.port, http.host, 'PORT')
  if (!found) return ok(`${http.port} is free`)
  return (await isReelbase(http)) ? ok(`${http.port}: a Reelbase answers there`) : problem(found)
}

async function isReelbase({ host, port }: Config['http']): Promise<boolean> {
  try {
    const name = host?.includes(':') ? `[${host}]` : (host ?? 'localhost')
    const url = `http://${name}:${port}/api/v1/healthcheck`
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    const body = (await answer.json()) as { success?: unknown; data?: { status?: unknown } }
    return body.success === true && typeof body.data?.status === 'string'
  } catch {
    return false
  }
}
