import type { Clock } from '../../ports/clock.ts'

export type State = 'up' | 'degraded' | 'down'

export interface Verdict {
  state: State
  /** Of something that works less well than it could, in a sentence. Never the text of an error. */
  reason?: string
}

export interface Readiness {
  status: 'ready' | 'degraded' | 'unavailable'
  checks: Record<string, Verdict>
}

/** Resolves when all is well; to a sentence when it works, but; throws when it does not work. */
export type Check = () => Promise<unknown>

export interface HealthParts {
  /** By name; without `database` the server is not ready, without any other it is degraded. */
  checks: Record<string, Check>
  clock: Clock
  withinMs?: number
  keepMs?: number
}

export type Health = ReturnType<typeof createHealth>

export function createHealth({ checks, clock, withinMs = 1_000, keepMs = 1_000 }: HealthParts) {
  const startedAt = clock.now().getTime()
  let isStopping = false
  let latest: { at: number; checks: Promise<Record<string, Verdict>> } | undefined

  /** The same look serves everybody who asks within a second: asking must not be a way to load the server. */
  function look(): Promise<Record<string, Verdict>> {
    const at = performance.now()
    if (!latest || at - latest.at > keepMs) latest = { at, checks: lookNow(checks, withinMs) }
    return latest.checks
  }

  async function ready(): Promise<Readiness> {
    const checks = await look()
    if (isStopping || checks.database?.state === 'down') return { status: 'unavailable', checks }
    const isWell = Object.values(checks).every(({ state }) => state === 'up')
    return { status: isWell ? 'ready' : 'degraded', checks }
  }

  return {
    healthcheck: () => ({
      status: 'OK' as const,
      uptimeSeconds: Math.round((clock.now().getTime() - startedAt) / 1000),
    }),
    ready,
    /** From now on not ready, so that a load balancer looks elsewhere. */
    stopping() {
      isStopping = true
    },
  }
}

async function lookNow(checks: Record<string, Check>, withinMs: number): Promise<Record<string, Verdict>> {
  const verdicts = Object.entries(checks).map(
    async ([name, check]) => [name, await verdict(check, withinMs)] as const,
  )
  return Object.fromEntries(await Promise.all(verdicts))
}

async function verdict(check: Check, withinMs: number): Promise<Verdict> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('too late')), withinMs)
  try {
    const reason = await Promise.race([check(), late.promise])
    return typeof reason === 'string' ? { state: 'degraded', reason } : { state: 'up' }
  } catch {
    return { state: 'down' }
  } finally {
    clearTimeout(timer)
  }
}
