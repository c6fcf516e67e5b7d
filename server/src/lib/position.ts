/**
 * Places in an order, as texts that sort byte by byte: a number in base 36 with eight digits, and as many after them
 * as it takes to stand between two neighbours. Nobody else has to move.
 */
const whole = 8
const base = 36n
const middle = base ** BigInt(whole) / 2n

/** Places that have become longer than this are made shorter again, by moving their neighbours too. */
const longest = 24
const shortEnough = 16

export const isLong = (position: string): boolean => position.length > longest

/** A place after `before` and ahead of `after`; null: there is no such neighbour. */
export const positionBetween = (before: string | null, after: string | null): string =>
  positionsBetween(before, after, 1)[0]!

interface Neighbour {
  position: string
  /** Whether it stands behind the place that has become long. */
  isBehind: boolean
}

const firstReach = 32

/**
 * Shorter places for the neighbours of one that has become long, in the same order: some dozens of them, and more only
 * where those have no room either. `around` reads so many on either side of it, itself among those ahead.
 */
export async function respread<Entry extends Neighbour>(
  around: (reach: number) => Promise<Entry[]>,
): Promise<{ run: Entry[]; positions: string[] }> {
  for (let reach = firstReach; ; reach *= 8) {
    // One more on either side, which stays where it is.
    const run = await around(reach + 1)
    const ahead = run.filter(({ isBehind }) => !isBehind).length
    const behind = run.length - ahead
    const before = ahead > reach ? run.shift()!.position : null
    const after = behind > reach ? run.pop()!.position : null
    const positions = positionsBetween(before, after, run.length)
    const isWhole = before === null && after === null
    if (isWhole || positions.every(({ length }) => length <= shortEnough)) return { run, positions }
  }
}

/** So many places in a row after `before` and ahead of `after`, as far from each other as their length allows. */
function positionsBetween(before: string | null, after: string | null, count: number): string[] {
  const places = BigInt(count)
  const evenly = (low: bigint, step: bigint, length: number) =>
    Array.from({ length: count }, (_, n) => textOf(low + (BigInt(n) + 1n) * step, length))
  if (before === null) {
    const low = after === null ? middle - places / 2n - 1n : numberOf(after, whole) - places - 1n
    return evenly(low, 1n, whole)
  }
  if (after === null) return evenly(numberOf(before, whole), 1n, whole)
  if (before >= after) throw new Error(`Nothing lies between ${before} and ${after}`)
  for (let length = whole; ; length++) {
    const low = numberOf(before, length)
    const high = numberOf(after, length) + (after.length > length ? 1n : 0n)
    const step = (high - low) / (places + 1n)
    if (step > 0n) return evenly(low, step, length)
  }
}

/** The first `length` digits as a number; zeros stand where there are fewer. */
function numberOf(position: string, length: number): bigint {
  let sum = 0n
  for (let at = 0; at < length; at++) sum = sum * base + BigInt(Number.parseInt(position[at] ?? '0', 36))
  return sum
}

/** Without the zeros at its end that it can do without: between a place and the same one with a zero nothing lies. */
function textOf(number: bigint, length: number): string {
  const text = number.toString(36).padStart(length, '0')
  return text.slice(0, whole) + text.slice(whole).replace(/0+$/, '')
}
