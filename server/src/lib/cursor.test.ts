import { expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const id = '66f0c1e2a1b2c3d4e5f60718'

it('gives back the key it was made from', () => {
  const key = ['ein Straßenfest', 1.5, id]
  expect(decodeCursor('videos', encodeCursor('videos', key), ['text', 'number', 'id'])).toEqual(key)
})

it('goes through a URL as it is', () => {
  expect(encodeCursor('videos', ['🎬?&=/+ü', id])).toMatch(/^[\w-]+$/)
})

it('is refused by another list, and by the same list with other filters', () => {
  const cursor = encodeCursor('videos userId=1', [1, id])
  expect(decodeCursor('comments', cursor, ['time', 'id'])).toBeNull()
  expect(decodeCursor('videos userId=2', cursor, ['time', 'id'])).toBeNull()
})

it.each(['', 'x', '!!', 'bnVsbA', 'e30', 'W10', 'WzFd', encodeCursor('videos', [])])('refuses %s', (text) => {
  expect(decodeCursor('videos', text, ['time', 'id'])).toBeNull()
})

it.each([
  [
    ['time', 'id'],
    [1e300, id],
  ],
  [
    ['time', 'id'],
    [-1, id],
  ],
  [
    ['time', 'id'],
    ['2026-01-01', id],
  ],
  [
    ['time', 'id'],
    [1, 'x'],
  ],
  [
    ['time', 'id'],
    [1, id, id],
  ],
  [
    ['count', 'id'],
    [1.5, id],
  ],
  [
    ['count', 'id'],
    [-3, id],
  ],
  [
    ['text', 'id'],
    ['a\0b', id],
  ],
  [
    ['text', 'id'],
    ['a'.repeat(1001), id],
  ],
  [
    ['text', 'id'],
    [7, id],
  ],
  [
    ['number', 'id'],
    ['7', id],
  ],
  [['id'], [null]],
] as const)('refuses a forged key that is not %j: %j', (kinds, key) => {
  expect(decodeCursor('videos', encodeCursor('videos', key as never), kinds)).toBeNull()
})
