import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { recent } from '../../lib/recent.ts'
import { deepestRow, type PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import { isStatementTimeout } from '../../ports/database.ts'
import type { Events } from '../../ports/event-bus.ts'
import { parseQuery } from './query.ts'
import type { SearchOrder, SearchQuery, SearchStore } from './store.ts'
import { forgive, forgivenWords } from './typos.ts'

export type { SearchOrder, SearchQuery } from './store.ts'
export type Search = ReturnType<typeof createSearch>

/** A page after the first costs no count, and what many look for is not counted for each of them. */
const keptTotals = { max: 1_000, ttlMs: 5_000 }

interface Parts {
  store: SearchStore
  events: Events
}

export function createSearch({ store, events }: Parts) {
  const totals = recent<string, number>(keptTotals)
  for (const name of ['video.changed', 'video.removed'] as const) {
    events.on(name, totals.clear)
  }

  async function ids(
    query: SearchQuery,
    filter: { ownerId?: Id },
    order: SearchOrder,
    audience: Audience,
    page: PageRequest,
  ) {
    const name = JSON.stringify([query, filter])
    const known = totals.get(name) ?? null
    const since = totals.moment()
    const found = await inTime(store.ids(query, filter, order, audience, page, known))
    if (known === null) totals.set(name, found.total, since)
    return { ...found, total: Math.min(found.total, deepestRow) }
  }

  /** Ids of listed videos. Where nothing holds the words as they were typed, one typo in each is forgiven. */
  async function find(query: SearchQuery, ...asked: Tail<Parameters<typeof ids>>) {
    const found = await ids(query, ...asked)
    const words = forgivenWords(query)
    if (found.total > 0 || words.length === 0) return found
    const meant = forgive(query, await inTime(store.similarWords(words)))
    const isOther = meant.words.some(({ forms }) => forms.length > 1)
    return isOther ? ids(meant, ...asked) : found
  }

  return {
    /** What somebody typed; null when that is nothing. */
    parse: parseQuery,
    find,
    totals,
  }
}

type Tail<All extends unknown[]> = All extends [unknown, ...infer Rest] ? Rest : never

async function inTime<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isStatementTimeout(error)) throw appError('search_too_slow', { cause: error })
    throw error
  }
}
