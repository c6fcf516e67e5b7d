import { expect, it } from 'vitest'
import { recent } from './recent.ts'

it('keeps values until their time is over', () => {
  const kept = recent<string, number>({ max: 2, ttlMs: 60_000 })
  kept.set('a', 1, kept.moment())
  expect(kept.get('a')).toBe(1)
  const spoilt = recent<string, number>({ max: 2, ttlMs: 0 })
  spoilt.set('a', 1, spoilt.moment())
  expect(spoilt.get('a')).toBeUndefined()
})

it('lets the oldest go when there are too many', () => {
  const kept = recent<string, number>({ max: 2, ttlMs: 60_000 })
  for (const [value, key] of ['a', 'b', 'a', 'c'].entries()) kept.set(key, value, kept.moment())
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([2, undefined, 3])
})

it('does not keep what was read before a drop', () => {
  const kept = recent<string, number>({ max: 2, ttlMs: 60_000 })
  const since = kept.moment()
  kept.drop('a')
  kept.set('a', 1, since)
  expect(kept.get('a')).toBeUndefined()
})

it('drops what is no longer true', () => {
  const kept = recent<string, number>({ max: 9, ttlMs: 60_000 })
  for (const value of [1, 2, 3]) kept.set(String(value), value, kept.moment())
  kept.dropWhere((value) => value > 1)
  kept.drop('1')
  expect([kept.get('1'), kept.get('2'), kept.get('3')]).toEqual([undefined, undefined, undefined])
})

it('drops everything, and does not keep what was read before', () => {
  const kept = recent<string, number>({ max: 9, ttlMs: 60_000 })
  const since = kept.moment()
  kept.set('a', 1, since)
  kept.clear()
  kept.set('b', 2, since)
  expect([kept.get('a'), kept.get('b')]).toEqual([undefined, undefined])
})

it('counts what it knew, what it did not know and what it holds', () => {
  const kept = recent<string, number>({ max: 2, ttlMs: 60_000 })
  kept.get('a')
  kept.set('a', 1, kept.moment())
  for (let time = 0; time < 3; time++) kept.get('a')
  kept.get('b')
  expect(kept.figures()).toEqual({ hits: 3, misses: 2, size: 1 })
})
