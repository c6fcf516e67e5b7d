import type { Id } from '../lib/id.ts'

/** A job that waits in the table, as workers are called to it. */
export interface DueJob {
  id: Id
  name: string
  /** Of its last lease: when the same job comes up again, that is another call. */
  fence: number
  /** Not before. */
  runAt: Date
  /** Its place in the line. */
  lineAt: Date
}

export type Announce = (jobs: DueJob[]) => void

export interface Listening {
  /** Takes no more calls; waits for those that are being answered. */
  close(): Promise<void>
}

/**
 * Calls the workers of all processes to jobs that are due, so that they need not look for them all the time. A call may be
 * lost, come late or come twice: the jobs table is the truth, and whoever is called leases the job from it, or finds that
 * there is nothing left to do.
 */
export interface JobCalls {
  /** Never throws, and nobody waits for it. A call that still waits is not repeated. */
  announce(lane: string, jobs: DueJob[]): void
  /**
   * Each call of the lane comes to one listener of all processes, those of an earlier place in the line first; a listener
   * has at most `atOnce` of them, each until `answer` ends.
   */
  listen(lane: string, atOnce: number, answer: (id: Id) => Promise<void>): Listening
  /** False: no call comes through at this moment. */
  isUp(): boolean
}
