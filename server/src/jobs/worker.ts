import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Clock } from '../ports/clock.ts'
import type { JobQueue, LeasedJob } from '../ports/job-queue.ts'
import { Hopeless, type Job, type Lane } from './job.ts'

export interface Worker {
  /** Looks for due work now instead of at the next look. */
  wake(): void
  /** Takes no more work, aborts what runs and gives it back. */
  stop(): Promise<void>
}

interface WorkerParts {
  queue: JobQueue
  jobs: Job[]
  clock: Clock
  log: Logger
  /** How many jobs of a lane run at once. */
  lanes: Record<Lane, number>
  leaseMs?: number
  lookEveryMs?: number
}

const firstRetryMs = 5_000
const longestRetryMs = 15 * 60_000

export function startWorker(parts: WorkerParts): Worker {
  const { lookEveryMs = 1_000 } = parts
  const stopping = new AbortController()
  let woken = new AbortController()

  async function loop(lane: Lane): Promise<void> {
    const jobs = new Map(parts.jobs.filter((job) => job.lane === lane).map((job) => [job.name, job]))
    if (jobs.size === 0) return
    while (!stopping.signal.aborted) {
      const ran = await runNext(parts, jobs, stopping.signal)
      if (ran || stopping.signal.aborted) continue
      const pause = AbortSignal.any([stopping.signal, woken.signal])
      await wait(lookEveryMs, undefined, { signal: pause }).catch(() => {})
    }
  }

  const loops = (Object.keys(parts.lanes) as Lane[]).flatMap((lane) =>
    Array.from({ length: parts.lanes[lane] }, () => loop(lane)),
  )
  return {
    wake() {
      woken.abort()
      woken = new AbortController()
    },
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

/** False when nothing was due, or the queue could not be asked. */
async function runNext(parts: WorkerParts, jobs: Map<string, Job>, stopping: AbortSignal): Promise<boolean> {
  const { queue, log, leaseMs = 30_000 } = parts
  try {
    const leased = await queue.lease([...jobs.keys()], leaseMs)
    if (!leased) return false
    await runLeased(parts, jobs.get(leased.name)!, leased, stopping)
    return true
  } catch (error) {
    log.warn({ err: error }, 'the job queue cannot be reached')
    return false
  }
}

async function runLeased(
  parts: WorkerParts,
  job: Job,
  leased: LeasedJob,
  stopping: AbortSignal,
): Promise<void> {
  const { queue, leaseMs = 30_000 } = parts
  const log = parts.log.child({ job: job.name, jobId: leased.id, attempt: leased.attempt })
  if (leased.attempt > job.attempts) {
    await queue.park(leased, `The process ended in the middle of it ${job.attempts} times.`)
    return
  }
  const lost = new AbortController()
  const beat = setInterval(() => {
    queue.heartbeat(leased, leaseMs).then(
      (held) => held || lost.abort(),
      (error) => log.warn({ err: error }, 'the heartbeat of a job failed'),
    )
  }, leaseMs / 3)
  const timeout = AbortSignal.timeout(job.timeoutMs)
  try {
    const signal = AbortSignal.any([stopping, lost.signal, timeout])
    await job.run({
      payload: job.payload.parse(leased.payload),
      attempt: leased.attempt,
      fence: leased.fence,
      signal,
      log,
    })
    await queue.done(leased)
    log.debug('job done')
  } catch (error) {
    if (lost.signal.aborted) log.info('job given up: it was removed, or somebody else took it over')
    else if (stopping.aborted) await queue.release(leased)
    else await failed(parts, job, leased, timeout.aborted ? overtime(job) : error, log)
  } finally {
    clearInterval(beat)
  }
}

const overtime = (job: Job): Error => new Error(`It took longer than ${Math.round(job.timeoutMs / 1000)} s.`)

async function failed(
  parts: WorkerParts,
  job: Job,
  leased: LeasedJob,
  error: unknown,
  log: Logger,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof Hopeless || leased.attempt >= job.attempts) {
    log.error({ err: error }, 'job parked')
    await parts.queue.park(leased, reason)
    return
  }
  const pauseMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (leased.attempt - 1))
  log.warn({ err: error, pauseMs }, 'job failed and will be tried again')
  await parts.queue.retryAt(leased, new Date(parts.clock.now().getTime() + pauseMs), reason)
}
