import { setTimeout as delay } from 'node:timers/promises'
import { Queue, type QueueOptions, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DueJob, JobCalls } from '../../ports/job-calls.ts'
import type { RedisConnection } from './connection.ts'

interface Parts {
  redis: RedisConnection
  clock: Clock
  log: Logger
}

/** A worker that finds its queue broken tries again after so long. */
const retryMs = 1_000
/** How long one who closes waits for Redis to hear of it. */
const farewellMs = 1_000

/** BullMQ's priorities end at 2^21: places in line are told apart by ten minutes, which lasts for forty years. */
const lineStart = Date.UTC(2026, 0, 1)
const lineStepMs = 10 * 60_000
const lastPlace = 2 ** 21 - 1

const placeOf = (lineAt: Date): number =>
  Math.min(lastPlace, Math.max(1, Math.floor((lineAt.getTime() - lineStart) / lineStepMs)))

/**
 * Calls by BullMQ, a queue for each lane. A message is gone as soon as it was answered, for BullMQ silently takes no second
 * one of a known id; a failed job is another call, and never BullMQ's to repeat.
 */
export function redisJobCalls({ redis, clock, log }: Parts): JobCalls & { close(): Promise<void> } {
  const queues = new Map<string, Queue>()
  const options = { prefix: `${redis.prefix}:jobs`, skipVersionCheck: true } satisfies Partial<QueueOptions>

  /**
   * One for all listeners; each waits for its calls on another of its own. BullMQ gives up a connection that it has to
   * begin itself and that fails at first.
   */
  let shared: Redis | undefined
  function ear(): Redis {
    shared ??= redis.another({
      ...{ lazyConnect: false, enableOfflineQueue: true, autoResendUnfulfilledCommands: true },
    })
    return shared
  }

  function queueOf(lane: string): Queue {
    const known = queues.get(lane)
    if (known) return known
    const queue = new Queue(lane, {
      ...{ ...options, connection: redis.commands },
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    })
    queue.on('error', tell)
    queues.set(lane, queue)
    return queue
  }

  /** That Redis is away is told elsewhere, and that a message went with what Redis held harms nobody. */
  function tell(error: Error): void {
    if (redis.isUp() && !/^Missing (key|lock)/.test(error.message))
      log.warn({ err: error }, 'jobs cannot be handed out by Redis, and are found in the table')
  }

  function messageOf({ id, name, fence, runAt, lineAt }: DueJob) {
    const waitMs = Math.max(0, runAt.getTime() - clock.now().getTime())
    // Made due by hand before its time, it is called once more.
    const jobId = waitMs > 0 ? `${id}-${fence}-${runAt.getTime()}` : `${id}-${fence}`
    return { name, data: { id }, opts: { jobId, delay: waitMs, priority: placeOf(lineAt) } }
  }

  return {
    announce(lane, jobs) {
      if (jobs.length === 0 || !redis.isUp()) return
      const queue = queueOf(lane)
      queue.addBulk(jobs.map(messageOf)).catch((error: Error) => {
        tell(error)
        // One that was made while Redis went never works again.
        if (queues.get(lane) === queue) queues.delete(lane)
        queue.close().catch(() => {})
      })
    },
    listen(lane, atOnce, answer) {
      const answering = new Set<Promise<void>>()
      async function process({ data }: { data: { id: Id } }): Promise<void> {
        const answered = answer(data.id)
        answering.add(answered)
        await answered.finally(() => answering.delete(answered))
      }
      const listener = new Worker<{ id: Id }>(lane, process, {
        ...{ ...options, connection: ear() },
        ...{ concurrency: atOnce, runRetryDelay: retryMs },
      })
      listener.on('error', tell)
      return {
        async close() {
          const closed = listener.close(!redis.isUp()).catch(() => {})
          await Promise.allSettled(answering)
          await Promise.race([closed, delay(farewellMs, undefined, { ref: false })])
        },
      }
    },
    isUp: redis.isUp,
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close().catch(() => {})))
    },
  }
}
