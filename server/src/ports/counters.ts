import type { Id } from '../lib/id.ts'

/** What is counted of whom, under the names that every engine keeps, and backups and `verify` say. */
export const counters = {
  video: ['views', 'likes', 'comments'],
  user: ['subscribers', 'subscriptions', 'videos'],
  comment: ['likes', 'replies'],
  tweet: ['likes'],
} as const

type Counters = typeof counters
export type CounterKind = keyof Counters

/** Nothing keeps their sum: only the days know them. */
export const watchedSeconds = 'video.watched_seconds'

/** `video.likes`, `user.subscribers`, … */
export type CounterName =
  | { [Kind in CounterKind]: `${Kind}.${Counters[Kind][number]}` }[CounterKind]
  | typeof watchedSeconds

/** Those that can be counted anew. Of views nothing is left to count. */
export type Recountable = Exclude<CounterName, 'video.views' | typeof watchedSeconds>

/** Deltas of any other counter belong to nobody. */
export const counterNames: readonly string[] = [
  ...Object.entries(counters).flatMap(([kind, names]) => names.map((name) => `${kind}.${name}`)),
  watchedSeconds,
]

/** What a write adds to a counter, in its own transaction. */
export interface CounterDelta {
  counter: CounterName
  targetId: Id
  delta: number
}
