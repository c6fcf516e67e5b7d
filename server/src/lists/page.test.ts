import { describe, expect, it } from 'vitest'
import { isAppError } from '../errors.ts'
import { encodeCursor } from '../lib/cursor.ts'
import { arrayRequest, cutPage, nextCursor, pageObject, pageRequest } from './page.ts'

const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(24))
const kinds = ['time', 'id'] as const

function codeOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return isAppError(error) ? error.code : String(error)
  }
}

describe('what is asked', () => {
  it('is the first ten rows when nothing is said', () => {
    expect(pageRequest({}, 'videos', kinds)).toEqual({ limit: 10, offset: 0, after: null })
  })

  it('passes over the pages before', () => {
    expect(pageRequest({ page: 3, limit: 20 }, 'videos', kinds)).toEqual({
      limit: 20,
      offset: 40,
      after: null,
    })
  })

  it('goes on after a cursor, whatever page it came with', () => {
    const cursor = encodeCursor('videos', [7, ids[0]!])
    expect(pageRequest({ page: 900, limit: 100, cursor }, 'videos', kinds)).toEqual({
      ...{ limit: 100, offset: 0 },
      after: [7, ids[0]],
    })
  })

  it('ends at row 10,000 by page', () => {
    expect(codeOf(() => pageRequest({ page: 1000 }, 'videos', kinds))).toBeUndefined()
    expect(codeOf(() => pageRequest({ page: 1001 }, 'videos', kinds))).toBe('page_too_deep')
  })

  it('is refused with the cursor of another list', () => {
    const cursor = encodeCursor('comments', [7, ids[0]!])
    expect(codeOf(() => pageRequest({ cursor }, 'videos', kinds))).toBe('invalid_cursor')
  })

  it('is up to 500 rows of an array when nobody asks for pages', () => {
    expect(arrayRequest({}, 'tweets', kinds)).toEqual({ limit: 500, offset: 0, after: null })
    expect(arrayRequest({ page: 2 }, 'tweets', kinds)).toEqual({ limit: 10, offset: 10, after: null })
  })
})

describe('what is answered', () => {
  const cut = (rows: string[], limit: number) =>
    cutPage(
      rows.map((id) => ({ id })),
      limit,
      (row) => [1, row.id],
    )
  const entries = ids.map((id) => ({ id }))

  it('has no next page when the rows end with it', () => {
    expect(cut(ids, 3)).toEqual({ entries, next: null })
    expect(cut([], 3)).toEqual({ entries: [], next: null })
    expect(nextCursor('videos', null)).toBeNull()
  })

  it('goes on after the last row shown, not after the one that was read too much', () => {
    expect(cut(ids, 2)).toEqual({ entries: entries.slice(0, 2), next: [1, ids[1]] })
    const cursor = nextCursor('videos', [1, ids[1]!])!
    expect(pageRequest({ cursor }, 'videos', kinds).after).toEqual([1, ids[1]])
  })

  it('counts pages as front ends expect it', () => {
    expect(pageObject(['x'], { page: 2, limit: 5 }, 11, 'next')).toEqual({
      ...{ docs: ['x'], totalDocs: 11, limit: 5, page: 2, totalPages: 3, pagingCounter: 6 },
      ...{ hasPrevPage: true, prevPage: 1, hasNextPage: true, nextPage: 3, nextCursor: 'next' },
    })
  })

  it.each([
    [1_000, 10],
    [666, 15],
    [100, 100],
  ])('leads to no page behind page %i of %i rows, and goes on by cursor', (page, limit) => {
    expect(pageObject(['x'], { page: page - 1, limit }, 10_000, 'next')).toMatchObject({
      ...{ totalPages: page, hasNextPage: true, nextPage: page },
    })
    const last = pageObject(['x'], { page, limit }, 10_000, 'next')
    expect(last).toMatchObject({
      ...{ totalPages: page, hasNextPage: false, nextPage: null, nextCursor: 'next' },
    })
    expect(codeOf(() => pageRequest({ page: last.totalPages, limit }, 'videos', kinds))).toBeUndefined()
    expect(codeOf(() => pageRequest({ page: page + 1, limit }, 'videos', kinds))).toBe('page_too_deep')
  })

  it('says by cursor that there is more at any depth', () => {
    const deep = { page: 5_000, limit: 10, cursor: 'here' }
    expect(pageObject(['x'], deep, 10_000, 'next')).toMatchObject({ hasNextPage: true, nextPage: null })
    expect(pageObject(['x'], deep, 10_000, null)).toMatchObject({ hasNextPage: false, nextPage: null })
  })

  it('is one empty page where there is nothing', () => {
    expect(pageObject([], {}, 0, null)).toMatchObject({
      ...{ totalPages: 1, page: 1, hasPrevPage: false, prevPage: null },
      ...{ hasNextPage: false, nextPage: null, nextCursor: null },
    })
  })
})
