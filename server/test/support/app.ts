import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, vi } from 'vitest'
import { openPostgres, type Postgres } from '../../src/adapters/postgres/connection.ts'
import { postgresDatabase } from '../../src/adapters/postgres/database.ts'
import { type App, createApp, type Overrides } from '../../src/app.ts'
import { readConfig } from '../../src/config/config.ts'
import { createHttpServer, listen } from '../../src/http/edge/listen.ts'
import { type Client, type CookieUse, createClient } from './client.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'
import { machinesFfmpeg } from './ffmpeg-builds.ts'
import { form, pictureFile } from './form.ts'
import { runFolder } from './run-folder.ts'

export const cheap = { memory: 8, passes: 1, parallelism: 1 }

/** A signed-in client and who it is. */
export interface Person extends Client {
  _id: string
  username: string
  email: string
  password: string
}

export interface SiteOptions {
  env?: Record<string, string>
  /** Absent: what this machine has. */
  ffmpeg?: Overrides['ffmpeg']
  /** Absent: next to nothing, for thousands of people sign up in a run of the tests. */
  passwordCost?: Overrides['passwordCost']
  /** The pages; absent: the API alone. */
  webClient?: Overrides['webClient']
  /** Another way to the database of this address. */
  connection?(databaseUrl: string): Promise<string>
}

/** With what lies beneath, for tests that look into it. */
export type TestApp = App & { postgres: Postgres }

interface Running {
  app: TestApp
  url: string
  dataDir: string
  database: FreshDatabase
  stop(): Promise<void>
}

/**
 * The real server on a fresh database and data folder, for all tests of a file:
 *
 *     const { scene } = useSite()
 *     it('…', async () => {
 *       const { ann, visitor } = await scene()
 *       expect(await ann.get('/users/current-user')).toMatchObject({ status: 200 })
 *     })
 *
 * Rate limits are off unless `env` turns them on. The server's clock moves by `pass(ms)`.
 */
export function useSite({ env = {}, ffmpeg, passwordCost = cheap, webClient }: SiteOptions = {}) {
  let running: Running | undefined
  const clock = movableClock()
  beforeAll(async () => {
    running = await start(env, { clock, ffmpeg, passwordCost, webClient })
  })
  afterAll(() => running?.stop())
  return handles(() => {
    if (!running) throw new Error('the site does not run yet: use it within a test')
    return running
  }, clock)
}

/** The same, running at once: for tests that are made from what the site has. Called at the top of a file. */
export async function openSite({ env = {}, ffmpeg, passwordCost = cheap, connection }: SiteOptions = {}) {
  const clock = movableClock()
  const running = await start(env, { clock, ffmpeg, passwordCost }, connection)
  afterAll(() => running.stop())
  return handles(() => running, clock)
}

export type TestSite = ReturnType<typeof handles>

function movableClock() {
  let offsetMs = 0
  return {
    now: () => new Date(Date.now() + offsetMs),
    pass(ms: number) {
      offsetMs += ms
    },
  }
}

function handles(site: () => Running, clock: ReturnType<typeof movableClock>) {
  const namesakes = new Map<string, number>()

  /** Somebody who is not logged in. */
  const visitor = (use: CookieUse = 'cookies'): Client => createClient(site().url, use)

  /** Registers and logs in. The second of a name is called `ann-2`. */
  async function signUp(name = 'ann', use: CookieUse = 'bearer'): Promise<Person> {
    const count = (namesakes.get(name) ?? 0) + 1
    namesakes.set(name, count)
    const username = count === 1 ? name : `${name}-${count}`
    const who = { username, email: `${username}@example.org`, password: `the password of ${name}` }
    const client = visitor(use)
    const avatar = await pictureFile()
    const registered = await client.post(
      '/users/register',
      form({ ...who, fullName: `${name[0]?.toUpperCase()}${name.slice(1)} Lee`, avatar }),
    )
    if (registered.status !== 201) throw new Error(`cannot register ${username}: ${registered.message}`)
    await client.logIn(who)
    return Object.assign(client, who, { _id: registered.data._id as string })
  }

  return {
    clock,
    pass: clock.pass,
    app: () => site().app,
    url: () => site().url,
    dataDir: () => site().dataDir,
    databaseUrl: () => site().database.url,
    visitor,
    signUp,
    /** Two people and a visitor; each has a name of their own in every test. */
    async scene() {
      const [ann, bob] = [await signUp('ann'), await signUp('bob')]
      return { ann, bob, visitor: visitor() }
    },
    /** Waits until no job is due now or running. */
    async jobsDone(timeoutMs = 40_000) {
      const { app } = site()
      await vi.waitFor(
        async () => {
          app.worker?.wake()
          // A move of files that waits for another one looks again in a second.
          const soon = new Date(clock.now().getTime() + 1_000)
          const open = (await app.database.queue.list({ limit: 500 })).filter(
            ({ state, runAt }) => state === 'running' || (state === 'due' && runAt <= soon),
          )
          if (open.length > 0) throw new Error(`not done: ${open.map(({ name }) => name).join(', ')}`)
        },
        { timeout: timeoutMs, interval: 50 },
      )
    },
  }
}

async function start(
  env: Record<string, string>,
  given: Overrides,
  connect = async (url: string) => url,
): Promise<Running> {
  await using opened = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(runFolder(), 'site-'))
  opened.defer(() => rm(dataDir, { recursive: true, force: true }))
  const database = opened.adopt(await freshDatabase(), (made) => made.drop())
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    DISK_RESERVE_BYTES: '1MiB',
    RATE_LIMITS: 'off',
    ...env,
  })
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const postgres = await openPostgres({ connection: await connect(database.url) })
  const made = await createApp(config, {
    ...{ log, ...given, ffmpeg: given.ffmpeg ?? machinesFfmpeg() },
    database: async (makers) => postgresDatabase({ postgres, ...makers }),
  })
  const app = { ...opened.adopt(made, () => made.close()), postgres }
  const server = createHttpServer(app.http)
  await listen(server, 0, '127.0.0.1', 'PORT')
  opened.defer(() => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    return closed
  })
  const lifetime = opened.move()
  return {
    ...{ app, dataDir, database },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => lifetime.disposeAsync(),
  }
}
