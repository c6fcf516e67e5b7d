import type { Logger } from 'pino'
import { every } from '../lib/every.ts'
import { createGate } from '../lib/gate.ts'
import type { Id } from '../lib/id.ts'
import type { Clock } from '../ports/clock.ts'
import type { JobCalls } from '../ports/job-calls.ts'
import type { JobQueue, LeasedJob } from '../ports/job-queue.ts'
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
  /** Absent: due jobs are found by looking for them. */
  calls?: JobCalls | null
  leaseMs?: number
  lookEveryMs?: number
  graceMs?: number
}

/** While the queue does not answer, the looks become rarer up to this; and where calls come, they are no more often. */
const rareLookMs = 15_000
/** Jobs that nobody was called to, because a process died or a call was lost, are called again so soon. */
const callAgainMs = 2_000
/** Of those that stand first in line of a lane. */
const callAgainMost = 50

export function startWorker(parts: WorkerParts): Worker {
  const { queue, log, calls = null, lookEveryMs = 1_000, leaseMs = 30_000, graceMs = 10_000 } = parts
  const stopping = new AbortController()
  const bell = createBell()
  const run: RunParts = { queue, clock: parts.clock, log, leaseMs, graceMs, stopping: stopping.signal }
  const lanes = (Object.keys(parts.lanes) as Lane[])
    .map((lane) => ({ lane, jobs: parts.jobs.filter((job) => job.lane === lane) }))
    .filter(({ jobs }) => jobs.length > 0)
    .map(({ lane, jobs }) => openLane(lane, jobs))

  function openLane(name: Lane, of: Job[]) {
    const jobs = new Map(of.map((job) => [job.name, job]))
    const atOnce = parts.lanes[name]
    const places = createGate({ atOnce, waiting: Number.POSITIVE_INFINITY, full: () => new Error('full') })
    const names = [...jobs.keys()]

    /** When there is room in the lane, leases a job and runs it. False: there was none. */
    const turn = (lease: () => Promise<LeasedJob | null>): Promise<boolean> =>
      places.run(async () => {
        const leased = stopping.signal.aborted ? null : await lease()
        if (leased) await runLeased(run, jobs.get(leased.name)!, leased)
        return leased !== null
      })

    return {
      ...{ name, names, atOnce },
      runFirst: () => turn(() => queue.lease(names, leaseMs)),
      runById: async (id: Id) => void (await turn(() => queue.leaseById(id, names, leaseMs))),
    }
  }

  async function look({ name: lane, runFirst }: (typeof lanes)[number]): Promise<void> {
    let pauseMs = lookEveryMs
    let foundNothingAt = Number.NEGATIVE_INFINITY
    let heard = bell.rings()
    while (!stopping.signal.aborted) {
      const isCalled = calls?.isUp() && performance.now() - foundNothingAt < rareLookMs
      if (isCalled && heard === bell.rings()) {
        await bell.wait(lookEveryMs, heard)
        continue
      }
      heard = bell.rings()
      try {
        const found = await runFirst()
        if (pauseMs > lookEveryMs) log.info({ lane }, 'the job queue answers again')
        pauseMs = lookEveryMs
        if (found) continue
        foundNothingAt = performance.now()
      } catch (error) {
        if (pauseMs === lookEveryMs) log.warn({ err: error, lane }, 'the job queue does not answer')
        pauseMs = Math.min(rareLookMs, pauseMs * 2)
      }
      await bell.wait(pauseMs, heard)
    }
  }

  async function callAgain(): Promise<void> {
    for (const { name, names } of lanes) {
      if (calls?.isUp()) calls.announce(name, await queue.due(names, callAgainMost))
    }
  }

  const loops = lanes.flatMap((lane) => Array.from({ length: lane.atOnce }, () => look(lane)))
  const listening = calls ? lanes.map(({ name, atOnce, runById }) => calls.listen(name, atOnce, runById)) : []
  // That the queue does not answer is told by those who look.
  const calling = calls ? every(callAgainMs, callAgain, () => {}) : null
  return {
    wake: bell.ring,
    async stop() {
      stopping.abort()
      bell.ring()
      await Promise.all([...loops, ...listening.map((one) => one.close()), calling?.stop()])
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
