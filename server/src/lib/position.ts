/**
 * Places in an order, as texts that sort byte by byte: a number in base 36 with eight digits, and as many after them
 * as it takes to stand between two neighbours. Nobody else has to move.
 */
const whole = 8
const base = 36n
const middle = base ** BigInt(whole) / 2n

/** A place after `before` and ahead of `after`; null: there is no such neighbour. */
export function positionBetween(before: string | null, after: string | null): string {
  if (before === null && after === null) return textOf(middle, whole)
  if (before === null) return textOf(numberOf(after!, whole) - 1n, whole)
  if (after === null) return textOf(numberOf(before, whole) + 1n, whole)
  if (before >= after) throw new Error(`Nothing lies between ${before} and ${after}`)
  for (let length = whole; ; length++) {
    const low = numberOf(before, length)
    const high = numberOf(after, length) + (after.length > length ? 1n : 0n)
    if (high - low > 1n) return textOf((low + high) / 2n, length)
  }
}

/** The first `length` digits as a number; zeros stand where there are fewer. */
function numberOf(position: string, length: number): bigint {
  let sum = 0n
  for (let at = 0; at < length; at++) sum = sum * base + BigInt(Number.parseInt(position[at] ?? '0', 36))
  return sum
}

const textOf = (number: bigint, length: number): string => number.toString(36).padStart(length, '0')
