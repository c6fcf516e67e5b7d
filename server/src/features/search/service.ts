import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import { isStatementTimeout } from '../../ports/database.ts'
import { parseQuery } from './query.ts'
import type { SearchOrder, SearchQuery, SearchStore } from './store.ts'
import { forgive, forgivenWords } from './typos.ts'

export type { SearchOrder, SearchQuery } from './store.ts'
export type Search = ReturnType<typeof createSearch>

export function createSearch({ store }: { store: SearchStore }) {
  /** Ids of listed videos. Where nothing holds the words as they were typed, one typo in each is forgiven. */
  async function find(
    query: SearchQuery,
    filter: { ownerId?: Id },
    order: SearchOrder,
    audience: Audience,
    page: PageRequest,
  ) {
    const found = await inTime(store.ids(query, filter, order, audience, page))
    const words = forgivenWords(query)
    if (found.total > 0 || words.length === 0) return found
    const meant = forgive(query, await inTime(store.similarWords(words)))
    const isOther = meant.words.some(({ forms }) => forms.length > 1)
    return isOther ? inTime(store.ids(meant, filter, order, audience, page)) : found
  }

  return {
    /** What somebody typed; null when that is nothing. */
    parse: parseQuery,
    find,
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isStatementTimeout(error)) throw appError('search_too_slow', { cause: error })
    throw error
  }
}
