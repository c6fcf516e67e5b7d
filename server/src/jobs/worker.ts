import type { Logger } from 'pino'
import type { Clock } from '../ports/clock.ts'
import type { JobQueue } from '../ports/job-queue.ts'
import type { Job, Lane } from './job.ts'
import { type RunParts, runLeased } from './run-leased.ts'

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
  graceMs?: number
}

/** While the queue does not answer, the looks become rarer up to this. */
const longestLookMs = 15_000

export function startWorker(parts: WorkerParts): Worker {
  const { queue, log, lookEveryMs = 1_000, leaseMs = 30_000, graceMs = 10_000 } = parts
  const stopping = new AbortController()
  const bell = createBell()
  const run: RunParts = { queue, clock: parts.clock, log, leaseMs, graceMs, stopping: stopping.signal }

  async function loop(lane: Lane): Promise<void> {
    const jobs = new Map(parts.jobs.filter((job) => job.lane === lane).map((job) => [job.name, job]))
    if (jobs.size === 0) return
    let pauseMs = lookEveryMs
    while (!stopping.signal.aborted) {
      const heard = bell.rings()
      try {
        const leased = await queue.lease([...jobs.keys()], leaseMs)
        if (pauseMs > lookEveryMs) log.info({ lane }, 'the job queue answers again')
        pauseMs = lookEveryMs
        if (leased) {
          await runLeased(run, jobs.get(leased.name)!, leased)
          continue
        }
      } catch (error) {
        if (pauseMs === lookEveryMs) log.warn({ err: error, lane }, 'the job queue does not answer')
        pauseMs = Math.min(longestLookMs, pauseMs * 2)
      }
      await bell.wait(pauseMs, heard)
    }
  }

  const loops = (Object.keys(parts.lanes) as Lane[]).flatMap((lane) =>
    Array.from({ length: parts.lanes[lane] }, () => loop(lane)),
  )
  return {
    wake: bell.ring,
    async stop() {
      stopping.abort()
      bell.ring()
      await Promise.all(loops)
    },
  }
}

/** Ends pauses early; a ring that comes just before a pause counts too. */
function createBell() {
  const sleepers = new Set<() => void>()
  let rings = 0
  return {
    rings: () => rings,
    ring() {
      rings++
      for (const wakeUp of [...sleepers]) wakeUp()
    },
    /** `heard`: what `rings` said when the caller last looked. */
    wait(ms: number, heard: number): Promise<void> {
      if (rings !== heard) return Promise.resolve()
      return new Promise((resolve) => {
        const wakeUp = () => {
          clearTimeout(timer)
          sleepers.delete(wakeUp)
          resolve()
        }
        const timer = setTimeout(wakeUp, ms)
        sleepers.add(wakeUp)
      })
    },
  }
}
