export interface Options {
  rounds: number
  /** Of load, for each figure of each round. */
  seconds: number
  /** Only the rows whose name holds this. */
  only: string
  /** How large the seeded site is. */
  videos: number
  judge: Judge
}

/** Notes whether a figure meets its target. */
export type Judge = (
  what: string,
  value: number,
  target: { atLeast: number } | { atMost: number },
  unit?: string,
) => void

/** Collects verdicts and prints them at the end, below the tables. */
export function verdicts() {
  const lines: string[][] = []
  const judge: Judge = (what, value, target, unit = '') => {
    const isLower = 'atLeast' in target
    const bound = isLower ? target.atLeast : target.atMost
    const met = isLower ? value >= bound : value <= bound
    lines.push([met ? 'PASS' : 'MISS', what, figure(value) + unit, `${isLower ? '≥' : '≤'} ${bound}${unit}`])
  }
  return { judge, print: () => lines.length > 0 && table(['', 'target', 'measured', 'wanted'], lines) }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median of the rounds' own ratios. */
export const ratioOf = (these: number[], those: number[]): number =>
  median(these.map((rate, round) => rate / those[round]!))

/** Three digits that count. */
export const figure = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)

/** A Markdown table that reads well as it is. */
export function table(head: string[], rows: string[][]): void {
  const widths = head.map((cell, n) =>
    Math.max(3, ...[cell, ...rows.map((row) => row[n] ?? '')].map((text) => text.length)),
  )
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, n) => (n === 0 || Number.isNaN(Number.parseFloat(cell)) ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join(' | ')} |`
  console.log(
    `\n${line(head)}\n|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|\n${rows.map(line).join('\n')}`,
  )
}
