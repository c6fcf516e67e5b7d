import { startServer } from '../../server/test/acceptance/support/own-server.ts'
import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import type { PreparedInput } from '../ceiling/prepared.ts'
import { contractRows } from '../contract/rows.ts'
import { startChild } from '../lib/child.ts'
import { interleaved, type Measured, ratesOf } from '../lib/load.ts'
import { figure, median, type Options, ratioOf, table } from '../lib/report.ts'
import type { Row } from '../lib/row.ts'
import { readAnswer } from '../lib/same.ts'
import { baseUrl, openSite } from '../site/open.ts'

type Figures = Record<'made' | 'shared' | 'prepared', Measured[][]>

/** Anonymous lists whose answers are made for each, and shared for a second, beside the same bytes from memory. */
export async function bench({ rounds, seconds, only, videos, judge }: Options): Promise<void> {
  await using site = await openSite(videos)
  await using folder = await temporaryFolder('reelbase-bench-answers-')
  // A second server on the same database, so that both are asked in the same minutes.
  const { host, user, database } = site.connection
  const sharing = await startServer(folder.path, {
    ...{ ...site.secrets, PUBLIC_URL: baseUrl, SHARE_PUBLIC_ANSWERS: 'on', ROLES: 'web' },
    DATABASE_URL: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
  })
  try {
    const rows = contractRows(site.known, '').filter(
      ({ token, operation, name }) => token === null && operation !== 'getVideoById' && name.includes(only),
    )
    const all: [Row, Figures][] = []
    for (const row of rows)
      all.push([row, await measure(row, site.server.url, sharing.url, { rounds, seconds })])
    report(all, judge)
  } finally {
    await sharing.stop()
  }
}

async function measure(
  row: Row,
  making: string,
  sharing: string,
  time: { rounds: number; seconds: number },
): Promise<Figures> {
  const input: PreparedInput = { body: (await readAnswer(making + row.paths[0], row)).text }
  const prepared = await startChild(new URL('../ceiling/prepared.ts', import.meta.url), input)
  try {
    return await interleaved(
      { made: { url: making, row }, shared: { url: sharing, row }, prepared: { url: prepared.url, row } },
      time,
    )
  } finally {
    await prepared.stop()
  }
}

function report(all: [Row, Figures][], judge: Options['judge']): void {
  const middle = (rounds: Measured[][]): string => figure(median(ratesOf(rounds)))
  table(
    ['answers a second, anonymous', 'made for each', 'shared', 'prepared bytes', 'shared of prepared'],
    all.map(([{ name }, figures]) => [
      ...[name, middle(figures.made), middle(figures.shared), middle(figures.prepared)],
      ratio(figures).toFixed(2),
    ]),
  )
  for (const [{ name }, figures] of all)
    judge(`${name}, shared: of prepared bytes`, ratio(figures), { atLeast: 0.6 }, '×')
}

const ratio = ({ shared, prepared }: Figures): number => ratioOf(ratesOf(shared), ratesOf(prepared))
