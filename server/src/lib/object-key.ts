import { createHash } from 'node:crypto'

const segment = /^[a-z0-9][a-z0-9._-]{0,127}$/

/** Lower-case names between slashes, none of which begins with a dot: fit for a disk, for S3 and for a URL. */
export const isObjectKey = (key: string): boolean =>
  key.length <= 512 && key.includes('/') && key.split('/').every((name) => segment.test(name))

export function requireObjectKey(key: string): string {
  if (isObjectKey(key)) return key
  throw new Error(`Not an object key: ${JSON.stringify(key.slice(0, 200))}`)
}

/** A strong validator without quotes. What lies under a key never changes, so it is the same in every store. */
export const etagOf = (key: string, sizeBytes: number): string =>
  createHash('sha1').update(`${key}\n${sizeBytes}`).digest('base64url')
