import type { Id } from '../lib/id.ts'
import type { OnceRecord } from './idempotency.ts'
import type { DueJob } from './job-calls.ts'

/** Work that must happen, committed by a store together with the write that causes it. The payload holds ids, not rows. */
export interface NewJob {
  name: string
  payload: Record<string, unknown>
  /** At most one unfinished job of a name and key exists; a second one is silently the first. */
  key?: string
  /** Not before this moment. Absent: at once. */
  runAt?: Date
  /** Lets others of its lane go first that come up to this much later; with nobody else there it does not wait. */
  behindMs?: number
}

/** What commits in one transaction with a store's write. */
export interface Also {
  jobs?: NewJob[]
  /** Where the request carries an `Idempotency-Key`. With it the write may throw `AlreadyDone`. */
  once?: OnceRecord
}

export interface LeasedJob {
  id: Id
  name: string
  payload: unknown
  /** How often it was taken, this time included. From 1. */
  attempt: number
  /** Grows with each lease of this job; a worker whose number is old has lost it and may publish nothing. */
  fence: number
}

export type JobState = 'due' | 'running' | 'done' | 'parked'

export interface JobRow {
  id: Id
  name: string
  key: string | null
  state: JobState
  payload: unknown
  attempts: number
  runAt: Date
  leaseUntil: Date | null
  /** Why the last attempt failed, in a sentence a person can read. */
  reason: string | null
  createdAt: Date
  updatedAt: Date
}

/**
 * The jobs table: the truth on every engine. Leases are counted by the database's own clock, because
 * the workers' clocks may differ. Every method that names a fence does nothing and answers false when
 * the lease has gone to somebody else.
 */
export interface JobQueue {
  add(job: NewJob): Promise<void>
  /** Takes the due job that stands first in line among these names, or an expired lease; null when there is none. */
  lease(names: string[], leaseMs: number): Promise<LeasedJob | null>
  /** The same for this one alone; null: it is not due, somebody else has it, or it has another name. */
  leaseById(id: Id, names: string[], leaseMs: number): Promise<LeasedJob | null>
  /** What could be leased at this moment, first in line first. Changes nothing. */
  due(names: string[], limit: number): Promise<DueJob[]>
  /** Renews the lease. False: lost, or the job was removed. */
  heartbeat(job: LeasedJob, leaseMs: number): Promise<boolean>
  done(job: LeasedJob): Promise<boolean>
  /** Failed: due again at this moment, with the reason kept. */
  retryAt(job: LeasedJob, at: Date, reason: string): Promise<boolean>
  /** Given up: stays with its reason until a person retries it. */
  park(job: LeasedJob, reason: string): Promise<boolean>
  /** Given back unharmed, by a worker that stops: due at once, the attempt is not counted. */
  release(job: LeasedJob): Promise<boolean>
  /** For an operator: newest first, at most `limit`. */
  list(filter: { state?: JobState; name?: string; limit: number }): Promise<JobRow[]>
  /** Makes a parked (or waiting) job due now with fresh attempts. False: there is no such job. */
  retry(id: Id): Promise<boolean>
  /** Parks a due job by hand. False: there is no such due job. */
  parkById(id: Id, reason: string): Promise<boolean>
  countByState(): Promise<Record<JobState, number>>
  /** Removes at most so many of the jobs that were finished by this moment; answers how many. */
  sweep(before: Date, most: number): Promise<number>
}
