import { expect, it } from 'vitest'
import { searchWords, titleKeyOf, wordsOf } from './words.ts'

it.each([
  ['Ágnes’ DÍA — at the sea!', ['agnes', 'dia', 'at', 'the', 'sea']],
  ['sea SEA séa', ['sea']],
  ['4K 60fps', ['4k', '60fps']],
  ['東京 タワー', ['東京', 'タワー']],
  ['…', []],
  ['', []],
])('finds the words of %s', (text, words) => expect(wordsOf(text)).toEqual(words))

it('keeps words and keys within what an index takes', () => {
  expect(wordsOf('x'.repeat(5000))).toEqual(['x'.repeat(64)])
  expect(Buffer.byteLength(titleKeyOf('\ufdfa'.repeat(150)))).toBeLessThan(2000)
})

it('speaks only of the fields that are given', () => {
  expect(searchWords({ title: 'Sea' })).toEqual({ title: ['sea'] })
  expect(searchWords({ description: '', tags: ['Red berries', 'red'] })).toEqual({
    description: [],
    tags: ['red', 'berries'],
  })
})
