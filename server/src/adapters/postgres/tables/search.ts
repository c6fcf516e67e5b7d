import type { Id } from '../../../lib/id.ts'

export interface SearchTables {
  /** Of listed videos. Texts are lines of folded words, each between spaces. */
  video_search: {
    video_id: Id
    owner_id: Id
    /** Points of popularity and age, see `ranking`. */
    score: number
    published_at: Date
    title: string
    tags: string
    channel: string
    description: string
  }
  /** What titles and other texts are made of, to find what somebody meant who mistyped it. */
  search_words: {
    word: string
    /** The word in ASCII alone, for pg_trgm sees no other letters in a database of locale C. */
    shape: string
  }
}
