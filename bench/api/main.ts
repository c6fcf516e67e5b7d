import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { connectEmbedded } from '../../server/src/adapters/postgres/embedded/start.ts'
import { type OwnServer, startServer } from '../../server/test/acceptance/support/own-server.ts'
import { person } from '../../server/test/acceptance/support/people.ts'
import { target } from '../../server/test/acceptance/support/target.ts'
import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import type { HandWrittenInput } from '../ceiling/hand-written.ts'
import type { PreparedInput } from '../ceiling/prepared.ts'
import { type Child, startChild } from '../lib/child.ts'
import { load, type Measured } from '../lib/load.ts'
import { figure, median, type Options, table } from '../lib/report.ts'
import { type Row, rowsOf } from './rows.ts'
import { expectSame, readAnswer } from './same.ts'
import { seed, seeded } from './seed.ts'

/** What addresses in answers begin with, so that all contenders send the same bytes. */
const baseUrl = 'http://127.0.0.1:5000'

interface Contenders {
  reelbase: string
  handWritten: string
}

interface Figures {
  reelbase: number[]
  handWritten: number[]
  prepared: number[]
  p99Ms: number[]
}

export async function bench({ rounds, seconds, only, judge }: Options): Promise<void> {
  await using folder = await temporaryFolder('reelbase-bench-api-')
  const dataDir = join(folder.path, 'data')
  const secrets = {
    ACCESS_TOKEN_SECRET: randomBytes(32).toString('hex'),
    REFRESH_TOKEN_SECRET: randomBytes(32).toString('hex'),
  }
  const server = await startServer(dataDir, { ...secrets, PUBLIC_URL: baseUrl, ACCESS_TOKEN_EXPIRY: '1d' })
  let handWritten: Child | undefined
  try {
    const connection = await connectEmbedded({ dataDir })
    if (!connection) throw new Error(`No database runs in ${dataDir}`)
    console.log(
      `\nSeeding ${seeded.videos.toLocaleString('en')} videos of ${seeded.users.toLocaleString('en')} users …`,
    )
    const { owners } = await seed(connection)
    target.url = server.url
    const token = (await person('viewer')).tokens.accessToken
    const rows = rowsOf({ owners, ...(await walk(server)) })
    const messages = await messagesOf(server, rows)
    const input: HandWrittenInput = {
      connection,
      baseUrl,
      accessSecret: secrets.ACCESS_TOKEN_SECRET,
      messages,
    }
    handWritten = await startChild(new URL('../ceiling/hand-written.ts', import.meta.url), input)
    const contenders = { reelbase: server.url, handWritten: handWritten.url }
    const all: [Row, Figures][] = []
    for (const row of rows.filter(({ name }) => name.includes(only)))
      all.push([row, await measure(row, contenders, token, { rounds, seconds })])
    report(all, judge)
  } catch (error) {
    console.error(server.log())
    throw error
  } finally {
    await handWritten?.stop()
    await server.stop()
  }
}

/** Seconds of load are interleaved: what else the machine does meets all contenders alike. */
async function measure(
  row: Row,
  contenders: Contenders,
  token: string,
  { rounds, seconds }: Pick<Options, 'rounds' | 'seconds'>,
): Promise<Figures> {
  await expectSame(row, contenders, token)
  const { text } = await readAnswer(contenders.reelbase + row.paths[0], row, token)
  const input: PreparedInput = { body: text }
  const prepared = await startChild(new URL('../ceiling/prepared.ts', import.meta.url), input)
  try {
    const figures: Figures = { reelbase: [], handWritten: [], prepared: [], p99Ms: [] }
    const ask = (url: string, round: string, time: number) =>
      load({ url, paths: row.paths, seconds: time, headers: headersOf(row, token, round) })
    for (const url of [contenders.reelbase, contenders.handWritten]) await ask(url, 'warm-up', 2)
    for (let round = 0; round < rounds; round++) {
      const slices = { reelbase: [] as Measured[], handWritten: [] as Measured[], prepared: [] as Measured[] }
      for (let second = 0; second < seconds; second++) {
        const name = `round ${round}.${second}`
        slices.reelbase.push(await ask(contenders.reelbase, name, 1))
        slices.handWritten.push(await ask(contenders.handWritten, name, 1))
        if (second === 0) slices.prepared.push(await ask(prepared.url, name, 1))
      }
      figures.reelbase.push(mean(slices.reelbase))
      figures.handWritten.push(mean(slices.handWritten))
      figures.prepared.push(mean(slices.prepared))
      figures.p99Ms.push(median(slices.reelbase.map(({ p99Ms }) => p99Ms)))
    }
    return figures
  } finally {
    await prepared.stop()
  }
}

const mean = (all: Measured[]): number => all.reduce((sum, { rate }) => sum + rate, 0) / all.length

/** Another browser in each round, so that views are counted anew. */
const headersOf = (row: Row, token: string, round: string): Record<string, string> => ({
  'user-agent': `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ${round}`,
  ...(row.signedIn ? { authorization: `Bearer ${token}` } : {}),
})

interface List {
  data: { docs: { _id: string }[]; nextCursor: string }
}

/** Follows the cursor to row 10,000 and twenty pages beyond; on the way it meets the ids. */
async function walk(server: OwnServer): Promise<{ ids: string[]; deepCursors: string[] }> {
  const next = async (limit: number, cursor: string): Promise<List['data']> => {
    const at = cursor && `&cursor=${cursor}`
    return ((await (await fetch(`${server.url}/api/v1/videos?limit=${limit}${at}`)).json()) as List).data
  }
  const ids: string[] = []
  let cursor = ''
  while (ids.length < 10_000) {
    const page = await next(100, cursor)
    ids.push(...page.docs.map((doc) => doc._id))
    cursor = page.nextCursor
  }
  const deepCursors: string[] = []
  for (let page = 0; page < 20; page++) {
    deepCursors.push(cursor)
    cursor = (await next(15, cursor)).nextCursor
  }
  return { ids, deepCursors }
}

async function messagesOf(server: OwnServer, rows: Row[]): Promise<HandWrittenInput['messages']> {
  const messageAt = async (path: string): Promise<string> =>
    ((await (await fetch(server.url + path)).json()) as { message: string }).message
  return { list: await messageAt(rows[0]!.paths[0]!), detail: await messageAt(rows.at(-1)!.paths[0]!) }
}

function report(all: [Row, Figures][], judge: Options['judge']): void {
  table(
    [
      'answers a second (20 connections)',
      'viewer',
      'Reelbase',
      'hand-written',
      'ratio',
      'prepared bytes',
      'p99 ms',
    ],
    all.map(([{ name, signedIn }, figures]) => [
      ...[
        name,
        signedIn ? 'signed in' : 'anonymous',
        figure(median(figures.reelbase)),
        figure(median(figures.handWritten)),
      ],
      ...[ratioOf(figures).toFixed(2), figure(median(figures.prepared)), figure(median(figures.p99Ms))],
    ]),
  )
  for (const [{ name, signedIn }, figures] of all) {
    judge(
      `${name}${signedIn ? ', signed in' : ''}: of the hand-written`,
      ratioOf(figures),
      { atLeast: 0.95 },
      '×',
    )
  }
  const [first, deep] = ['GET /videos, first', 'GET /videos, at row'].map(
    (start) => all.find(([{ name }]) => name.startsWith(start))?.[1].reelbase,
  )
  if (!first || !deep) return
  const slower = median(first.map((rate, round) => rate / deep[round]!))
  judge('the page at row 10,000: time of the first page', slower, { atMost: 1.2 }, '×')
}

/** The median of the rounds' own ratios. */
const ratioOf = ({ reelbase, handWritten }: Figures): number =>
  median(reelbase.map((rate, round) => rate / handWritten[round]!))
