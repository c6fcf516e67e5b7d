import { randomBytes } from 'node:crypto'

/** 24 lower-case hex characters: 4 bytes of time in seconds, then 8 random ones. Opaque to clients. */
export type Id = string & { readonly brand?: 'Id' }

const shape = /^[0-9a-f]{24}$/

export const isId = (value: unknown): value is Id => typeof value === 'string' && shape.test(value)

/**
 * A new id for this moment. The random half is not a counter: with a counter, two posts of one's own
 * would bracket the id of somebody's unlisted video.
 */
export function makeId(now: Date): Id {
  const seconds = Math.floor(now.getTime() / 1000)
  return seconds.toString(16).padStart(8, '0') + randomBytes(8).toString('hex')
}
