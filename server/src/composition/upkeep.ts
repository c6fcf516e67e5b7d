import type { Logger } from 'pino'
import type { Postgres } from '../adapters/postgres/connection.ts'
import { counterKinds, foldCounters } from '../adapters/postgres/counters.ts'
import { postgresSessions } from '../adapters/postgres/stores/sessions.ts'
import type { SessionStore } from '../features/auth/store.ts'
import { every } from '../lib/every.ts'
import type { Clock } from '../ports/clock.ts'
import { type IdempotencyRecords, recordsKeptMs } from '../ports/idempotency.ts'
import type { JobQueue } from '../ports/job-queue.ts'

interface UpkeepParts {
  postgres: Postgres
  queue: JobQueue
  records: IdempotencyRecords
  clock: Clock
  log: Logger
}

const foldEveryMs = 1_000
const sessionsAtOnce = 500
/** Beyond these it goes on ten minutes later. */
const mostBatches = 40
const sweepEveryMs = 10 * 60_000
/** Finished jobs are kept for a look back. */
const keepJobsMs = 7 * 24 * 3_600_000

/** What is done again and again beside requests and jobs. */
export function startUpkeep({ postgres, queue, records, clock, log }: UpkeepParts) {
  const ago = (ms: number) => new Date(clock.now().getTime() - ms)
  const onError = (error: unknown) => log.warn({ err: error }, 'upkeep failed and will be tried again')
  const tasks = [
    every(foldEveryMs, () => foldCounters(postgres, counterKinds, clock.now()), onError),
    every(sweepEveryMs, () => queue.sweep(ago(keepJobsMs)), onError),
    every(sweepEveryMs, () => records.sweep(ago(recordsKeptMs)), onError),
    every(sweepEveryMs, () => sweepSessions(postgresSessions({ postgres }), clock), onError),
  ]
  return {
    async stop() {
      await Promise.all(tasks.map((task) => task.stop()))
    },
  }
}

/** In small statements: a delete of a million rows would hold up those who log in. */
async function sweepSessions(sessions: SessionStore, clock: Clock): Promise<void> {
  for (let batch = 0; batch < mostBatches; batch++) {
    if ((await sessions.sweep(clock.now(), sessionsAtOnce)) < sessionsAtOnce) return
  }
}
