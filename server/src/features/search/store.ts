import type { Id } from '../../lib/id.ts'
import { lineOf, wordsOf } from '../../lib/words.ts'
import { deepestRow, type PageOfEntries, type PageRequest } from '../../lists/page.ts'
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

/** How a page by relevance is ordered stands in its key, so that the next page is ordered likewise. */
export const relevanceBy = { points: 0, views: 1 } as const

/** So many hits are gathered and sorted; among more, those of an order are walked until the page is full. */
export const manyHits = deepestRow

/** What of a video is searched: the words of each text in a line of their own. */
export interface Texts {
  title: string
  tags: string
  channel: string
  description: string
}

type Video = Record<'title' | 'description', string> & { tags: readonly string[] }

export const channelLine = (channel: { fullName: string; username: string }): string =>
  lineOf(wordsOf(channel.fullName)) + lineOf(wordsOf(channel.username))

export const textsOf = ({ title, tags, description }: Video, channel: string): Texts => ({
  title: lineOf(wordsOf(title)),
  tags: tags.map((tag) => lineOf(wordsOf(tag))).join(''),
  channel,
  description: lineOf(wordsOf(description)),
})

const wordsIn = (lines: readonly string[]): string[] => [
  ...new Set(lines.flatMap((line) => line.split(' ').filter((word) => word !== ''))),
]

/** Each word once. */
export const wordsOfTexts = ({ title, tags, channel, description }: Texts): string[] =>
  wordsIn([title, tags, channel, description])

/** Shorter ones are never a typo away from a word of five letters; what is longer is no word. */
const remembered = /^\p{L}{4,32}$/u

/** Those that somebody may have meant, in one order, so that two transactions that add the same words meet at the first. */
export const rememberedWords = (lines: readonly string[]): string[] =>
  wordsIn(lines)
    .filter((word) => remembered.test(word))
    .toSorted()

/** Which words look like another one. Of five letters and a typo in their midst, two of ten trigrams are still the same. */
export const similarity = { enough: 0.15, most: 500 } as const

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
