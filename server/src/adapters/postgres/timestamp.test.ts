import pg from 'pg'
import { expect, it } from 'vitest'
import { parseTimestamp } from './timestamp.ts'

const usual: (text: string) => Date = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)

it.each([
  '2026-11-23 09:00:01+00',
  '2026-11-23 09:00:01.1+00',
  '2026-11-23 09:00:01.012+00',
  '2026-11-23 09:00:01.123456+00',
  '2024-02-29 23:59:59.999+00',
  '1000-01-01 00:00:00+00',
  '9999-12-31 23:59:59.999+00',
  '0099-01-02 03:04:05+00',
  '12026-11-23 09:00:01+00',
  '2026-11-23 09:00:01.5+05:30',
  '2026-11-23 09:00:01-03',
  '0044-03-15 12:00:00+00 BC',
])('reads %s as the driver does', (text) => {
  expect(parseTimestamp(text)).toEqual(usual(text))
})

it.each(['infinity', '-infinity'])('leaves %s to the driver', (text) => {
  expect(parseTimestamp(text)).toBe(usual(text))
})
