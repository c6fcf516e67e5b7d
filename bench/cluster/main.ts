import { availableParallelism } from 'node:os'
import { memoryOfTree, type ProcessMemory } from '../../server/test/acceptance/support/processes.ts'
import { hasNginx } from '../../server/test/support/nginx.ts'
import { hasRedisServer } from '../../server/test/support/redis.ts'
import type { PreparedInput } from '../ceiling/prepared.ts'
import { foundationRows } from '../contract/rows.ts'
import { startChild } from '../lib/child.ts'
import { load, type Measured, ratesOf } from '../lib/load.ts'
import { figure, median, type Options, ratioOf, table } from '../lib/report.ts'
import { headersOf, type Row, viewerOf } from '../lib/row.ts'
import { readAnswer } from '../lib/same.ts'
import { nginxBefore, startCluster } from './cluster.ts'
import { cpuSeconds, type Part } from './usage.ts'

const contenders = ['one', 'two', 'prepared'] as const
type Contender = (typeof contenders)[number]

interface Figures {
  rounds: Measured[][]
  /** What each part had of the cores while this was asked. */
  seconds: Record<Part, number>[]
}

/** nginx keeps the first for visitors; nothing else is kept. */
const asked = ['home list', 'detail, counting views']
const mib = 2 ** 20

/** One web process and two behind nginx, beside a bare process that sends the same bytes through the same nginx. */
export async function bench({ rounds, seconds, only, videos }: Options): Promise<void> {
  if (!hasNginx() || !hasRedisServer()) {
    console.log('\nThe cluster is not measured: it needs nginx, openssl and redis-server.')
    return
  }
  await using cluster = await startCluster(videos)
  const rows = foundationRows(cluster.site.known, await cluster.site.viewerToken())
  const all: [Row, Record<Contender, Figures>][] = []
  for (const row of rows.filter(({ name }) => asked.includes(name) && name.includes(only)))
    all.push([row, await measure(row, cluster, { rounds, seconds })])
  reportRates(videos, all)
  reportCores(all)
  reportMemory(await memoryOfTree(process.pid), cluster)
}

type Cluster = Awaited<ReturnType<typeof startCluster>>

/** Seconds of load are interleaved: what else the machine does meets all contenders alike. */
async function measure(
  row: Row,
  { one, two, webPids }: Cluster,
  time: { rounds: number; seconds: number },
): Promise<Record<Contender, Figures>> {
  const input: PreparedInput = { body: (await readAnswer(one + row.paths[0], row)).text }
  const bare = await startChild(new URL('../ceiling/prepared.ts', import.meta.url), input)
  const ceiling = await nginxBefore([bare.url])
  const urlOf: Record<Contender, string> = { one, two, prepared: ceiling.url }
  const ask = (contender: Contender, round: string) =>
    load({ url: urlOf[contender], paths: row.paths, seconds: 1, headers: headersOf(row, round) })
  const none = (): Figures => ({ rounds: [], seconds: [] })
  const all: Record<Contender, Figures> = { one: none(), two: none(), prepared: none() }
  try {
    for (const contender of contenders) await ask(contender, 'warm-up')
    for (let round = 0; round < time.rounds; round++) {
      for (const contender of contenders) all[contender].rounds.push([])
      for (let second = 0; second < time.seconds; second++) {
        for (const contender of contenders) {
          const before = await cpuSeconds(webPids)
          all[contender].rounds[round]!.push(await ask(contender, `round ${round}.${second}`))
          all[contender].seconds.push(difference(before, await cpuSeconds(webPids)))
        }
      }
    }
  } finally {
    await ceiling.stop()
    await bare.stop()
  }
  return all
}

const difference = (before: Record<Part, number>, after: Record<Part, number>): Record<Part, number> => {
  const parts = Object.keys(before) as Part[]
  return Object.fromEntries(parts.map((part) => [part, after[part] - before[part]])) as Record<Part, number>
}

function reportRates(videos: number, all: [Row, Record<Contender, Figures>][]): void {
  const rate = ({ rounds }: Figures): string => figure(median(ratesOf(rounds)))
  const of = (these: Figures, those: Figures): string =>
    ratioOf(ratesOf(these.rounds), ratesOf(those.rounds)).toFixed(2)
  table(
    [
      `${videos.toLocaleString('en')} videos, through nginx: answers a second`,
      ...['viewer', '1 web', '2 web', '2 of 1', 'prepared bytes', '1 of these', '2 of these'],
    ],
    all.map(([row, { one, two, prepared }]) => [
      ...[row.name, viewerOf(row), rate(one), rate(two), of(two, one)],
      ...[rate(prepared), of(one, prepared), of(two, prepared)],
    ]),
  )
}

/** What limits: whose share of the cores is how large. */
function reportCores(all: [Row, Record<Contender, Figures>][]): void {
  const names: Record<Contender, string> = { one: '1 web', two: '2 web', prepared: 'prepared bytes' }
  const columns: Record<Part, string> = {
    ...{ load: 'the load', nginx: 'nginx', web: 'web', prepared: 'prepared', database: 'PostgreSQL' },
    ...{ beside: 'worker, Redis', others: 'all else' },
  }
  const parts = Object.keys(columns) as Part[]
  const cores = ({ seconds, rounds }: Figures, part: Part): string => {
    const time = rounds.flat().reduce((sum, { seconds }) => sum + seconds, 0)
    return (seconds.reduce((sum, each) => sum + each[part], 0) / time).toFixed(2)
  }
  table(
    [`cores, of ${availableParallelism()}`, 'viewer', 'who answers', ...Object.values(columns)],
    all.flatMap(([row, figures]) =>
      contenders.map((contender) => [
        ...[row.name, viewerOf(row), names[contender]],
        ...parts.map((part) => cores(figures[contender], part)),
      ]),
    ),
  )
}

function reportMemory(processes: ProcessMemory[], { webPids, site }: Cluster): void {
  const size = (held: ProcessMemory[]): string =>
    figure(held.reduce((sum, { pssBytes }) => sum + pssBytes, 0) / mib)
  const named = (start: string) => processes.filter(({ name }) => name.startsWith(start))
  const server = (pid: number) => processes.filter((row) => row.pid === pid)
  const database = named('postgres')
  const nginx = named('nginx')
  table(
    ['memory after the run', 'MiB'],
    [
      ...webPids.map((pid, n) => [`web process ${n + 1}`, size(server(pid))]),
      ['worker', size(server(site.server.pid))],
      [`PostgreSQL, ${database.length} processes`, size(database)],
      ['Redis', size(named('redis'))],
      [`nginx, ${nginx.length} processes in two`, size(nginx)],
    ],
  )
}
