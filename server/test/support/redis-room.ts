import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { inProcessEvents } from '../../src/adapters/in-process/events.ts'
import { openRedis, type RedisConnection } from '../../src/adapters/redis/connection.ts'
import { redisEvents } from '../../src/adapters/redis/events.ts'
import type { Events } from '../../src/ports/event-bus.ts'

const log = pino({ level: process.env.TEST_LOG ?? 'silent' })

/** Connections of one site of its own, each as another process would open it. Closed when the test is over. */
export function redisRoom(url: string) {
  const site = randomBytes(6).toString('hex')

  async function connect(): Promise<RedisConnection> {
    // A busy machine stands still for longer than a site waits.
    const redis = await openRedis({ url, site, log, commandMs: 10_000 })
    onTestFinished(() => redis.close())
    return redis
  }

  async function join(): Promise<Events> {
    const events = await redisEvents({ redis: await connect(), local: inProcessEvents(log), log })
    onTestFinished(() => events.close())
    return events
  }

  return { connect, join }
}
