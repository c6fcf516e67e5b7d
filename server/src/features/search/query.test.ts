import { expect, it } from 'vitest'
import { parseQuery } from './query.ts'

/** As text: `word`, `prefix*`, `"a phrase"`, `-without`. */
function written(text: string): string | null {
  const query = parseQuery(text)
  if (!query) return null
  const words = query.words.map(({ forms, isPrefix }) => forms.join('/') + (isPrefix ? '*' : ''))
  const phrases = query.phrases.map((phrase) => `"${phrase.join(' ')}"`)
  return [...words, ...phrases, ...query.without.map((without) => `-${without.join(' ')}`)].join(' ')
}

it.each([
  ['Red SÉA', 'red sea*'],
  ['red sea ', 'red sea*'],
  ['red, sea!', 'red sea*'],
  ['a b', 'a b'],
  ['"deep sea" fish', 'fish* "deep sea"'],
  ['fish "deep sea"', 'fish "deep sea"'],
  ['“deep sea”', '"deep sea"'],
  ['"sea"', 'sea'],
  ['"deep sea', 'deep sea*'],
  ['sea -shark', 'sea -shark'],
  ['sea -"great white" -shark', 'sea -great white -shark'],
  ['-sci-fi', '-sci fi'],
  ['sci-fi', 'sci fi*'],
  ['sea - shark', 'sea shark*'],
  ['Tom & Jerry', 'tom jerry*'],
  ['東京タワー 2024', '2024* "東 京 タ ワ ー"'],
  ['東', '東'],
  ['🔥 fire', '🔥 fire*'],
])('reads %s', (text, query) => expect(written(text)).toBe(query))

it.each([
  ["'; drop table videos; --", 'drop table videos*'],
  ["sea' or '1'='1", 'sea or 1 1'],
  ['red & !sea | (sky:*)', 'red sea sky*'],
  ['sea <-> sky', 'sea sky*'],
  ['sea:A', 'sea a'],
  ['%', '%'],
  ['!!! ???', '!!! ???'],
  ['-', '-'],
  ['""', '""'],
  ['\\', '\\'],
  ['\0!\ud800', '!\ufffd'],
])('takes %s for ordinary words', (text, query) => expect(written(text)).toBe(query))

it.each(['', ' ', '\n\t ', '\0', '\u200b'])('finds nothing to look for in %j', (text) =>
  expect(written(text)).toBeNull(),
)

it('reads no more than 100 characters and 8 words', () => {
  expect(written('a b c d e f g h i j')).toBe('a b c d e f g h')
  expect(written('aa "bb cc dd" ee -ff gg hh ii')).toBe('aa ee gg hh "bb cc dd" -ff')
  expect(written(`${'x'.repeat(98)} ab${'c'.repeat(50)}`)).toBe(`${'x'.repeat(64)} a`)
})
