import { createHash } from 'node:crypto'

/** The sort key of a row: the values its list is ordered by, the id last. */
export type SortKey = (string | number)[]

const version = 1

/** Short hash of what a cursor belongs to: operation and filters. */
const scopeOf = (scope: string): string => createHash('sha256').update(scope).digest('base64url').slice(0, 8)

/** base64url of version, scope and the key of the last row. Holds no filters: those come from the query. */
export const encodeCursor = (scope: string, key: SortKey): string =>
  Buffer.from(JSON.stringify([version, scopeOf(scope), ...key])).toString('base64url')

/** The key; null when the text is not a cursor of this scope with this many values. */
export function decodeCursor(scope: string, text: string, length: number): SortKey | null {
  const values = parsed(text)
  if (!values || values[0] !== version || values[1] !== scopeOf(scope)) return null
  const key = values.slice(2)
  const isKey =
    key.length === length && key.every((value) => typeof value === 'string' || Number.isFinite(value))
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
