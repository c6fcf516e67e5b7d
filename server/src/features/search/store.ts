import type { Id } from '../../lib/id.ts'
import type { PageOfEntries, PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { VideoEntry, VideoOrder } from '../videos/store.ts'

/** One word that a video must hold, in one of its forms: as it was asked for, and what may have been meant. */
export interface AskedWord {
  forms: string[]
  /** A longer word that begins so will do. */
  isPrefix: boolean
}

/** What is looked for; all words folded. A video holds words in its title, description, tags and its channel's name. */
export interface SearchQuery {
  words: AskedWord[]
  /** Words that must follow each other within one field. */
  phrases: string[][]
  /** Words and phrases that must not be there. */
  without: string[][]
}

/** `relevance`: by `ranking`, and mostly by views where a word is so common that it says nothing. */
export type SearchOrder = VideoOrder | 'relevance'

/**
 * What makes a hit relevant, in points: where the words stand, how many have watched and liked it, and when it was
 * published. All but the first is known before anybody asks and stands beside the words. Age is counted from a fixed day
 * instead of today: the order of two videos stays, so that a page goes on where the last one ended.
 */
export const ranking = {
  /** All words in the title. */
  title: 48,
  /** All words in title, tags and channel name. */
  names: 24,
  /** For twice the views. */
  doubled: 8,
  /** As much as that many views. */
  likeInViews: 10,
  /** A video that is so much younger is worth as much as one with twice the views. */
  daysPerDoubling: 180,
  ageFrom: new Date('2005-01-01T00:00:00.000Z'),
} as const

export interface SearchStore {
  /**
   * Of videos that stand in lists. `total` is exact up to 10,000, and one more stands for all that are more. `known`: what
   * it was a moment ago, so that nothing is counted.
   */
  ids(
    query: SearchQuery,
    filter: { ownerId?: Id },
    order: SearchOrder,
    audience: Audience,
    page: PageRequest,
    known: number | null,
  ): Promise<PageOfEntries<VideoEntry> & { total: number }>
  /** Words of videos that look like each of these; some of them may be something quite different. */
  similarWords(words: AskedWord[]): Promise<string[][]>
  /** Takes over what a channel is called now into so many of its videos; answers how many had another name. */
  renameChannel(ownerId: Id, limit: number): Promise<number>
  /** Makes findable so many of those listed videos after `after` that are not; answers where to go on, null at the end. */
  addMissing(after: Id | '', limit: number): Promise<Id | null>
  /** Forgets so many words that nobody's video holds any more, of those after `after`; null when they are done. */
  forgetWords(after: string, limit: number): Promise<string | null>
}
