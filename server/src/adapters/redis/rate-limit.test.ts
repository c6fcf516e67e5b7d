import { expect, it } from 'vitest'
import { redisUnderTest } from '../../../test/support/redis.ts'
import { redisRoom } from '../../../test/support/redis-room.ts'
import { hitCountersContract } from '../../ports/rate-limit.contract.ts'
import { inProcessHitCounters } from '../in-process/rate-limit.ts'
import type { RedisConnection } from './connection.ts'
import { redisHitCounters } from './rate-limit.ts'

function room(redis: RedisConnection) {
  let now = Date.parse('2026-03-04T05:06:07.089Z')
  const clock = { now: () => new Date(now) }
  return {
    counters: redisHitCounters({ redis, clock, local: inProcessHitCounters({ clock }) }),
    pass(ms: number) {
      now += ms
    },
  }
}

const url = redisUnderTest()
if (url) {
  hitCountersContract('Redis', async () => room(await redisRoom(url).connect()))

  it('counts what several processes count at once', async () => {
    const { connect } = redisRoom(url)
    const [a, b] = [room(await connect()), room(await connect())]
    const hits = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? a : b).counters.hit('a', 1000)),
    )
    expect(Math.max(...hits.map(({ count }) => count))).toBe(20)
    await b.counters.giveBack('a')
    expect((await a.counters.hit('a', 1000)).count).toBe(20)
  })

  it('goes on with what this process has counted when Redis is gone', async () => {
    const redis = await redisRoom(url).connect()
    const { counters } = room(redis)
    for (let n = 0; n < 3; n++) await counters.hit('a', 1000)
    redis.close()
    expect((await counters.hit('a', 1000)).count).toBe(4)
    await counters.giveBack('a')
    expect((await counters.hit('a', 1000)).count).toBe(4)
  })
}
