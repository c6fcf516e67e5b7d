import { memoryOfTree, sumOf } from '../../server/test/acceptance/support/processes.ts'
import type { PreparedInput } from '../ceiling/prepared.ts'
import type { KitInput } from '../ceiling/routes/kit.ts'
import { startChild } from '../lib/child.ts'
import { interleaved, load, type Measured, ratesOf } from '../lib/load.ts'
import { figure, median, type Options, ratioOf, table } from '../lib/report.ts'
import { headersOf, type Row, viewerOf } from '../lib/row.ts'
import { expectSame, readAnswer } from '../lib/same.ts'
import type { Known } from '../site/known.ts'
import { baseUrl, openSite } from '../site/open.ts'

interface Contenders {
  reelbase: string
  handWritten: string
}

type Figures = Record<'reelbase' | 'handWritten' | 'prepared', Measured[][]>

/** Reelbase beside a hand-written server on the same database, row by row. */
export async function compare(
  rowsOf: (known: Known, token: string) => Row[],
  { rounds, seconds, only, videos, judge }: Options,
): Promise<[Row, Figures][]> {
  await using site = await openSite(videos)
  const { server, connection, secrets, known } = site
  const rows = rowsOf(known, await site.viewerToken())
  const input: KitInput = {
    ...{ connection, baseUrl, accessSecret: secrets.ACCESS_TOKEN_SECRET },
    messages: await messagesOf(server.url, rows),
  }
  const handWritten = await startChild(new URL('../ceiling/hand-written.ts', import.meta.url), input)
  const contenders = { reelbase: server.url, handWritten: handWritten.url }
  const all: [Row, Figures][] = []
  try {
    const wanted = rows.filter(({ name }) => name.includes(only))
    for (const row of wanted) await warm(row, server.url)
    const before = sumOf(await memoryOfTree(server.pid))
    for (const row of wanted) {
      const figures = await measure(row, contenders, { rounds, seconds }).catch(tell)
      if (figures) all.push([row, figures])
      else judge(`${row.name}, ${viewerOf(row)}: measured`, 0, { atLeast: 1 })
    }
    report(videos, all, judge)
    const after = sumOf(await memoryOfTree(server.pid))
    judge('memory of all processes after the run', after / before, { atMost: 1.3 }, ' × that before it')
    return all
  } catch (error) {
    console.error(server.log().slice(-3_000))
    throw error
  } finally {
    await handWritten.stop()
  }
}

/** One row that cannot be measured leaves the others. */
function tell(error: unknown): null {
  console.error(error instanceof Error ? error.message : error)
  return null
}

/** Each answer once by each of the connections: what is only needed for the first of a kind is there then. */
async function warm(row: Row, url: string): Promise<void> {
  await load({ url, paths: row.paths, seconds: 1, headers: headersOf(row, 'before') })
}

async function messagesOf(url: string, rows: Row[]): Promise<Record<string, string>> {
  const messages: Record<string, string> = {}
  for (const row of rows) {
    messages[row.operation] ??= JSON.parse((await readAnswer(url + row.paths[0], row)).text).message
  }
  return messages
}

/** Seconds of load are interleaved: what else the machine does meets all contenders alike. */
async function measure(
  row: Row,
  contenders: Contenders,
  time: { rounds: number; seconds: number },
): Promise<Figures> {
  await expectSame(row, contenders)
  const { text } = await readAnswer(contenders.reelbase + row.paths[0], row)
  const input: PreparedInput = { body: text }
  const prepared = await startChild(new URL('../ceiling/prepared.ts', import.meta.url), input)
  try {
    const { reelbase, handWritten } = contenders
    const figures = await interleaved(
      { reelbase: { url: reelbase, row }, handWritten: { url: handWritten, row } },
      time,
    )
    const limit = await interleaved({ prepared: { url: prepared.url, row } }, { rounds: 1, seconds: 1 })
    return { ...figures, ...limit }
  } finally {
    await prepared.stop()
  }
}

function report(videos: number, all: [Row, Figures][], judge: Options['judge']): void {
  table(
    [
      `${videos.toLocaleString('en')} videos, 20 connections: answers a second`,
      ...['viewer', 'Reelbase', 'hand-written', 'ratio', 'prepared bytes', 'p50 ms', 'p99 ms'],
    ],
    all.map(([row, figures]) => [
      ...[row.name, viewerOf(row)],
      ...[median(ratesOf(figures.reelbase)), median(ratesOf(figures.handWritten))].map(figure),
      ...[ratio(figures).toFixed(2), figure(median(ratesOf(figures.prepared)))],
      ...[figure(latency(figures, 'p50Ms')), figure(latency(figures, 'p99Ms'))],
    ]),
  )
  for (const [row, figures] of all) {
    const name = `${row.name}, ${viewerOf(row)}`
    judge(`${name}: of the hand-written`, ratio(figures), { atLeast: 0.95 }, '×')
    judge(`${name}: p99`, latency(figures, 'p99Ms') / latency(figures, 'p50Ms'), { atMost: 5 }, ' × p50')
  }
}

const ratio = ({ reelbase, handWritten }: Figures): number => ratioOf(ratesOf(reelbase), ratesOf(handWritten))

/** A millisecond is the least that is told apart. */
const latency = ({ reelbase }: Figures, which: 'p50Ms' | 'p99Ms'): number =>
  Math.max(1, median(reelbase.flat().map((second) => second[which])))
