import type { Memory } from '../../ports/memory.ts'
import type { RedisConnection } from './connection.ts'

interface Parts {
  redis: RedisConnection
  /** Remembers while Redis is away. */
  local: Memory
}

/** A memory that all processes share. */
export function redisMemory({ redis, local }: Parts): Memory {
  return {
    async swap(key, value, ttlMs) {
      if (!redis.isUp()) return local.swap(key, value, ttlMs)
      try {
        return await redis.commands.set(`${redis.prefix}:memory:${key}`, value, 'PX', ttlMs, 'GET')
      } catch {
        return local.swap(key, value, ttlMs)
      }
    },
  }
}
