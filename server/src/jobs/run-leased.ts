import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Clock } from '../ports/clock.ts'
import type { JobQueue, LeasedJob } from '../ports/job-queue.ts'
import { Hopeless, type Job } from './job.ts'

export interface RunParts {
  queue: JobQueue
  clock: Clock
  log: Logger
  /** A lease is renewed three times in its life. */
  leaseMs: number
  /** How long a job that was aborted may take to end. */
  graceMs: number
  /** Aborted when the process stops. */
  stopping: AbortSignal
}

const firstRetryMs = 5_000
const longestRetryMs = 15 * 60_000

/** Runs one leased job and tells the queue how it ended. Throws only when the queue does not answer. */
export async function runLeased(parts: RunParts, job: Job, leased: LeasedJob): Promise<void> {
  const log = parts.log.child({ job: job.name, jobId: leased.id, attempt: leased.attempt })
  if (leased.attempt > job.attempts) {
    log.error('job parked: the process ended in the middle of it each time')
    await park(parts, job, leased, `The process ended in the middle of it ${job.attempts} times.`)
    return
  }
  const lease = keepLease(parts, leased, log)
  const timeout = AbortSignal.timeout(job.timeoutMs)
  const signal = AbortSignal.any([parts.stopping, lease.lost, timeout])
  const outcome = await attempt(job, leased, signal, log, parts.graceMs)
  lease.end()
  if (outcome === done && (await parts.queue.done(leased))) log.debug('job done')
  else if (outcome === done || lease.lost.aborted) {
    log.info('job given up: it was removed, or somebody else took it over')
  } else if (parts.stopping.aborted) await parts.queue.release(leased)
  else await failed(parts, job, leased, timeout.aborted ? overtime(job) : outcome, log)
}

const done = Symbol('done')

/** What the job threw, or `done`. */
async function attempt(
  job: Job,
  leased: LeasedJob,
  signal: AbortSignal,
  log: Logger,
  graceMs: number,
): Promise<unknown> {
  const payload = job.payload.safeParse(leased.payload)
  if (!payload.success)
    return new Hopeless(`The payload is not what ${job.name} takes: ${payload.error.message}`)
  const ended = new AbortController()
  try {
    const { id: jobId, attempt, fence } = leased
    const run = job.run({ jobId, payload: payload.data, attempt, fence, signal, log })
    await Promise.race([run, deaf(signal, graceMs, ended.signal)])
    return done
  } catch (error) {
    return error
  } finally {
    ended.abort()
  }
}

/** Throws when the job has not ended some time after it was told to, so that it cannot block its lane for ever. */
async function deaf(signal: AbortSignal, graceMs: number, ended: AbortSignal): Promise<never> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true, signal: ended }))
  }
  await delay(graceMs, undefined, { signal: ended })
  throw new Error('It did not end when it was told to.')
}

/** Renews the lease until `end`; `lost` when somebody else has it, or when it ran out unrenewed. */
function keepLease({ queue, leaseMs }: RunParts, leased: LeasedJob, log: Logger) {
  const lost = new AbortController()
  let heldUntil = performance.now() + leaseMs
  const beat = setInterval(async () => {
    const askedAt = performance.now()
    try {
      if (await queue.heartbeat(leased, leaseMs)) heldUntil = askedAt + leaseMs
      else lost.abort()
    } catch (error) {
      log.warn({ err: error }, 'the heartbeat of a job failed')
      if (performance.now() >= heldUntil) lost.abort()
    }
  }, leaseMs / 3)
  return { lost: lost.signal, end: () => clearInterval(beat) }
}

const overtime = (job: Job): Error => new Error(`It took longer than ${Math.round(job.timeoutMs / 1000)} s.`)

async function park({ queue }: RunParts, job: Job, leased: LeasedJob, reason: string): Promise<void> {
  const payload = job.payload.safeParse(leased.payload)
  if (payload.success) await job.parked?.(payload.data)
  await queue.park(leased, reason)
}

async function failed(
  parts: RunParts,
  job: Job,
  leased: LeasedJob,
  error: unknown,
  log: Logger,
): Promise<void> {
  const { queue, clock } = parts
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof Hopeless || leased.attempt >= job.attempts) {
    log.error({ err: error }, 'job parked')
    await park(parts, job, leased, reason)
    return
  }
  const pauseMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (leased.attempt - 1))
  log.warn({ err: error, pauseMs }, 'job failed and will be tried again')
  await queue.retryAt(leased, new Date(clock.now().getTime() + pauseMs), reason)
}
