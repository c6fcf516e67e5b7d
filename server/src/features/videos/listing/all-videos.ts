import type { z } from 'zod'
import type { KeyKind } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { type Asking, list } from '../../../lists/list.ts'
import { type PageRequest, pageObject } from '../../../lists/page.ts'
import { createTotals } from '../../../lists/totals.ts'
import type { Audience } from '../../../policy.ts'
import type { Events } from '../../../ports/event-bus.ts'
import type { Search, SearchOrder, SearchQuery } from '../../search/service.ts'
import { videoPolicy } from '../policy.ts'
import type { PresentVideos } from '../presenter.ts'
import type { VideoCard as CardAnswer } from '../schemas.ts'
import type { VideoFilter, VideoOrder, VideoStore } from '../store.ts'
import type { Cards } from './cards.ts'

export interface AllVideosAsked extends Asking {
  query?: string
  sortBy?: 'createdAt' | 'views' | 'duration' | 'title' | 'relevance'
  sortType?: 'asc' | 'desc'
  userId?: Id
  /** Where this client reaches the server. */
  baseUrl: string
}

/** What was asked, understood. */
interface Understood extends AllVideosAsked {
  wanted: SearchQuery | null
  order: SearchOrder
  filter: VideoFilter
}

const orders = {
  createdAt: { desc: 'newest', asc: 'oldest' },
  views: { desc: 'mostViewed', asc: 'leastViewed' },
  duration: { desc: 'longest', asc: 'shortest' },
  title: { desc: 'titleZA', asc: 'titleAZ' },
} as const

const keys: Record<SearchOrder, readonly KeyKind[]> = {
  relevance: ['count', 'count', 'id'],
  newest: ['time', 'id'],
  oldest: ['time', 'id'],
  mostViewed: ['count', 'id'],
  leastViewed: ['count', 'id'],
  longest: ['number', 'id'],
  shortest: ['number', 'id'],
  titleAZ: ['text', 'id'],
  titleZA: ['text', 'id'],
}

/** Relevance has one direction, and none where nothing is looked for. */
function orderOf({ sortBy, sortType = 'desc' }: AllVideosAsked, wanted: SearchQuery | null): SearchOrder {
  if (wanted && (sortBy ?? 'relevance') === 'relevance') return 'relevance'
  return orders[sortBy === undefined || sortBy === 'relevance' ? 'createdAt' : sortBy][sortType]
}

interface Parts {
  store: VideoStore
  search: Search
  cards: Pick<Cards, 'loadUncounted'>
  events: Events
  present: PresentVideos
}

export function createAllVideos({ store, search, cards, events, present }: Parts) {
  const totals = createTotals()
  events.on('video.changed', totals.clear)
  events.on('video.removed', totals.clear)

  function understand(asked: AllVideosAsked): Understood {
    const { query, userId } = asked
    const wanted = query === undefined ? null : search.parse(query)
    return { ...asked, wanted, order: orderOf(asked, wanted), filter: { ...(userId && { ownerId: userId }) } }
  }

  function ids({ wanted, order, filter }: Understood, audience: Audience, page: PageRequest) {
    if (wanted) return search.find(wanted, filter, order, audience, page)
    // Sorted differently there are as many.
    return totals.with(JSON.stringify(filter), (countUpTo) =>
      store.ids(filter, order as VideoOrder, audience, page, countUpTo),
    )
  }

  const listVideos = list({
    scope: ({ wanted, order, filter }: Understood) =>
      `getAllVideos ${order} ${JSON.stringify({ ...filter, ...(wanted && { wanted }) })}`,
    key: ({ order }) => keys[order],
    ids,
    load: cards.loadUncounted,
    rules: videoPolicy.view,
    present: (card, { counts }, asked): z.input<typeof CardAnswer> =>
      present.card(card, asked.baseUrl, counts),
  })

  async function getAllVideos(asked: AllVideosAsked) {
    const { docs, found, nextCursor } = await listVideos(understand(asked))
    return pageObject(docs, asked.paging, found.total, nextCursor)
  }

  return { getAllVideos, totals }
}
