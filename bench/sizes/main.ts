import { contractRows } from '../contract/rows.ts'
import { interleaved, ratesOf } from '../lib/load.ts'
import { figure, median, type Options, ratioOf, table } from '../lib/report.ts'
import { type Row, viewerOf } from '../lib/row.ts'
import { openSite } from '../site/open.ts'

const [few, many] = [20_000, 200_000]

/** The same lists of a site and of one ten times as large, as long as each other: at the same time. */
export async function bench({ rounds, seconds, only, judge }: Options): Promise<void> {
  await using small = await openSite(few)
  await using large = await openSite(many)
  const rows = contractRows(small.known, await small.viewerToken())
  const twins = contractRows(large.known, await large.viewerToken())
  const all: [Row, number[], number[]][] = []
  for (const [n, row] of rows.entries()) {
    if (!row.name.includes(only)) continue
    const figures = await interleaved(
      {
        small: { url: small.server.url, row },
        large: { url: large.server.url, row: twins[n]! },
      },
      { rounds, seconds },
    )
    all.push([row, ratesOf(figures.small), ratesOf(figures.large)])
  }
  table(
    [
      'answers a second',
      'viewer',
      ...[few, many].map((videos) => `${videos.toLocaleString('en')} videos`),
      'time',
    ],
    all.map(([row, smaller, larger]) => [
      ...[row.name, viewerOf(row), figure(median(smaller)), figure(median(larger))],
      ratioOf(smaller, larger).toFixed(2),
    ]),
  )
  for (const [row, smaller, larger] of all)
    judge(`${row.name}, ${viewerOf(row)}: time at 200,000`, ratioOf(smaller, larger), { atMost: 1.2 }, '×')
}
