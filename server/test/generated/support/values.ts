import type { Field } from './shapes.ts'

/** What front ends, mistakes and attackers send, with a name for the report. */
type Named = [name: string, value: unknown]

const family = '👨‍👩‍👧‍👦🎬'
const controls = 'a\u0000\u0007b\u001b[31m\u202ec'
const nested = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown

/** More characters than the field takes, by its own limit where it has one. */
const tooLong = ({ schema }: Field): string => 'x'.repeat(Number(schema.maxLength ?? 20_000) + 1)

export const wrongValues = (field: Field): Named[] => [
  ['null', null],
  ['nothing', ''],
  ['blanks', ' \t\u200b '],
  ['too much', tooLong(field)],
  ['a number', 12_345],
  ['a fraction', -0.5],
  ['more than is safe', 2 ** 60],
  ['a boolean', true],
  ['a list', []],
  ['a list of one', ['x']],
  ['a list of nothing', [null]],
  ['an object', {}],
  ['an operator', { $gt: '' }],
  ['a deep list', nested],
  ['control characters', controls],
  ['nothing but control characters', '\u0000\u0007\u001b'],
  ['an emoji', family],
  ['half a character', '\ud800'],
  ['a prototype', '__proto__'],
  ['a statement in a tag', `<script>'; drop table users; --</script>`],
]

/** All that a form or an address can hold is text. */
export const wrongTexts = (field: Field): [name: string, value: string][] => [
  ['nothing', ''],
  ['blanks', ' \t '],
  ['too much', tooLong(field).slice(0, 6000)],
  ['a word', 'x'],
  ['a negative number', '-1'],
  ['zero', '0'],
  ['a fraction', '1.5'],
  ['more than is safe', '1e300'],
  ['not a number', 'Infinity'],
  ['undefined', 'undefined'],
  ['JSON', '{"$gt":""}'],
  ['a broken list', '["a"'],
  ['control characters', controls],
  ['nothing but control characters', '\u0000\u0007\u001b'],
  ['an emoji', family],
  ['a prototype', '__proto__'],
  ['a statement in a tag', `<script>'; drop table users; --</script>`],
]

export const malformedIds = [
  'xyz',
  '0',
  `${'0'.repeat(23)}g`,
  '0'.repeat(23),
  '0'.repeat(25),
  'ABCDEF'.repeat(4),
  `${'0'.repeat(24)}\n`,
  '../'.repeat(8),
  '\u0000',
  '🎬',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  '[object Object]',
  '{"$gt":""}',
  "'; drop table videos; --",
]

/** Well-formed, and of nothing. */
export const unknownId = 'f'.repeat(24)
