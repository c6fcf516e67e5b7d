import { fold } from '../../lib/text.ts'
import type { Words } from './store.ts'

const longestWord = 64
/** An index entry may not grow without end, and nobody sorts by the hundredth letter. */
const longestKey = 100

/** The folded words of a text, each once. */
export function wordsOf(text: string): string[] {
  const words = fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words.map((word) => word.slice(0, longestWord)))]
}

/** What a title is sorted by. */
export const titleKeyOf = (title: string): string => [...fold(title)].slice(0, longestKey).join('')

/** The words of those fields that are given. */
export function searchWords(video: {
  title?: string
  description?: string
  tags?: string[]
}): Partial<Words> {
  const words: Partial<Words> = {}
  if (video.title !== undefined) words.title = wordsOf(video.title)
  if (video.description !== undefined) words.description = wordsOf(video.description)
  if (video.tags !== undefined) words.tags = wordsOf(video.tags.join(' '))
  return words
}
