import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type OwnServer, startServer } from '../../server/test/acceptance/support/own-server.ts'
import { memoryOfTree, type ProcessMemory, sumOf } from '../../server/test/acceptance/support/processes.ts'
import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import { figure, median, type Options, table } from '../lib/report.ts'

const mib = 2 ** 20
/** What was only needed to start has been given back by then. */
const settleMs = 15_000

/** From the start of the process until /health/ready answers 200, and what a server holds that nobody asks. */
export async function bench({ rounds, judge }: Options): Promise<void> {
  await using folder = await temporaryFolder('reelbase-bench-start-')
  const first: number[] = []
  const again: number[] = []
  const held: ProcessMemory[][] = []
  for (let round = 0; round < rounds; round++) {
    const dataDir = join(folder.path, String(round))
    first.push(await started(dataDir))
    const server = await startServer(dataDir)
    again.push(server.readyAfterMs / 1000)
    held.push(await idleMemory(server))
    await server.stop()
    await rm(dataDir, { recursive: true })
  }
  const sums = held.map(sumOf)
  const middle = held[sums.indexOf(sums.toSorted((a, b) => a - b)[sums.length >> 1]!)]!
  table(
    ['start and memory', 'median', ...first.map((_, n) => `round ${n + 1}`)],
    [
      ['first start, empty folder (s)', ...[median(first), ...first].map(figure)],
      ['start on that folder again (s)', ...[median(again), ...again].map(figure)],
      ['idle, all processes (MiB)', ...[median(sums), ...sums].map((bytes) => figure(bytes / mib))],
    ],
  )
  table(
    ['process', 'MiB'],
    middle.map(({ name, pssBytes }) => [name, figure(pssBytes / mib)]),
  )
  judge('first start on an empty folder', median(first), { atMost: 6 }, ' s')
  judge('start of a folder that is there', median(again), { atMost: 2 }, ' s')
  judge('idle memory in all', median(sums) / mib, { atMost: 250 }, ' MiB')
}

async function started(dataDir: string): Promise<number> {
  const server = await startServer(dataDir)
  await server.stop()
  return server.readyAfterMs / 1000
}

/** After a few requests, as a server is that has run for a while. */
async function idleMemory(server: OwnServer): Promise<ProcessMemory[]> {
  for (const path of ['/api/v1/videos', '/api/v1/healthcheck', '/api/v1/openapi.json', '/']) {
    await (await fetch(server.url + path)).arrayBuffer()
  }
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  return memoryOfTree(server.pid)
}
