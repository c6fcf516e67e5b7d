import {
  manyHits,
  relevanceBy,
  type SearchOrder,
  type SearchQuery,
  type SearchStore,
} from '../../../../features/search/store.ts'
import type { VideoEntry } from '../../../../features/videos/store.ts'
import type { SortKey } from '../../../../lib/cursor.ts'
import type { Id } from '../../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../../lists/page.ts'
import type { Postgres, Runner } from '../../connection.ts'
import type { ReaderFor } from '../../replicas.ts'
import { rowsToRead } from '../row-counts.ts'
import { entryOf, type FoundRow, isFound, keyOf, keyParameter } from '../video-pages.ts'
import { lexemesOf, patternsOf } from './indexed.ts'
import { sortingOf } from './orders.ts'
import { addMissing, renameChannel } from './rows.ts'
import { countWithout, gathered, type Params, type Row, walked } from './statements.ts'
import { forgetWords, similarWords } from './words.ts'

interface Parts {
  postgres: Postgres
  /** For what visitors ask: it has connections of its own and gives a statement a second. */
  hurried: Pick<Postgres, 'run' | 'one' | 'transaction'>
  searchesFor?: ReaderFor
}

export const postgresSearch = ({ postgres, hurried, searchesFor = () => hurried }: Parts): SearchStore => ({
  ids: (query, { ownerId }, order, audience, page, known) =>
    // What is counted is kept for everybody, so no replica counts.
    find(known === null ? hurried : searchesFor(audience), { query, ownerId, order, page }, known),
  similarWords: (words) => similarWords(hurried, words),
  renameChannel: (ownerId, limit) => postgres.transaction((tx) => renameChannel(tx, ownerId, limit)),
  addMissing: (after, limit) => postgres.transaction((tx) => addMissing(tx, after, limit)),
  forgetWords: (after, limit) => forgetWords(postgres, after, limit),
})

interface Asked {
  query: SearchQuery
  ownerId: Id | undefined
  order: SearchOrder
  page: PageRequest
}

type Found = PageOfEntries<VideoEntry> & { total: number }

async function find(runner: Pick<Runner, 'run' | 'one'>, asked: Asked, known: number | null): Promise<Found> {
  const { query, order, page } = asked
  if (query.words.length + query.phrases.length === 0) {
    const total = known ?? (await runner.one(countWithout, paramsOf(asked)))!.total
    return { ...(await walk(runner, asked)), total }
  }
  const mark = order === 'relevance' ? page.after?.[0] : undefined
  if (mark === relevanceBy.views) return { ...(await walk(runner, asked)), total: known ?? manyHits + 1 }
  const counted = known === null ? await gather(runner, asked, true) : null
  const total = counted?.total ?? known!
  if (counted && total <= manyHits) return { ...counted, total }
  const isSorted = total <= manyHits || mark === relevanceBy.points
  return { ...(await (isSorted ? gather(runner, asked, false) : walk(runner, asked))), total }
}

async function gather(
  runner: Pick<Runner, 'run'>,
  asked: Asked,
  counted: boolean,
): Promise<PageOfEntries<VideoEntry> & { total: number | undefined }> {
  const { query, order, page } = asked
  const reads = query.phrases.length > 0 || query.without.some(({ length }) => length > 1)
  const statement = gathered({ ...formOf(asked), order, reads, counted })
  const rows: Row[] = await runner.run(statement, paramsOf(asked))
  const mark = order === 'relevance' ? [relevanceBy.points] : []
  const total = rows[0]?.total
  return { ...cut(rows.filter(isFound), page.limit, (row) => [...mark, ...keyOf(row)]), total }
}

async function walk(runner: Pick<Runner, 'run'>, asked: Asked): Promise<PageOfEntries<VideoEntry>> {
  const { ownerId, order, page } = asked
  const form = { ...formOf(asked), byOwner: ownerId !== undefined }
  const isRelevance = order === 'relevance'
  const statement = walked({ ...form, order: isRelevance ? 'mostViewed' : order })
  const rows = await runner.run(statement, paramsOf(asked))
  return cut(rows, page.limit, (row) => (isRelevance ? [relevanceBy.views, ...keyOf(row)] : keyOf(row)))
}

function cut(rows: FoundRow[], limit: number, key: (row: FoundRow) => SortKey): PageOfEntries<VideoEntry> {
  const { entries, next } = cutPage(rows, limit, key)
  return { entries: entries.map(entryOf), next }
}

const formOf = ({ query, page: { limit, offset, after } }: Asked) => ({
  ...{ after: after !== null, skips: offset > 0, regular: patternsOf(query).isRegular },
  rows: rowsToRead(limit),
})

function paramsOf({ query, ownerId, order, page }: Asked): Params {
  const [key, id] = page.after?.slice(order === 'relevance' ? 1 : 0) ?? []
  const { words, phrases, without } = patternsOf(query)
  return {
    ...{ lexemes: lexemesOf(query, ownerId), words: [...words, ...phrases], phrases, without },
    ...{ ownerId: ownerId ?? null, offset: page.offset, id },
    key: keyParameter(sortingOf(order), key),
  }
}
