import { createHmac } from 'node:crypto'
import type { Logger } from 'pino'
import { inProcessEvents } from '../adapters/in-process/events.ts'
import { inProcessMemory } from '../adapters/in-process/memory.ts'
import { inProcessHitCounters } from '../adapters/in-process/rate-limit.ts'
import type { Config } from '../config/config.ts'
import type { Check } from '../features/health/service.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/event-bus.ts'
import type { JobCalls } from '../ports/job-calls.ts'
import type { Memory } from '../ports/memory.ts'
import type { HitCounters } from '../ports/rate-limit.ts'
import type { Secrets } from '../secrets.ts'

/** What the processes of a site tell each other and count together. */
export interface Shared {
  events: Events
  counters: HitCounters
  memory: Memory
  /** Null where there is nobody else to call. */
  calls: JobCalls | null
  /** Of what they share it through; none where there is one process alone. */
  checks: Record<string, Check>
  close(): Promise<void>
}

interface Parts {
  config: Config
  secrets: Secrets
  clock: Clock
  log: Logger
}

export async function openShared({ config, secrets, clock, log }: Parts): Promise<Shared> {
  const events = inProcessEvents(log)
  const counters = inProcessHitCounters({ clock })
  const memory = inProcessMemory({ clock })
  if (!config.redis) return { events, counters, memory, calls: null, checks: {}, async close() {} }

  // Loaded only where there is one.
  const { openRedis } = await import('../adapters/redis/connection.ts')
  const { redisEvents } = await import('../adapters/redis/events.ts')
  const { redisJobCalls } = await import('../adapters/redis/job-calls.ts')
  const { redisMemory } = await import('../adapters/redis/memory.ts')
  const { redisHitCounters } = await import('../adapters/redis/rate-limit.ts')
  const redis = await openRedis({ url: config.redis.url, site: siteOf(secrets), log })
  const calls = redisJobCalls({ redis, clock, log })
  const bus = await redisEvents({ redis, local: events, log })
  return {
    events: bus,
    counters: redisHitCounters({ redis, clock, local: counters }),
    memory: redisMemory({ redis, local: memory }),
    calls,
    checks: { redis: async () => (redis.isUp() ? undefined : awaySays) },
    async close() {
      await calls.close()
      bus.close()
      redis.close()
    },
  }
}

/** What keeps the Redis that is named from being used, in a sentence; null: nothing does, or none is named. */
export async function redisProblem(
  { redis }: Config,
  patience?: { patienceMs: number },
): Promise<string | null> {
  if (!redis) return null
  const { problemOfRedis } = await import('../adapters/redis/problem.ts')
  return problemOfRedis(redis.url, patience)
}

const awaySays =
  'Redis is away: rate limits count in each process alone, and jobs and changes elsewhere are noticed a little later.'

/** What all processes of one site have in common, and two sites have not. */
const siteOf = ({ refreshToken }: Secrets): string =>
  createHmac('sha256', refreshToken).update('the name of this site in Redis').digest('base64url').slice(0, 12)
