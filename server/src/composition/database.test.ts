import { mkdtemp } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cheap } from '../../test/support/app.ts'
import { type Client, createClient } from '../../test/support/client.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { form, pictureFile } from '../../test/support/form.ts'
import { pgbouncerHere, startPgbouncer } from '../../test/support/pgbouncer.ts'
import { cuttable } from '../../test/support/proxy.ts'
import { runFolder } from '../../test/support/run-folder.ts'
import { startPair } from '../../test/support/standby.ts'
import { openPostgres } from '../adapters/postgres/connection.ts'
import { postgresSiteData } from '../adapters/postgres/site-data.ts'
import { createApp } from '../app.ts'
import { type Config, readConfig } from '../config/config.ts'
import { createHttpServer, listen } from '../http/edge/listen.ts'
import { databaseProblem } from './database.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }

const log = pino({ level: 'silent' })

const configOf = async (databaseUrl: string, more: Record<string, string> = {}) =>
  readConfig({
    ...{ NODE_ENV: 'test', RATE_LIMITS: 'off', DATABASE_URL: databaseUrl, ...secrets, ...more },
    DATA_DIR: await mkdtemp(join(runFolder(), 'composed-')),
  })

const patience = { timeout: 20_000, interval: 50 }

/** A server on the database that a configuration names. */
async function serve(config: Config) {
  const app = await createApp(config, { log, passwordCost: cheap })
  const server = createHttpServer(app.http)
  await listen(server, 0, '127.0.0.1', 'PORT')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await app.close()
    },
  }
}

async function signUp(client: Client, username: string): Promise<void> {
  const who = { username, email: `${username}@example.org`, password: 'correct horse' }
  const avatar = await pictureFile()
  const made = await client.post('/users/register', form({ ...who, fullName: 'Somebody', avatar }))
  expect(made.status).toBe(201)
  expect((await client.logIn(who)).status).toBe(200)
}

it('no server starts on a database that is half filled', async () => {
  const database = await freshDatabase()
  const postgres = await openPostgres({ connection: database.url, poolSize: 1 })
  await postgresSiteData(postgres).intake()
  await postgres.close()
  await expect(createApp(await configOf(database.url), { log })).rejects.toThrow(
    'was broken off: run it again',
  )
  await database.drop()
})

it('a visitor’s lists come from a replica, and who posts sees it at once', async () => {
  await using opened = new AsyncDisposableStack()
  const pair = opened.use(await startPair())
  const standby = await openPostgres({ connection: pair.standby, poolSize: 1 })
  opened.defer(() => standby.close())
  const { url } = opened.use(
    await serve(await configOf(pair.primary, { DATABASE_REPLICA_URLS: pair.standby })),
  )
  const [visitor, ann] = [createClient(url, 'bearer'), createClient(url, 'bearer')]
  await signUp(ann, 'ann')
  const isReady = async () =>
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({
      checks: { database: { state: 'up' } },
    })
  const shown = async (client: Client): Promise<string[]> =>
    (await client.get('/tweets')).data.map(({ content }: { content: string }) => content)
  let content = ''
  // Again where this machine took so long that the replica was too far behind by then.
  await vi.waitFor(async () => {
    await standby.script('select pg_wal_replay_resume()')
    await vi.waitFor(isReady, patience)
    await standby.script('select pg_wal_replay_pause()')
    content = `Post ${performance.now()}`
    expect((await ann.post('/tweets', { content })).status).toBe(201)
    expect((await shown(ann))[0]).toBe(content)
    expect(await shown(visitor)).not.toContain(content)
  }, patience)
  await standby.script('select pg_wal_replay_resume()')
  await vi.waitFor(async () => expect(await shown(visitor)).toContain(content), patience)
}, 120_000)

const found = pgbouncerHere()
if (found)
  describe(`behind PgBouncer ${found.version} in transaction mode`, () => {
    const opened = new AsyncDisposableStack()
    let [url, databaseUrl] = ['', '']

    beforeAll(async () => {
      const database = opened.adopt(await freshDatabase(), (made) => made.drop())
      const way = opened.adopt(await cuttable(database.url), (made) => made.cut())
      const bouncer = opened.adopt(await startPgbouncer(found.place, way.url), (made) => made.stop())
      databaseUrl = bouncer.url
      const config = await configOf(databaseUrl, { DATABASE_STATEMENT_NAMES: 'off' })
      expect(await databaseProblem(config)).toBeNull()
      url = opened.use(await serve(config)).url
    })
    afterAll(() => opened.disposeAsync())

    it('a site does all that it does elsewhere, with statements that have no names', async () => {
      const people = await Promise.all(
        Array.from({ length: 8 }, async (_, n) => {
          const client = createClient(url, 'bearer')
          await signUp(client, `user-${n}`)
          return client
        }),
      )
      const tweet = await people[0]!.post('/tweets', { content: 'Hello' })
      const likes = await Promise.all(people.map((one) => one.post(`/likes/toggle/t/${tweet.data._id}`)))
      expect(likes.map(({ status }) => status)).toEqual(people.map(() => 200))
      const lists = ['/videos?query=hello', '/videos', '/tweets', '/users/history', '/dashboard/stats']
      for (const path of lists) {
        const answers = await Promise.all(people.map((one) => one.get(path)))
        expect([path, ...answers.map(({ status }) => status)]).toEqual([path, ...people.map(() => 200)])
      }
      expect((await people[0]!.get(`/users/c/user-1`)).data).toMatchObject({ username: 'user-1' })
      expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({
        checks: { database: { state: 'up' }, jobQueue: { state: 'up' } },
      })
    })

    it('with names a start says what to set', async () => {
      expect(await databaseProblem(await configOf(databaseUrl))).toContain(
        'with DATABASE_STATEMENT_NAMES=off',
      )
    })
  })
