import type { Request } from 'express'
import type { ByteRange, ObjectStat } from '../../ports/object-store.ts'

/** Has the client this very object already? (RFC 9110, section 13) */
export function isFresh(req: Request, object: ObjectStat, etag: string): boolean {
  const known = req.headers['if-none-match']
  if (known !== undefined) {
    return known.trim() === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  }
  const since = Date.parse(req.headers['if-modified-since'] ?? '')
  return !Number.isNaN(since) && secondsOf(object.modifiedAt) <= secondsOf(new Date(since))
}

/**
 * The part that a GET asks for; null for the whole. Several ranges are answered with the whole, which the standard
 * allows: no player asks for them, and an answer in parts is a way to make a server work.
 */
export function rangeOf(req: Request, object: ObjectStat, etag: string): ByteRange | 'unsatisfiable' | null {
  const { range } = req.headers
  if (range === undefined || req.method !== 'GET' || !holdsStill(req, object, etag)) return null
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range.trim()) ?? []
  if (!first && !last) return null
  const end = object.sizeBytes - 1
  if (!first) {
    const length = Math.min(Number(last), object.sizeBytes)
    return length === 0 ? 'unsatisfiable' : { start: object.sizeBytes - length, end }
  }
  const start = Number(first)
  if (last && Number(last) < start) return null
  return start > end ? 'unsatisfiable' : { start, end: last ? Math.min(Number(last), end) : end }
}

/** If-Range: the parts must be of the object that the client has begun to read. */
function holdsStill(req: Request, object: ObjectStat, etag: string): boolean {
  const condition = req.headers['if-range']
  if (typeof condition !== 'string') return true
  if (/^(W\/)?"/.test(condition)) return condition === etag
  return secondsOf(object.modifiedAt) === secondsOf(new Date(condition))
}

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000)
