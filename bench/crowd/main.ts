import { contractRows } from '../contract/rows.ts'
import { type Child, startChild } from '../lib/child.ts'
import { load, type Measured, ratesOf } from '../lib/load.ts'
import { figure, median, type Options, ratioOf, table } from '../lib/report.ts'
import { headersOf, type Row, viewerOf } from '../lib/row.ts'
import { openSite } from '../site/open.ts'
import type { CrowdInput, CrowdTold } from './crowd.ts'

/** So many of the requests that are due must be answered, or it is not the load that was meant. */
const enough = 0.95

/** What readers have while 200 likes and 500 views a second meet one video, beside what they have without. */
export async function bench({ rounds, seconds, only, videos, judge }: Options): Promise<void> {
  await using site = await openSite(videos, { TRUST_PROXY: '1' })
  const url = site.server.url
  const rows = contractRows(site.known, await site.viewerToken())
  const input: CrowdInput = { url, videoId: site.known.commented, tokens: await site.tokens(400) }
  const crowd = await startChild(new URL('./crowd.ts', import.meta.url), input)
  const all: [Row, number[], number[]][] = []
  let told: CrowdTold
  try {
    for (const row of rows.filter(({ name }) => name.includes(only)))
      all.push([row, ...(await measure(row, url, crowd, { rounds, seconds }))])
    told = await tell(crowd, 'pause')
  } finally {
    await crowd.stop()
  }
  table(
    ['answers a second', 'viewer', 'alone', 'beside the crowd', 'ratio'],
    all.map(([row, alone, beside]) => [
      ...[row.name, viewerOf(row), figure(median(alone)), figure(median(beside))],
      ratioOf(beside, alone).toFixed(2),
    ]),
  )
  const { likes, views, seconds: time } = told
  console.log(
    `\nThe crowd: ${figure(likes / time)} likes and ${figure(views / time)} views a second were answered.`,
  )
  judge('likes a second of the crowd', likes / time, { atLeast: 200 * enough })
  judge('views a second of the crowd', views / time, { atLeast: 500 * enough })
  for (const [row, alone, beside] of all)
    judge(`${row.name}, ${viewerOf(row)}: beside the crowd`, ratioOf(beside, alone), { atLeast: 0.5 }, '×')
}

async function measure(
  row: Row,
  url: string,
  crowd: Child,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<[number[], number[]]> {
  const ask = (round: string) => load({ url, paths: row.paths, seconds: 1, headers: headersOf(row, round) })
  const alone: Measured[][] = []
  const beside: Measured[][] = []
  await ask('warm-up')
  for (let round = 0; round < rounds; round++) {
    alone.push([])
    beside.push([])
    for (let second = 0; second < seconds; second++) {
      alone[round]!.push(await ask(`alone ${round}.${second}`))
      await tell(crowd, 'go')
      beside[round]!.push(await ask(`beside ${round}.${second}`))
      await tell(crowd, 'pause')
    }
  }
  return [ratesOf(alone), ratesOf(beside)]
}

const tell = (crowd: Child, word: 'go' | 'pause'): Promise<CrowdTold> => crowd.ask<CrowdTold>(word)
