import type { Announce, DueJob, JobCalls } from '../ports/job-calls.ts'
import type { Job } from './job.ts'
import type { Worker } from './worker.ts'

/**
 * Tells of jobs that were committed a moment ago: all processes where calls come through, else the worker of this one.
 * What nobody was told of, such as a job that only a newer version knows, is found in the table.
 */
export function createAnnouncer(calls: JobCalls | null): {
  announce: Announce
  /** From now on it knows who is to be told. */
  serve(jobs: Job[], worker: Worker | null): void
} {
  let laneOf = new Map<string, string>()
  let ring = (): void => {}
  return {
    announce(due) {
      if (!calls?.isUp()) {
        ring()
        return
      }
      const lanes = Map.groupBy(due, ({ name }) => laneOf.get(name))
      for (const [lane, jobs] of lanes) if (lane !== undefined) calls.announce(lane, jobs as DueJob[])
    },
    serve(jobs, worker) {
      laneOf = new Map(jobs.map(({ name, lane }) => [name, lane]))
      ring = () => worker?.wake()
    },
  }
}
