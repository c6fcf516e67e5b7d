import { createServer } from 'node:http'
import { listen, type Where } from './listen.ts'

const patienceMs = 2_000

export interface PortProblem {
  /** A sentence that names the setting to change. */
  says: string
  /** What listens there is a Reelbase. */
  isReelbase: boolean
}

/** Whether one could listen there. Null: one could. */
export async function portProblem(...where: Where): Promise<PortProblem | null> {
  const server = createServer()
  try {
    await listen(server, ...where)
    return null
  } catch (error) {
    const [port, host] = where
    const says = (error as Error).message
    if (!isTaken(error) || !(await answersAsReelbase(port, host))) return { says, isReelbase: false }
    return { says: says.replace('another program', 'another Reelbase'), isReelbase: true }
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

const isTaken = (error: unknown): boolean =>
  ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'

async function answersAsReelbase(port: number, host: string | null): Promise<boolean> {
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
