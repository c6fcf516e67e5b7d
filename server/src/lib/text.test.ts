import { expect, it } from 'vitest'
import { cleanLine, cleanText, fold, graphemesIn, lengthOf } from './text.ts'

it.each([
  ['  a  b ', 'a  b'],
  ['a\r\n\tb', 'a b'],
  ['a\u0000\u001b[31mb\u200b\ufeff', 'a[31mb'],
  ['cafe\u0301', 'caf\u00e9'],
  ['\ud83d\ude00 \ud83d', '\ud83d\ude00 \ufffd'],
  ['👩‍👩‍👧', '👩‍👩‍👧'],
  ['a\u202egpj\u202c.\u2066x\u2069', 'agpj.x'],
  ['\u05d0\u200f\u200e \u0915\u094d\u200c\u200d\u0937', '\u05d0\u200f\u200e \u0915\u094d\u200c\u200d\u0937'],
  ['\u200d\u2800\u3164 \u00ad', ''],
])('cleans the line %j', (given, wanted) => {
  expect(cleanLine(given)).toBe(wanted)
})

it.each([
  ['a\r\nb\rc\n\nd\n', 'a\nb\nc\n\nd'],
  ['\n\n', ''],
  ['a\tb', 'a\tb'],
])('cleans the text %j and keeps its lines', (given, wanted) => {
  expect(cleanText(given)).toBe(wanted)
})

it.each([
  ['ÀÉÎ', 'aei'],
  ['İstanbul', 'istanbul'],
  ['ﬁlm', 'film'],
  ['日本', '日本'],
])('folds %s to %s', (given, wanted) => {
  expect(fold(given)).toBe(wanted)
})

it('folds what is folded already to itself', () => {
  for (const text of ['Ťhé Ω 가나다 ñ', 'é́', 'ǅ']) expect(fold(fold(text))).toBe(fold(text))
})

it('counts a character outside the basic plane once', () => {
  expect(lengthOf('a🎬')).toBe(2)
})

it.each([
  ['', 0],
  ['a\nb', 3],
  ['👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👋🏽', 3],
  ['e\u0301\u0302x', 2],
])('counts the characters that people see in %j', (text, count) => {
  expect(graphemesIn(text)).toBe(count)
})
