import type { Id } from '../lib/id.ts'

/** A counter that does not say what it counts. */
export interface CounterDifference {
  /** `<kind>.<counter>`, such as `video.likes`. */
  counter: string
  targetId: Id
  /** With what is still to be added to it. */
  stored: number
  counted: number
}

export interface Findings {
  differences: CounterDifference[]
  /** Additions that nothing sums up: their counters have names that are not known. */
  strays: number
}

/** Recounts every counter from what it counts; views are not counted from anything. Exact while the site runs. */
export interface Bookkeeping {
  compare(): Promise<Findings>
  /** Sets the counters that differ, and answers what differed. */
  repair(): Promise<Findings>
}
