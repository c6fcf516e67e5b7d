import { expect, it } from 'vitest'
import { redisUnderTest } from '../../../test/support/redis.ts'
import { redisRoom } from '../../../test/support/redis-room.ts'
import { systemClock as clock } from '../../ports/clock.ts'
import { memoryContract } from '../../ports/memory.contract.ts'
import { inProcessMemory } from '../in-process/memory.ts'
import type { RedisConnection } from './connection.ts'
import { redisMemory } from './memory.ts'

const memoryOf = (redis: RedisConnection) => redisMemory({ redis, local: inProcessMemory({ clock }) })

const url = redisUnderTest()
if (url) {
  memoryContract('Redis', async () => memoryOf(await redisRoom(url).connect()))

  it('is the same in all processes, and of this one alone when Redis is gone', async () => {
    const { connect } = redisRoom(url)
    const redis = await connect()
    const [a, b] = [memoryOf(redis), memoryOf(await connect())]
    await a.swap('a', 'one', 60_000)
    expect(await b.swap('a', 'two', 60_000)).toBe('one')
    redis.close()
    expect(await a.swap('a', 'three', 60_000)).toBeNull()
    expect(await a.swap('a', 'four', 60_000)).toBe('three')
  })
}
