import type { Document } from 'mongodb'
import {
  manyHits,
  relevanceBy,
  type SearchOrder,
  type SearchQuery,
  type SearchStore,
} from '../../../../features/search/store.ts'
import type { VideoEntry, VideoOrder } from '../../../../features/videos/store.ts'
import { keyValue, type SortKey } from '../../../../lib/cursor.ts'
import type { Id } from '../../../../lib/id.ts'
import { cutPage, type PageOfEntries, type PageRequest } from '../../../../lists/page.ts'
import type { Mongo } from '../../connection.ts'
import type { VideoDocument } from '../../documents.ts'
import { idOf } from '../../ids.ts'
import { type Direction, readPage, rowsOf } from '../pages.ts'
import { afterIn, videoOrders } from '../video-lists.ts'
import { countsOf } from '../video-reads.ts'
import { hitsOf, pointsOf } from './hits.ts'
import { addMissing, renameChannel } from './rows.ts'
import { forgetWords, similarWords } from './words.ts'

/** What a visitor asks for may not take longer, however odd it is. */
const limits = { maxTimeMS: 1_000 }

interface Asked {
  query: SearchQuery
  ownerId: Id | undefined
  order: SearchOrder
  page: PageRequest
}

type Row = Pick<VideoDocument, '_id' | 'views' | 'likesCount' | 'commentsCount'> & {
  key: Date | string | number
}

export const mongoSearch = ({ mongo }: { mongo: Mongo }): SearchStore => ({
  ids: (query, { ownerId }, order, _audience, page, known) =>
    find(mongo, { query, ownerId, order, page }, known),
  similarWords: (words) => similarWords(mongo, words, limits.maxTimeMS),
  renameChannel: (ownerId, limit) => mongo.transaction((tx) => renameChannel(tx, ownerId, limit)),
  addMissing: (after, limit) => mongo.transaction((tx) => addMissing(tx, after, limit)),
  forgetWords: (after, limit) => forgetWords(mongo, after, limit),
})

async function find(
  mongo: Mongo,
  asked: Asked,
  known: number | null,
): Promise<PageOfEntries<VideoEntry> & { total: number }> {
  const { query, order, page } = asked
  const isOnlyWithout = query.words.length + query.phrases.length === 0
  const mark = order === 'relevance' ? page.after?.[0] : undefined
  if (mark === relevanceBy.views && !isOnlyWithout)
    return { ...(await walk(mongo, asked)), total: known ?? manyHits + 1 }
  const total = known ?? (await count(mongo, asked))
  const isSorted = !isOnlyWithout && (total <= manyHits || mark === relevanceBy.points)
  return { ...(await (isSorted ? gather(mongo, asked) : walk(mongo, asked))), total }
}

async function count(mongo: Mongo, { query, ownerId }: Asked): Promise<number> {
  const stages = [{ $match: hitsOf(query, ownerId) }, { $limit: manyHits + 1 }, { $count: 'total' }]
  const [row] = await mongo.in('videoSearch').gather<{ total: number }>(stages, limits)
  return row?.total ?? 0
}

const shown = { views: 1, likesCount: 1, commentsCount: 1 }
const withVideo = (fields: Document): Document[] => [
  {
    $lookup: {
      ...{ from: 'videos', localField: '_id', foreignField: '_id', as: 'of' },
      pipeline: [{ $project: { ...shown, ...fields } }],
    },
  },
  { $replaceWith: { $mergeObjects: ['$$ROOT', { $first: '$of' }] } },
]

/** All hits, sorted. */
async function gather(mongo: Mongo, { query, ownerId, order, page }: Asked) {
  const isRelevance = order === 'relevance'
  const [field, way]: [string, Direction] = isRelevance ? ['points', -1] : videoOrders[order]
  const beside = isRelevance ? [{ $addFields: { points: pointsOf(query) } }] : withVideo({ [field]: 1 })
  const begin = afterIn(field, way, isRelevance ? (page.after?.slice(1) ?? null) : page.after)
  const rows = await mongo
    .in('videoSearch')
    .gather<Row>(
      [
        ...[{ $match: hitsOf(query, ownerId) }, { $project: { words: 0 } }, ...beside],
        ...[{ $sort: { [field]: way, _id: way } }, ...(begin ? [{ $match: { $or: begin } }] : [])],
        ...rowsOf(page),
        ...(isRelevance ? withVideo({}) : []),
        { $project: { ...shown, key: `$${field}` } },
      ],
      limits,
    )
  return cut(rows, page.limit, isRelevance ? [relevanceBy.points] : [])
}

/** Videos in their order, as far as it takes to fill the page with hits. */
async function walk(mongo: Mongo, { query, ownerId, order, page }: Asked) {
  const isRelevance = order === 'relevance'
  const walked: VideoOrder = isRelevance ? 'mostViewed' : order
  const [field, way] = videoOrders[walked]
  const found = {
    $lookup: {
      ...{ from: 'videoSearch', localField: '_id', foreignField: '_id', as: 'found' },
      pipeline: [{ $match: hitsOf(query, ownerId) }, { $project: { _id: 1 } }],
    },
  }
  const after = afterIn(field, way, isRelevance ? (page.after?.slice(1) ?? null) : page.after)
  const sorted = { match: { listed: true }, sort: { [field]: way, _id: way }, after }
  const stages = [found, { $match: { 'found.0': { $exists: true } } }]
  const fields = [{ $project: { ...shown, key: `$${field}` } }]
  const rows = await readPage<Row>(mongo.in('videos'), { ...sorted, stages }, page, fields, limits)
  return cut(rows, page.limit, isRelevance ? [relevanceBy.views] : [])
}

function cut(rows: Row[], limit: number, mark: SortKey): PageOfEntries<VideoEntry> {
  const entries = rows.map((row) => ({ id: idOf(row._id), counts: countsOf(row), key: row.key }))
  const page = cutPage(entries, limit, ({ id, key }) => [...mark, keyValue(key), id])
  return { entries: page.entries.map(({ id, counts }) => ({ id, counts })), next: page.next }
}
