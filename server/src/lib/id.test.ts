import { expect, it } from 'vitest'
import { isId, makeId } from './id.ts'

it('makes ids that begin with their time and sort by it', () => {
  const [early, late] = [makeId(new Date(1000)), makeId(new Date('2026-11-23T00:00:00Z'))]
  expect(early).toMatch(/^00000001[0-9a-f]{16}$/)
  expect(isId(late)).toBe(true)
  expect(early < late).toBe(true)
})

it('makes ids of one moment that cannot be guessed from each other', () => {
  const now = new Date()
  const ids = Array.from({ length: 1000 }, () => makeId(now))
  expect(new Set(ids.map((id) => id.slice(8))).size).toBe(1000)
  expect(ids).not.toEqual(ids.toSorted())
})

it.each([
  '',
  'x',
  '66F0C1E2A1B2C3D4E5F60718',
  '66f0c1e2a1b2c3d4e5f6071',
  12,
  null,
  ['66f0c1e2a1b2c3d4e5f60718'],
  '66f0c1e2a1b2c3d4e5f60718\n',
])('takes %j for no id', (value) => {
  expect(isId(value)).toBe(false)
})
