import { fold } from './text.ts'

/** An index entry may not grow without end, and nobody sorts by the hundredth letter. */
const longestKey = 100

/** What a title is sorted by. */
export const titleKeyOf = (title: string): string => [...fold(title)].slice(0, longestKey).join('')
