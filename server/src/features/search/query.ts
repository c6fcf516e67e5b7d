import { cleanLine } from '../../lib/text.ts'
import { isCharacter, isWord, wordsOf } from '../../lib/words.ts'
import type { AskedWord, SearchQuery } from './store.ts'

const readCharacters = 100
const readWords = 8
/** Every second video has a word that begins with the same letter. */
const shortestPrefix = 2

/** `"a phrase"`, a word, each with a minus before it; a quote without its partner is no quote. */
const parts = /(?<minus>-?)(?:["“”„](?<phrase>[^"“”„]*)["“”„]|(?<word>[^\s"“”„]+))|["“”„]/gu

/**
 * What somebody typed, as a query: `red "deep sea" -shark`. Only the first 100 characters and 8 words count. Nothing else in
 * it has a meaning. Null: there is nothing in it.
 */
export function parseQuery(text: string): SearchQuery | null {
  const read = [...cleanLine(text)].slice(0, readCharacters).join('').trim()
  if (read === '') return null
  const query: SearchQuery = { words: [], phrases: [], without: [] }
  const take = limitedTo(readWords)
  for (const { groups = {} } of read.matchAll(parts)) {
    const { minus, phrase, word } = groups
    const found = take(wordsOf(phrase ?? word ?? '').filter(isWord))
    if (found.length === 0) continue
    if (minus) query.without.push(found)
    else if (phrase !== undefined) addPhrase(query, found)
    else addWords(query, found)
  }
  if (isEmpty(query)) return punctuationAlone(read)
  const last = query.words.at(-1)
  if (last && endsWith(read, last)) last.isPrefix = true
  return query
}

function limitedTo(count: number): (words: string[]) => string[] {
  let left = count
  return (words) => {
    const taken = words.slice(0, left)
    left -= taken.length
    return taken
  }
}

const asked = (word: string): AskedWord => ({ forms: [word], isPrefix: false })

function addPhrase(query: SearchQuery, words: string[]): void {
  if (words.length === 1) query.words.push(asked(words[0]!))
  else query.phrases.push(words)
}

/** What stands together in a script without spaces follows each other, as in a phrase. */
function addWords(query: SearchQuery, words: string[]): void {
  let run: string[] = []
  for (const word of [...words, '']) {
    if (isCharacter(word)) {
      run.push(word)
      continue
    }
    if (run.length > 0) addPhrase(query, run)
    run = []
    if (word !== '') query.words.push(asked(word))
  }
}

const isEmpty = ({ words, phrases, without }: SearchQuery): boolean =>
  words.length + phrases.length + without.length === 0

/** Then it is a word like any other. */
const punctuationAlone = (read: string): SearchQuery => ({
  words: wordsOf(read).slice(0, readWords).map(asked),
  ...{ phrases: [], without: [] },
})

/** The word that somebody may still be typing: nothing but punctuation follows it. */
function endsWith(read: string, { forms: [word = ''] }: AskedWord): boolean {
  const isTyped =
    /[\p{L}\p{N}][^\p{L}\p{N}"“”„]*$/u.test(read) && wordsOf(read).filter(isWord).at(-1) === word
  return isTyped && !isCharacter(word) && [...word].length >= shortestPrefix
}
