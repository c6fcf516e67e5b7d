import type { Response } from 'express'

/** What the log and the figures tell of a request; it lies in `res.locals`. */
export interface Trace {
  requestId: string
  /** The contract's name of the operation; unset for a path that nobody answers to. */
  operation?: string
  viewerId?: string
}

export const traceOf = (res: Response): Trace => res.locals as Trace
