import pg from 'pg'

const usual: (text: string) => Date = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)
const shortest = '2026-11-23 09:00:01+00'.length
const [point, zero] = ['.', '0'].map((text) => text.charCodeAt(0)) as [number, number]

/**
 * A `timestamptz` as the server writes it. Where that is in UTC, as the embedded one's is, its digits are read in a fraction
 * of the time that the driver's pattern takes: lists hold hundreds of them. All else (another zone, years before 1000 or
 * after 9999, `infinity`) is left to the driver.
 */
export function parseTimestamp(text: string): Date {
  const end = text.length - 3
  const isPlain = text.length >= shortest && text[0] !== '0' && text[4] === '-' && text[10] === ' '
  if (!isPlain || !text.endsWith('+00')) return usual(text)
  const two = (at: number): number => (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero
  let milliseconds = 0
  if (text.charCodeAt(19) === point)
    for (let at = 20, worth = 100; at < end && worth >= 1; at++, worth /= 10)
      milliseconds += (text.charCodeAt(at) - zero) * worth
  const year = two(0) * 100 + two(2)
  return new Date(Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), milliseconds))
}
