import { expect, it } from 'vitest'
import { forgive, forgivenWords, isOneTypo } from './typos.ts'

it.each([
  ['cherry', 'chery', true],
  ['chery', 'cherry', true],
  ['cherry', 'cherri', true],
  ['cherry', 'chrery', true],
  ['hcerry', 'cherry', true],
  ['cherry', 'cherrry', true],
  ['cherry', 'cherry', false],
  ['cherry', 'cehrri', false],
  ['cherry', 'cher', false],
  ['привет', 'првиет', true],
])('tells whether %s and %s are a typo apart', (one, two, is) => expect(isOneTypo(one, two)).toBe(is))

const query = (...words: [string, boolean?][]) => ({
  words: words.map(([word, isPrefix = false]) => ({ forms: [word], isPrefix })),
  ...{ phrases: [], without: [] },
})

it('forgives nothing in short words and numbers', () => {
  const words = forgivenWords(query(['four'], ['fives'], ['12345'], ['mp4mp4']))
  expect(words.map(({ forms }) => forms)).toEqual([['fives']])
})

it('keeps the word itself and those that are a typo away', () => {
  const { words } = forgive(query(['red'], ['chery'], ['pies'], ['banan', true]), [
    ['cherry', 'cherries', 'chery', 'sherry'],
    ['banana', 'bananas', 'bandanas', 'cabana'],
  ])
  expect(words.map(({ forms }) => forms)).toEqual([
    ['red'],
    ['chery', 'cherry'],
    ['pies'],
    ['banan', 'banana', 'bananas', 'bandanas'],
  ])
})
