import { expect, it } from 'vitest'
import { addDays, dayOf, daysBetween, isDay } from './day.ts'

it('is that of UTC', () => {
  expect(dayOf(new Date('2026-03-04T23:59:59.999Z'))).toBe('2026-03-04')
})

it.each(['2026-02-30', '2026-13-01', '2026-3-4', '20260304', '', 'today', '2026-03-04T00:00:00Z'])(
  'is not %j',
  (text) => {
    expect(isDay(text)).toBe(false)
  },
)

it.each(['0000-01-01', '1969-12-31', '2200-01-01', '9999-12-31'])('is not so far away as %j', (text) => {
  expect(isDay(text)).toBe(false)
})

it('is between 1970 and 2199', () => {
  expect([isDay('1970-01-01'), isDay('2199-12-31')]).toEqual([true, true])
})

it('is counted over months and leap days', () => {
  expect(isDay('2028-02-29')).toBe(true)
  expect([addDays('2028-02-28', 1), addDays('2026-01-01', -1)]).toEqual(['2028-02-29', '2025-12-31'])
  expect([daysBetween('2028-02-28', '2028-03-01'), daysBetween('2026-03-04', '2026-03-04')]).toEqual([3, 1])
  expect(daysBetween('2026-03-04', '2026-03-03')).toBe(0)
})
