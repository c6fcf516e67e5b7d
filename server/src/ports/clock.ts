/** The application's time. Everything that is stored or compared comes from here, never from the database. */
export interface Clock {
  /** Milliseconds are the finest unit that every engine keeps. */
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
