import { appError } from '../errors.ts'
import { decodeCursor, encodeCursor, type KeyKind, type SortKey } from '../lib/cursor.ts'
import type { Id } from '../lib/id.ts'

/** Which rows of a list are wanted. A store reads one row more than `limit` to know whether there is more. */
export interface PageRequest {
  limit: number
  /** Rows to pass over; 0 with a cursor. At most 10,000. */
  offset: number
  /** The key of the last row seen; null at the start or with an offset. */
  after: SortKey | null
}

/** What an ids method answers: ids, and whatever else its rows tell, such as when a video was watched. */
export interface PageOfEntries<Entry extends { id: Id }> {
  entries: Entry[]
  /** The key of the last entry while there are more, else null. */
  next: SortKey | null
}

/** What a list's query says of paging, as parsed by lists/schemas.ts. */
export interface PagingQuery {
  page?: number
  limit?: number
  cursor?: string
}

export const deepestRow = 10_000
const defaultLimit = 10
const unpagedLimit = 500

/**
 * `scope` names the operation and its filters, so that another list's cursor is refused. `kinds`: of the values of the
 * list's sort key, such as `['time', 'id']`.
 */
export function pageRequest(query: PagingQuery, scope: string, kinds: readonly KeyKind[]): PageRequest {
  const limit = query.limit ?? defaultLimit
  if (query.cursor !== undefined) {
    const after = decodeCursor(scope, query.cursor, kinds)
    if (!after) {
      throw appError('invalid_cursor', {
        errors: [{ path: 'cursor', message: 'Not a cursor of this list.' }],
      })
    }
    return { limit, offset: 0, after }
  }
  const page = query.page ?? 1
  if (page * limit > deepestRow) {
    throw appError('page_too_deep', {
      errors: [{ path: 'page', message: 'Use the cursor of the previous answer.' }],
    })
  }
  return { limit, offset: (page - 1) * limit, after: null }
}

/** The lists that are plain arrays hold at most 500 rows when nobody asks for pages. */
export function arrayRequest(query: PagingQuery, scope: string, kinds: readonly KeyKind[]): PageRequest {
  const isPaged = query.page !== undefined || query.limit !== undefined || query.cursor !== undefined
  return isPaged ? pageRequest(query, scope, kinds) : { limit: unpagedLimit, offset: 0, after: null }
}

export const nextCursor = (scope: string, next: SortKey | null): string | null =>
  next ? encodeCursor(scope, next) : null

/** Cuts the row that was read too much, and says where the next page begins. */
export function cutPage<Entry extends { id: Id }>(
  rows: Entry[],
  limit: number,
  key: (row: Entry) => SortKey,
): PageOfEntries<Entry> {
  const entries = rows.slice(0, limit)
  const last = entries.at(-1)
  return { entries, next: rows.length > limit && last ? key(last) : null }
}

export interface Page<T> {
  docs: T[]
  totalDocs: number
  limit: number
  page: number
  totalPages: number
  pagingCounter: number
  hasPrevPage: boolean
  hasNextPage: boolean
  prevPage: number | null
  nextPage: number | null
  nextCursor: string | null
}

/**
 * The page object of the contract. By cursor the page's number is not known to the server: it says what the
 * client sent, else 1. Nothing in it leads to a page behind the last one that is answered; the cursor goes on there.
 */
export function pageObject<T>(
  docs: T[],
  query: PagingQuery,
  totalDocs: number,
  cursor: string | null,
): Page<T> {
  const limit = query.limit ?? defaultLimit
  const page = query.page ?? 1
  const lastPage = Math.floor(deepestRow / limit)
  const nextPage = cursor !== null && page < lastPage ? page + 1 : null
  return {
    docs,
    totalDocs,
    limit,
    page,
    totalPages: Math.max(1, Math.min(lastPage, Math.ceil(totalDocs / limit))),
    pagingCounter: (page - 1) * limit + 1,
    hasPrevPage: page > 1,
    hasNextPage: nextPage !== null || (cursor !== null && query.cursor !== undefined),
    prevPage: page > 1 ? page - 1 : null,
    nextPage,
    nextCursor: cursor,
  }
}
