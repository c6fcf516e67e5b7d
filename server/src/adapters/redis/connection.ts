import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'

export interface RedisConnection {
  /** Its commands fail at once while Redis is away, and are never sent twice. */
  commands: Redis
  /** Begins the names of everything that this site keeps there: several sites may share one Redis. */
  prefix: string
  isUp(): boolean
  /** Another connection, which tries again for ever. */
  another(options?: RedisOptions): Redis
  close(): void
}

interface Parts {
  url: string
  /** Tells sites apart. */
  site: string
  log: Logger
  /** Redis that answers later than this is away; absent: half a second. */
  commandMs?: number
}

/** Whoever waits for it longer would have been quicker without. */
const usualCommandMs = 500
const connectMs = 2_000
/** A connection that is dead without saying so is found out. */
const deadMs = 3_000
const longestPauseMs = 500

/** Never throws: while Redis is away, it is tried again, and everything goes on without it. */
export async function openRedis({
  url,
  site,
  log,
  commandMs = usualCommandMs,
}: Parts): Promise<RedisConnection> {
  const all = new Set<Redis>()

  function another(options: RedisOptions = {}): Redis {
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: connectMs,
      keepAlive: 5_000,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(50 * times, longestPauseMs),
      ...options,
    })
    // Each failed attempt says so; what matters is told once, below.
    redis.on('error', () => {})
    all.add(redis)
    return redis
  }

  const commands = another({ commandTimeout: commandMs, socketTimeout: deadMs })
  tell(commands, log)
  await commands.connect().catch(() => {})
  return {
    commands,
    prefix: `reelbase:${site}`,
    isUp: () => commands.status === 'ready',
    another,
    close() {
      for (const redis of all) redis.disconnect()
    },
  }
}

/** One line when Redis goes, and one when it is back. */
function tell(redis: Redis, log: Logger): void {
  let reason: unknown
  let isAway = false
  redis.on('error', (error) => {
    reason = error
  })
  redis.on('close', () => {
    if (!isAway) log.warn({ err: reason }, 'Redis is away: everything goes on without it')
    isAway = true
  })
  redis.on('end', () => {
    isAway = false
  })
  redis.on('ready', () => {
    if (isAway) log.info('Redis is back')
    isAway = false
    reason = undefined
  })
}
