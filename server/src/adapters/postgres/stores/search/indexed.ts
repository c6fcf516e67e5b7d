import { type RawBuilder, sql } from 'kysely'
import type { SearchQuery } from '../../../../features/search/store.ts'
import type { Id } from '../../../../lib/id.ts'

/** What the index of words holds, letter by letter as it is declared; else it would not be used. */
export const indexedWords: RawBuilder<unknown> = sql`array_to_tsvector(
  array_remove(string_to_array(title || tags || channel || description || '@' || owner_id, ' '), ''))`

/** A tsquery. Every word stands in quotes, so that nothing in it has a meaning. */
export function lexemesOf({ words, phrases, without }: SearchQuery, ownerId: Id | undefined): string {
  const asked = words.map(
    ({ forms, isPrefix }) => `(${forms.map((form) => quoted(form) + (isPrefix ? ':*' : '')).join(' | ')})`,
  )
  const unwanted = without.filter(({ length }) => length === 1).map(([word]) => `!${quoted(word!)}`)
  const owner = ownerId ? [quoted(`@${ownerId}`)] : []
  return [...asked, ...phrases.flat().map(quoted), ...unwanted, ...owner].join(' & ')
}

const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** For LIKE; as regular expressions where a word has several forms. */
export interface Patterns {
  isRegular: boolean
  words: string[]
  phrases: string[]
  without: string[]
}

export function patternsOf({ words, phrases, without }: SearchQuery): Patterns {
  const isRegular = words.some(({ forms }) => forms.length > 1)
  const around = (text: string, isPrefix = false) => {
    const end = isPrefix ? '' : ' '
    return isRegular ? ` ${text}${end}` : `% ${text}${end}%`
  }
  const escaped = (word: string) =>
    isRegular ? word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : word.replace(/[\\%_]/g, '\\$&')
  const line = (line: string[]) => around(line.map(escaped).join(' '))
  return {
    isRegular,
    words: words.map(({ forms: [form = '', ...others], isPrefix }) =>
      around(others.length > 0 ? `(${[form, ...others].map(escaped).join('|')})` : escaped(form), isPrefix),
    ),
    phrases: phrases.map(line),
    without: without.map(line),
  }
}
