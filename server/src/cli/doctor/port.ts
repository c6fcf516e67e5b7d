import { createServer } from 'node:http'
import type { Config } from '../../config/config.ts'
import { listen } from '../../http/edge/listen.ts'
import { ok, problem, type Verdict } from './verdict.ts'

const patienceMs = 2_000

export async function checkPort({ http, roles }: Config): Promise<Verdict> {
  if (!roles.web) return ok('not needed: this process does not answer requests')
  const server = createServer()
  try {
    await listen(server, http.port, http.host, 'PORT')
    return ok(`${http.port} is free`)
  } catch (error) {
    if (await isReelbase(http.port)) return ok(`${http.port}: a Reelbase answers there`)
    return problem((error as Error).message)
  } finally {
    server.close()
  }
}

async function isReelbase(port: number): Promise<boolean> {
  try {
    const url = `http://localhost:${port}/api/v1/healthcheck`
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    const body = (await answer.json()) as { success?: unknown; data?: { status?: unknown } }
    return body.success === true && typeof body.data?.status === 'string'
  } catch {
    return false
  }
}
