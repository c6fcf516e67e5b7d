import type { z } from 'zod'
import type { KeyKind } from '../../../lib/cursor.ts'
import type { Id } from '../../../lib/id.ts'
import { type Asking, list } from '../../../lists/list.ts'
import { type PageRequest, pageObject } from '../../../lists/page.ts'
import { createTotals } from '../../../lists/totals.ts'
import type { Audience } from '../../../policy.ts'
import type { Events } from '../../../ports/event-bus.ts'
import { videoPolicy } from '../policy.ts'
import type { PresentVideos } from '../presenter.ts'
import type { VideoCard as CardAnswer } from '../schemas.ts'
import type { VideoFilter, VideoOrder, VideoStore } from '../store.ts'
import { wordsOf } from '../words.ts'
import type { Cards } from './cards.ts'

export interface AllVideosAsked extends Asking {
  query?: string
  sortBy?: 'createdAt' | 'views' | 'duration' | 'title' | 'relevance'
  sortType?: 'asc' | 'desc'
  userId?: Id
  /** Where this client reaches the server. */
  baseUrl: string
}

const orders = {
  createdAt: { desc: 'newest', asc: 'oldest' },
  views: { desc: 'mostViewed', asc: 'leastViewed' },
  duration: { desc: 'longest', asc: 'shortest' },
  title: { desc: 'titleZA', asc: 'titleAZ' },
  // The basic search knows no ranks.
  relevance: { desc: 'newest', asc: 'newest' },
} as const

const keys: Record<VideoOrder, readonly KeyKind[]> = {
  newest: ['time', 'id'],
  oldest: ['time', 'id'],
  mostViewed: ['count', 'id'],
  leastViewed: ['count', 'id'],
  longest: ['number', 'id'],
  shortest: ['number', 'id'],
  titleAZ: ['text', 'id'],
  titleZA: ['text', 'id'],
}

const orderOf = ({ sortBy = 'createdAt', sortType = 'desc' }: AllVideosAsked): VideoOrder =>
  orders[sortBy][sortType]

function filterOf({ query, userId }: AllVideosAsked): VideoFilter {
  const words = query === undefined ? [] : wordsOf(query)
  return { ...(userId && { ownerId: userId }), ...(words.length > 0 && { words }) }
}

/** Without the order: sorted differently there are as many. */
const filterName = (asked: AllVideosAsked): string => JSON.stringify(filterOf(asked))

interface Parts {
  store: VideoStore
  cards: Pick<Cards, 'loadUncounted'>
  events: Events
  present: PresentVideos
}

export function createAllVideos({ store, cards, events, present }: Parts) {
  const totals = createTotals()
  events.on('video.changed', totals.clear)
  events.on('video.removed', totals.clear)

  const idsOf = (asked: AllVideosAsked, audience: Audience, page: PageRequest) =>
    totals.with(filterName(asked), (countUpTo) =>
      store.ids(filterOf(asked), orderOf(asked), audience, page, countUpTo),
    )

  const listVideos = list({
    scope: (asked: AllVideosAsked) => `getAllVideos ${orderOf(asked)} ${filterName(asked)}`,
    key: (asked) => keys[orderOf(asked)],
    ids: idsOf,
    load: cards.loadUncounted,
    rules: videoPolicy.view,
    present: (card, { counts }, asked): z.input<typeof CardAnswer> =>
      present.card(card, asked.baseUrl, counts),
  })

  async function getAllVideos(asked: AllVideosAsked) {
    const { docs, found, nextCursor } = await listVideos(asked)
    return pageObject(docs, asked.paging, found.total, nextCursor)
  }

  return { getAllVideos, figures: totals.figures }
}
