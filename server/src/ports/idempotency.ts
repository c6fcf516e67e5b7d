import type { Id } from '../lib/id.ts'

/** A request under a key of its client's own making: whoever sends it again means the same one. */
export interface RequestKey {
  userId: Id
  /** The contract's name of what was asked for, under whichever route. */
  operation: string
  key: string
}

/** What a store commits with the effect of a request, so that it has none a second time. */
export interface OnceRecord extends RequestKey {
  /** Of everything that was asked, to know another request under the same key. */
  digest: string
  /** Of the answer. */
  status: number
  now: Date
}

export interface KeptRecord {
  digest: string
  status: number
  /** What was made, or what was changed. */
  targetId: Id
}

export const recordsKeptMs = 24 * 3_600_000

export interface IdempotencyRecords {
  /** Null: the request has had no effect in the time for which records are kept. */
  find(request: RequestKey, now: Date): Promise<KeptRecord | null>
  /** Removes at most so many of those that are as old as this or older; answers how many. */
  sweep(before: Date, most: number): Promise<number>
}

/** Thrown by a store's write, of which nothing is committed: the same request had its effect meanwhile. */
export class AlreadyDone extends Error {
  override name = 'AlreadyDone'
  constructor() {
    super('This request had its effect before')
  }
}
