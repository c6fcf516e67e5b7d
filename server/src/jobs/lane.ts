import { createGate } from '../lib/gate.ts'
import type { Id } from '../lib/id.ts'
import type { LeasedJob } from '../ports/job-queue.ts'
import type { Job, Lane } from './job.ts'
import { type RunParts, runLeased } from './run-leased.ts'

export type OpenLane = ReturnType<typeof openLane>

/** The places of a lane, whoever finds work for them: who looks into the table, or who is called to a job. */
export function openLane(run: RunParts, name: Lane, atOnce: number, of: Job[]) {
  const { queue, leaseMs, stopping } = run
  const jobs = new Map(of.map((job) => [job.name, job]))
  const names = [...jobs.keys()]
  const places = createGate({ atOnce, waiting: Number.POSITIVE_INFINITY, full: () => new Error('full') })

  /** When there is room, leases a job and runs it. False: there was none. */
  const turn = (lease: () => Promise<LeasedJob | null>): Promise<boolean> =>
    places.run(async () => {
      const leased = stopping.aborted ? null : await lease()
      if (leased) await runLeased(run, jobs.get(leased.name)!, leased)
      return leased !== null
    })

  return {
    ...{ name, names, atOnce },
    runFirst: () => turn(() => queue.lease(names, leaseMs)),
    async runById(id: Id): Promise<void> {
      await turn(() => queue.leaseById(id, names, leaseMs))
    },
  }
}
