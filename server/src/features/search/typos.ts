import type { AskedWord, SearchQuery } from './store.ts'

const shortestForgiven = 5
/** Of one word; each costs a look into the index. */
const mostForms = 20

const isForgiven = ({ forms: [word = ''] }: AskedWord): boolean =>
  [...word].length >= shortestForgiven && /^\p{L}+$/u.test(word)

export const forgivenWords = (query: SearchQuery): AskedWord[] => query.words.filter(isForgiven)

/** The query with those similar words, in the order of `forgivenWords`, that one typo makes of the ones asked for. */
export function forgive(query: SearchQuery, similar: string[][]): SearchQuery {
  const left = [...similar]
  const words = query.words.map((word) => {
    if (!isForgiven(word)) return word
    const [asked = ''] = word.forms
    const meant = (left.shift() ?? []).filter((other) => isMeant(asked, other, word.isPrefix))
    return { ...word, forms: [asked, ...meant.filter((other) => other !== asked)].slice(0, mostForms) }
  })
  return { ...query, words }
}

/** Whether a word, or the beginning of a longer one, could have been meant. */
function isMeant(asked: string, other: string, isPrefix: boolean): boolean {
  if (isOneTypo(asked, other)) return true
  if (!isPrefix) return false
  const letters = [...other]
  const { length } = [...asked]
  return [length - 1, length, length + 1].some(
    (end) => end < letters.length && isOneTypo(asked, letters.slice(0, end).join('')),
  )
}

/** One letter too many, missing, another, or two neighbours that changed places. */
export function isOneTypo(one: string, two: string): boolean {
  const [a, b] = [[...one], [...two]]
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  if (start === a.length && start === b.length) return false
  const rest = (letters: string[], from: number) => letters.slice(from).join('')
  if (a.length > b.length) return rest(a, start + 1) === rest(b, start)
  if (a.length < b.length) return rest(a, start) === rest(b, start + 1)
  if (rest(a, start + 1) === rest(b, start + 1)) return true
  const isSwapped = a[start] === b[start + 1] && a[start + 1] === b[start]
  return isSwapped && rest(a, start + 2) === rest(b, start + 2)
}
