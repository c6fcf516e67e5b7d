import type { Logger } from 'pino'
import type { Database } from '../database.ts'
import { every } from '../lib/every.ts'
import { sweepAll } from '../lib/sweep.ts'
import type { Clock } from '../ports/clock.ts'
import { recordsKeptMs } from '../ports/idempotency.ts'

interface UpkeepParts {
  database: Database
  clock: Clock
  log: Logger
}

const foldEveryMs = 1_000
const sweepEveryMs = 10 * 60_000
/** Finished jobs are kept for a look back. */
const keepJobsMs = 7 * 24 * 3_600_000

/** What is done again and again beside requests and jobs. */
export function startUpkeep({ database, clock, log }: UpkeepParts) {
  const ago = (ms: number) => new Date(clock.now().getTime() - ms)
  const onError = (error: unknown) => log.warn({ err: error }, 'upkeep failed and will be tried again')
  const sweeping = (some: (most: number) => Promise<number>) =>
    every(sweepEveryMs, (signal) => sweepAll(some, signal), onError)
  const { queue, records, sessions } = database
  const tasks = [
    every(foldEveryMs, () => database.foldCounters(clock.now()), onError),
    sweeping((most) => queue.sweep(ago(keepJobsMs), most)),
    sweeping((most) => records.sweep(ago(recordsKeptMs), most)),
    sweeping((most) => sessions.sweep(clock.now(), most)),
  ]
  return {
    async stop() {
      await Promise.all(tasks.map((task) => task.stop()))
    },
  }
}
