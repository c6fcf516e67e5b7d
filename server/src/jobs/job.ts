import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Id } from '../lib/id.ts'

/**
 * `media`: heavy work that fills the cores by itself. `early`: what makes an upload playable and gives it a face, which
 * must not wait for the heavy work on another one. `clearing`: removes rows by the million, in small steps. `leaving`:
 * does so for closed accounts, which must not wait for a video of a million comments. `quick`: everything else.
 */
export type Lane = 'early' | 'media' | 'clearing' | 'leaving' | 'quick'

export interface JobRun<Payload> {
  jobId: Id
  payload: Payload
  /** From 1; the last one is the job's `attempts`. */
  attempt: number
  /** The lease's fencing number: whoever publishes a result names it, so that a worker that lost its lease cannot. */
  fence: number
  /** Aborted when the lease is lost, the time is over, or the process stops. */
  signal: AbortSignal
  log: Logger
}

/** What must happen, as a value that can be run twice: it asks first whether it is already done. */
export interface Job {
  name: string
  lane: Lane
  /** How often it is tried before it is parked for a person to look at. */
  attempts: number
  timeoutMs: number
  payload: z.ZodType
  run(run: JobRun<unknown>): Promise<void>
  /** It is given up, also by a process that never ran it: tells whoever waits for it. May be called twice. */
  parked?(payload: unknown): Promise<void>
}

interface JobSpec<P extends z.ZodType> {
  name: string
  lane?: Lane
  attempts: number
  timeoutMs: number
  payload: P
  run(run: JobRun<z.output<P>>): Promise<void>
  parked?(payload: z.output<P>): Promise<void>
}

export const job = <P extends z.ZodType>(spec: JobSpec<P>): Job => ({
  ...spec,
  lane: spec.lane ?? 'quick',
  run: spec.run as Job['run'],
  parked: spec.parked as Job['parked'],
})

/** Thrown by a job that knows that trying again cannot help; the message is the reason a person reads. */
export class Hopeless extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'Hopeless'
  }
}
