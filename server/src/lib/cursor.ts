import { createHash } from 'node:crypto'
import { isId } from './id.ts'

/** The sort key of a row: the values its list is ordered by, the id last. Times are milliseconds. */
export type SortKey = (string | number)[]

/** What stands in a key for a value of a row. */
export const keyValue = (value: Date | string | number): SortKey[number] =>
  value instanceof Date ? value.getTime() : value

/** What a value of a key is. Anybody can forge a cursor, and nothing else may reach the database. */
export type KeyKind = keyof typeof checks

const latestTime = 8.64e15
const longestText = 1_000

const checks = {
  /** Milliseconds since 1970. */
  time: (value: unknown) => isWhole(value) && value >= 0 && value <= latestTime,
  /** A whole number, not negative. */
  count: (value: unknown) => isWhole(value) && value >= 0,
  number: (value: unknown) => Number.isFinite(value),
  text: (value: unknown) => typeof value === 'string' && value.length <= longestText && !value.includes('\0'),
  id: isId,
} satisfies Record<string, (value: unknown) => boolean>

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

const version = 1

/** Short hash of what a cursor belongs to: operation and filters. */
const scopeOf = (scope: string): string => createHash('sha256').update(scope).digest('base64url').slice(0, 8)

/** base64url of version, scope and the key of the last row. Holds no filters: those come from the query. */
export const encodeCursor = (scope: string, key: SortKey): string =>
  Buffer.from(JSON.stringify([version, scopeOf(scope), ...key])).toString('base64url')

/** The key; null when the text is not a cursor of this scope with values of these kinds. */
export function decodeCursor(scope: string, text: string, kinds: readonly KeyKind[]): SortKey | null {
  const values = parsed(text)
  if (!values || values[0] !== version || values[1] !== scopeOf(scope)) return null
  const key = values.slice(2)
  const isKey = key.length === kinds.length && kinds.every((kind, index) => checks[kind](key[index]))
  return isKey ? (key as SortKey) : null
}

function parsed(text: string): unknown[] | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(values) ? values : null
  } catch {
    return null
  }
}
