import type { Logger } from 'pino'
import { every } from '../lib/every.ts'
import type { Clock } from '../ports/clock.ts'
import type { JobCalls } from '../ports/job-calls.ts'
import type { JobQueue } from '../ports/job-queue.ts'
import type { Job, Lane } from './job.ts'
import { type OpenLane, openLane } from './lane.ts'
import type { RunParts } from './run-leased.ts'

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
  const { queue, clock, log, calls = null, lookEveryMs = 1_000, leaseMs = 30_000, graceMs = 10_000 } = parts
  const stopping = new AbortController()
  const bell = createBell()
  const run: RunParts = { queue, clock, log, leaseMs, graceMs, stopping: stopping.signal }
  const lanes = (Object.keys(parts.lanes) as Lane[])
    .map((name) => ({ name, jobs: parts.jobs.filter(({ lane }) => lane === name) }))
    .filter(({ jobs }) => jobs.length > 0)
    .map(({ name, jobs }) => openLane(run, name, parts.lanes[name], jobs))

  const looking: Looking = {
    log,
    bell,
    stopping: stopping.signal,
    lookEveryMs,
    isCalled: () => calls?.isUp(),
  }
  const loops = lanes.flatMap((lane) => Array.from({ length: lane.atOnce }, () => look(lane, looking)))
  const called = calls ? answerCalls(lanes, queue, calls) : null
  return {
    wake: bell.ring,
    async stop() {
      stopping.abort()
      bell.ring()
      await Promise.all([...loops, called?.stop()])
    },
  }
}

interface Looking {
  log: Logger
  bell: Bell
  stopping: AbortSignal
  lookEveryMs: number
  /** Others say what is due, so it need not be looked for. */
  isCalled(): boolean | undefined
}

/** Runs what stands in the table, for as long as there is something, and looks again after a pause. */
async function look({ name: lane, runFirst }: OpenLane, parts: Looking): Promise<void> {
  const { log, bell, stopping, lookEveryMs, isCalled } = parts
  let pauseMs = lookEveryMs
  let foundNothingAt = Number.NEGATIVE_INFINITY
  let heard = bell.rings()
  while (!stopping.aborted) {
    const mayRest = isCalled() && performance.now() - foundNothingAt < rareLookMs
    if (mayRest && heard === bell.rings()) {
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

/** Comes when it is called, and calls again to what nobody came to. */
function answerCalls(lanes: OpenLane[], queue: JobQueue, calls: JobCalls) {
  const listening = lanes.map(({ name, atOnce, runById }) => calls.listen(name, atOnce, runById))
  async function callAgain(): Promise<void> {
    for (const { name, names } of lanes) {
      if (calls.isUp()) calls.announce(name, await queue.due(names, callAgainMost))
    }
  }
  // That the queue does not answer is told by those who look.
  const calling = every(callAgainMs, callAgain, () => {})
  return {
    async stop() {
      await Promise.all([...listening.map((one) => one.close()), calling.stop()])
    },
  }
}

type Bell = ReturnType<typeof createBell>

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
