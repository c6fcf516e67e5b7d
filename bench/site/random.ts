/** Numbers from 0 to 1 that are the same in every run. */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number below `count`; small ones come more often, as popular things do. */
export const skewed = (random: () => number, count: number): number => Math.floor(count * random() ** 3)

/** As the application makes them, but the same in every run. */
export function idAt(random: () => number, at: Date): string {
  const half = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return (
    Math.floor(at.getTime() / 1000)
      .toString(16)
      .padStart(8, '0') +
    half() +
    half()
  )
}
