import { expect, it } from 'vitest'
import { lineOf, wordsOf } from './words.ts'

it.each([
  ['Ágnes’ DÍA — at the sea!', ['agnes', 'dia', '—', 'at', 'the', 'sea']],
  ['sea SEA séa', ['sea', 'sea', 'sea']],
  ['4K 60fps', ['4k', '60fps']],
  ['Straße, Øre, Łódź, Cœur', ['strasse', 'ore', 'lodz', 'coeur']],
  ['東京 タワー', ['東', '京', 'タ', 'ワ', 'ー']],
  ['Fire🔥 🇫🇷!', ['fire', '🔥', '🇫🇷']],
  ['Tom & Jerry, C++ !!!', ['tom', '&', 'jerry', 'c', '!!!']],
  ['', []],
])('finds the words of %s', (text, words) => expect(wordsOf(text)).toEqual(words))

it('cuts a word that has no end, and no character in two', () => {
  expect(wordsOf('𝒳'.repeat(5000))).toEqual(['x'.repeat(64)])
  expect(wordsOf('𐐨'.repeat(5000))).toEqual(['𐐨'.repeat(64)])
})

it('puts spaces around each word of a line', () => {
  expect(lineOf(['red', 'sea'])).toBe(' red sea ')
  expect(lineOf([])).toBe('')
})

it('puts punctuation behind the words of a line, so that they follow each other', () => {
  expect(lineOf(wordsOf('Adele — Hello & Goodbye'))).toBe(' adele hello goodbye — & ')
})
