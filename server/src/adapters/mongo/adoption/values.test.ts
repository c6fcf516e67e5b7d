import { Decimal128, ObjectId } from 'mongodb'
import { expect, it } from 'vitest'
import {
  address,
  count,
  flag,
  name,
  neededText,
  number,
  type Reader,
  reference,
  texts,
  time,
} from './values.ts'

const document = { _id: new ObjectId('66666666aaaaaaaaaaaaaaaa') }
const made = document._id.getTimestamp()
const other = new ObjectId('bbbbbbbbbbbbbbbbbbbbbbbb')
const title = neededText(() => 'Untitled')

it.each<[string, Reader, unknown, unknown]>([
  ['a number', number, 3.5, 3.5],
  ['a number as text', number, ' 3.5 ', 3.5],
  ['a decimal of the database', number, Decimal128.fromString('3.5'), 3.5],
  ['no number', number, undefined, 0],
  ['a count that is none', count, 2.4, 2],
  ['a switch as text', flag(true), 'false', false],
  ['no switch', flag(true), null, true],
  ['a time', time, new Date(5), new Date(5)],
  ['a time as text', time, '2024-01-02T03:04:05Z', new Date('2024-01-02T03:04:05Z')],
  ['no time', time, undefined, made],
  ['a text', title, 'Sea', 'Sea'],
  ['a number in the place of a text', title, 42, '42'],
  ['texts with a zero byte', texts, ['sea\0', 'sun'], ['sea', 'sun']],
  ['a name', name(() => ''), ' Ann@Example.ORG ', 'ann@example.org'],
  ['an address', address(''), 'http://a.org/b.mp4', 'http://a.org/b.mp4'],
  [
    'an address in an object',
    address(''),
    { public_id: 'x', secure_url: 'https://a.org/b' },
    'https://a.org/b',
  ],
  ['no address', address(''), '', ''],
  ['tags', texts, ['a'], ['a']],
  ['an id', reference, other, other],
  ['an id as text', reference, 'BBBBBBBBBBBBBBBBBBBBBBBB', other],
])('understands %s', (_what, reader, given, value) => {
  expect(reader(given, document)).toEqual({ value })
})

it.each<[string, Reader, unknown, unknown]>([
  ['is no number', number, 'long', 0],
  ['is no number', number, Number.NaN, 0],
  ['is no number', number, -1, 0],
  ['is neither true nor false', flag(true), 'yes', false],
  ['is no time', time, 'yesterday', made],
  ['is no text', title, { en: 'Sea' }, 'Untitled'],
  ['is missing', title, undefined, 'Untitled'],
  ['is no http address', address(''), 'public/temp/a.mp4', ''],
  ['is no http address', address(null), 'javascript:alert(1)', null],
  ['is missing', address(null, true), undefined, null],
  ['is no list of texts', texts, 'a,b', []],
  ['is missing', reference, undefined, document._id],
  ['is no id', reference, { $ne: null }, document._id],
])('says that it %s', (says, reader, given, value) => {
  expect(reader(given, document)).toEqual({ value, says })
})
