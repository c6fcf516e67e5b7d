import { type Document, ObjectId } from 'mongodb'
import { foldName } from '../../../lib/text.ts'

/** What a field of another backend's document is for us, and what is wrong with it where it could not be understood. */
export interface Reading {
  value: unknown
  says?: string
}

export type Reader = (given: unknown, document: Document) => Reading

const missing = 'is missing'
const isAbsent = (given: unknown): given is null | undefined => given === undefined || given === null

/** No other engine keeps a zero byte. */
const plain = (given: string): string => given.replaceAll('\0', '')

/** Mongoose reads a number for a text, and so did whoever asked the old backend. */
const asText = (given: unknown): string | null =>
  typeof given === 'string' ? plain(given) : typeof given === 'number' ? String(given) : null

export const text =
  (fallback: string): Reader =>
  (given) => {
    if (isAbsent(given)) return { value: fallback }
    const value = asText(given)
    return value === null ? { value: fallback, says: 'is no text' } : { value }
  }

export const neededText =
  (fallback: (document: Document) => string): Reader =>
  (given, document) => {
    const value = isAbsent(given) ? null : asText(given)
    if (value !== null && value.trim() !== '') return { value }
    return { value: fallback(document), says: isAbsent(given) ? missing : 'is no text' }
  }

/** Folded as what people type at log-in is. */
export const name =
  (fallback: (document: Document) => string): Reader =>
  (given, document) => {
    const read = neededText(fallback)(given, document)
    return { ...read, value: foldName(String(read.value)) }
  }

/** Also a decimal of the database's own. */
export const number: Reader = (given) => {
  if (isAbsent(given)) return { value: 0 }
  const isNumeric = typeof given === 'number' || /^\s*\d+(\.\d+)?\s*$/.test(String(given))
  const value = isNumeric ? Number(given) : Number.NaN
  return Number.isFinite(value) && value >= 0 ? { value } : { value: 0, says: 'is no number' }
}

export const count: Reader = (given, document) => {
  const read = number(given, document)
  return { ...read, value: Math.min(Math.round(read.value as number), 2_000_000_000) }
}

export const flag =
  (fallback: boolean): Reader =>
  (given) => {
    if (isAbsent(given)) return { value: fallback }
    if (typeof given === 'boolean') return { value: given }
    if (given === 'true' || given === 'false') return { value: given === 'true' }
    return { value: false, says: 'is neither true nor false' }
  }

/** Where there is none, when the id was made. */
export const time: Reader = (given, { _id }) => {
  const made = (_id as ObjectId).getTimestamp()
  if (isAbsent(given)) return { value: made }
  const isReadable = given instanceof Date || typeof given === 'string' || typeof given === 'number'
  const value = new Date(isReadable ? (given as string) : Number.NaN)
  if (Number.isNaN(value.getTime())) return { value: made, says: 'is no time' }
  return { value: given instanceof Date ? given : value }
}

/** Some backends keep `{ public_id, url }`. */
const urlIn = (given: unknown): unknown => {
  if (typeof given !== 'object' || given === null) return given
  const { secure_url, url } = given as { secure_url?: unknown; url?: unknown }
  return secure_url ?? url
}

/** An address that browsers can open; a path of the old backend's disk is none. */
export const address =
  <Fallback>(fallback: Fallback, isNeeded = false): Reader =>
  (given) => {
    const url = urlIn(given)
    if (isAbsent(url) || url === '') return { value: fallback, ...(isNeeded && { says: missing }) }
    if (typeof url === 'string' && /^https?:\/\/[^\s\0]+$/i.test(url)) return { value: url }
    return { value: fallback, says: 'is no http address' }
  }

export const texts: Reader = (given) =>
  isAbsent(given)
    ? { value: [] }
    : Array.isArray(given) && given.every((item) => typeof item === 'string')
      ? { value: given.map(plain) }
      : { value: [], says: 'is no list of texts' }

export const idIn = (given: unknown): ObjectId | null => {
  if (given instanceof ObjectId) return given
  return typeof given === 'string' && /^[0-9a-f]{24}$/i.test(given)
    ? ObjectId.createFromHexString(given)
    : null
}

/**
 * Where it cannot be read, the document's own id stands for nobody: it is the id of nothing that could be meant, and it is
 * another one in each document.
 */
export const reference: Reader = (given, { _id }) => {
  const value = idIn(given)
  return value ? { value } : { value: _id, says: isAbsent(given) ? missing : 'is no id' }
}

export const maybeReference: Reader = (given) => {
  if (isAbsent(given)) return { value: given }
  const value = idIn(given)
  return value ? { value } : { value: null, says: 'is no id' }
}
