import { styleText } from 'node:util'

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}

export const warn = (line: string): void => {
  process.stderr.write(`${styleText('yellow', line, { stream: process.stderr })}\n`)
}

/** The command did what it could, and something is not as it should be. */
export const setFailed = (): void => {
  process.exitCode = 1
}

/** Rows under their headings, each column as wide as its widest cell. */
export function sayTable(headings: string[], rows: string[][]): void {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  for (const row of all) {
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
  }
}

/** `3 files`, `1 file`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** The first of many, a line each. */
export function sayList(lines: string[], most = 20): void {
  for (const line of lines.slice(0, most)) say(`  - ${line}`)
  if (lines.length > most) say(`  … and ${count(lines.length - most, 'more', 'more')}`)
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
