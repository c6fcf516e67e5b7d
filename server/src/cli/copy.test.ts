import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cliIn, operatorsTool } from '../../test/support/cli.ts'
import { type FreshDatabase, freshDatabase } from '../../test/support/database.ts'
import { ann, siteDocuments } from '../../test/support/site-documents.ts'
import { fillWith } from '../../test/support/upkeep-room.ts'
import { openPostgres, type Postgres } from '../adapters/postgres/connection.ts'
import { postgresSiteData } from '../adapters/postgres/site-data.ts'
import { prepared } from '../adapters/postgres/statement.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }
const patienceMs = 240_000
const tweets = 15_000

let folder: string
let ends: [source: FreshDatabase, target: FreshDatabase]
let [source, target]: Postgres[] = []

const countTweets = prepared('test.count-tweets', (db) =>
  db.selectFrom('tweets').select((eb) => eb.fn.countAll<number>().as('count')),
)
const tweetsOf = async (postgres: Postgres) => (await postgres.one(countTweets))!.count

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-cli-'))
  ends = [await freshDatabase(), await freshDatabase()]
  source = await openPostgres({ connection: ends[0].url })
  target = await openPostgres({ connection: ends[1].url })
  await fillWith(postgresSiteData(source), { ...siteDocuments(), likes: [], tweets: [] })
  await source.script(`insert into tweets (id, owner_id, content, created_at, updated_at)
    select lpad(to_hex(n), 24, '0'), '${ann}', 'tweet ' || n, now(), now() from generate_series(1, ${tweets}) as n;
    insert into tweet_counters (tweet_id) select id from tweets`)
})
afterAll(async () => {
  await Promise.all([source?.close(), target?.close()])
  for (const end of ends) await end.drop()
  await rm(folder, { recursive: true })
})

it(
  'goes on after a kill -9; before that nothing else works on the target',
  async () => {
    const [from, to] = [ends[0].url, ends[1].url]
    const line = ['copy', '--from', from, '--to', to]
    const killed = spawn(process.execPath, [operatorsTool, ...line], {
      cwd: folder,
      env: {},
      stdio: 'ignore',
    })
    while ((await tweetsOf(target!)) === 0) expect(killed.exitCode).toBeNull()
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const left = await tweetsOf(target!)
    expect(left).toBeLessThan(tweets)

    const broken = await cliIn(folder, { DATABASE_URL: to, ...secrets })('verify')
    expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('was broken off: run it again') })
    // A command line is everybody's who lists processes.
    const reelbase = cliIn(folder, { OLD_SITE: from, NEW_SITE: to })
    const hidden = 'copy --from env:OLD_SITE --to env:NEW_SITE'
    const resumed = await reelbase(hidden)
    expect(resumed).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Both hold the same.') })
    expect(resumed.out).toMatch(/\d+ of these were there from an earlier run/)
    expect(await tweetsOf(target!)).toBe(tweets)

    const again = await reelbase(hidden)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('--to names already holds users') })
  },
  patienceMs,
)

it(
  'says what is wrong with either end, without a stack',
  async () => {
    const reelbase = cliIn(folder, {})
    const url = ends[0].url
    const refusals = [
      [`--from ${url} --to ${url}`, '--from and --to are the same place.'],
      [`--from embedded:./nowhere --to ${url}`, 'There is no site in '],
      [
        `--from env:NOWHERE --to ${url}`,
        '--from names the variable NOWHERE of the environment, which is not',
      ],
      [`--from mysql://x/y --to ${url}`, 'A database is named embedded:./data'],
      [
        `--from ${url} --to postgres://me:hunter2@127.0.0.1:1/x`,
        '--to (postgres://me:…@127.0.0.1:1/x): nothing listens',
      ],
    ]
    for (const [words, says] of refusals) {
      const { code, err } = await reelbase(`copy ${words}`)
      expect([code, err]).toEqual([1, expect.stringContaining(says!)])
      expect(err).not.toMatch(/^ {4}at |hunter2/m)
    }
  },
  patienceMs,
)
