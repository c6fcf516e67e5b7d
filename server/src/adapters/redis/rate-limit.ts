import type { Clock } from '../../ports/clock.ts'
import type { HitCounters } from '../../ports/rate-limit.ts'
import type { RedisConnection } from './connection.ts'

/** Windows are told by the application's time; Redis only forgets what is long over. */
const hit = `
local now, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local until_ = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
if until_ <= now then
  until_ = now + window
  redis.call('HSET', KEYS[1], 'count', 0, 'until', until_)
  redis.call('PEXPIRE', KEYS[1], window + 60000)
end
return { redis.call('HINCRBY', KEYS[1], 'count', 1), until_ }`

const giveBack = `
local count = tonumber(redis.call('HGET', KEYS[1], 'count') or 0)
if count > 0 then redis.call('HINCRBY', KEYS[1], 'count', -1) end`

interface Parts {
  redis: RedisConnection
  clock: Clock
  /** Counts beside, and alone while Redis is away: who was refused before is refused still. */
  local: HitCounters
}

/** Counters that all processes share. */
export function redisHitCounters({ redis, clock, local }: Parts): HitCounters {
  const { commands, prefix } = redis
  commands.defineCommand('reelbaseHit', { numberOfKeys: 1, lua: hit })
  commands.defineCommand('reelbaseGiveBack', { numberOfKeys: 1, lua: giveBack })
  const scripts = commands as unknown as {
    reelbaseHit(key: string, now: number, windowMs: number): Promise<[number, number]>
    reelbaseGiveBack(key: string): Promise<void>
  }
  const nameOf = (key: string): string => `${prefix}:hits:${key}`

  return {
    async hit(key, windowMs) {
      const here = await local.hit(key, windowMs)
      if (!redis.isUp()) return here
      try {
        const now = clock.now().getTime()
        const [count, resetAt] = await scripts.reelbaseHit(nameOf(key), now, windowMs)
        return { count, resetAt: new Date(resetAt) }
      } catch {
        return here
      }
    },
    async giveBack(key) {
      await local.giveBack(key)
      if (redis.isUp()) await scripts.reelbaseGiveBack(nameOf(key)).catch(() => {})
    },
  }
}
