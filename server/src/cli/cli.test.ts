import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliIn } from '../../test/support/cli.ts'
import { type FreshDatabase, freshDatabase } from '../../test/support/database.ts'
import { videoRow } from '../../test/support/rows.ts'
import { openPostgres, type Postgres } from '../adapters/postgres/connection.ts'
import { postgresJobQueue } from '../adapters/postgres/job-queue.ts'
import { postgresSessions } from '../adapters/postgres/stores/sessions.ts'
import { postgresUsers } from '../adapters/postgres/stores/users.ts'
import { postgresVideoMedia } from '../adapters/postgres/stores/video-media.ts'
import { postgresVideos } from '../adapters/postgres/stores/videos.ts'
import { createPasswords } from '../features/auth/passwords.ts'
import { makeId } from '../lib/id.ts'
import { systemClock } from '../ports/clock.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }

let folder: string
let database: FreshDatabase
let postgres: Postgres
let reelbase: ReturnType<typeof cliIn>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-cli-'))
  database = await freshDatabase()
  postgres = await openPostgres({ connection: database.url })
  reelbase = cliIn(folder, { DATABASE_URL: database.url, ...secrets })
})
afterAll(async () => {
  await postgres.close()
  await database.drop()
  await rm(folder, { recursive: true })
})

describe('user', () => {
  const hashOf = async (username: string) => {
    const found = await postgresSessions({ postgres }).credentialsOf({ username })
    return found!.passwordHash
  }

  it('create takes the password from standard input, and folds the names', async () => {
    const { code, out } = await reelbase('user create Ann ANN@example.org --name Ann', 'correct horse\n')
    expect([code, out]).toEqual([0, expect.stringMatching(/^Created ann \([0-9a-f]{24}\)\.\n$/)])
    expect(await createPasswords().matches('correct horse', await hashOf('ann'))).toBe(true)
  })

  it.each([
    ['ann new@example.org --name A', 'long enough', 'There is a user with this user name already.'],
    ['login a@example.org --name A', 'long enough', 'This user name is reserved.'],
    ['bob b@example.org --name A', 'short', 'At least 8 characters.'],
    ['bob b@example.org --name A', '', 'Give the password on standard input'],
  ])('create %s with "%s" is refused', async (args, input, sentence) => {
    const { code, err } = await reelbase(`user create ${args}`, input)
    expect(code).toBe(1)
    expect(err).toContain(sentence)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it('reset-password prints the password that it made up, and the old one is over', async () => {
    const { code, out } = await reelbase('user reset-password ann@example.org --generate')
    expect(code).toBe(0)
    const made = /^Password: (\S{16})$/m.exec(out)![1]!
    expect(await createPasswords().matches(made, await hashOf('ann'))).toBe(true)
  })

  it('make-admin gives the role to whom there is', async () => {
    expect((await reelbase('user make-admin ann')).out).toBe('ann is an administrator now.\n')
    expect((await reelbase('user make-admin nobody')).err).toBe('There is no user nobody.\n')
  })
})

describe('jobs', () => {
  it('are listed, retried and parked', async () => {
    const queue = postgresJobQueue({ postgres, clock: systemClock, ids: { next: () => makeId(new Date()) } })
    const videoId = makeId(new Date())
    await queue.add({ name: 'work', payload: { videoId } })
    const leased = (await queue.lease(['work'], 60_000))!
    await queue.park(leased, 'The file\nis a picture.')
    const { out } = await reelbase('jobs list --state parked')
    expect(out).toMatch(
      new RegExp(`${leased.id} +work +video ${videoId} +parked +1 .* The file is a picture\\.`),
    )
    expect(out).toContain('1 parked')
    expect((await reelbase(`jobs retry ${leased.id}`)).out).toBe('It is due now.\n')
    expect(JSON.parse((await reelbase('jobs list --json')).out)).toMatchObject({
      id: leased.id,
      state: 'due',
    })
    expect((await reelbase(`jobs park ${leased.id} --reason later`)).code).toBe(0)
    expect((await reelbase(`jobs park ${leased.id}`)).err).toBe(`There is no due job ${leased.id}.\n`)
  })
})

describe('videos', () => {
  const owner = { username: 'cleo', email: 'cleo@example.org', fullName: 'Cleo', avatar: '', coverImage: '' }

  it('are put in line to be made again, and it says which were not', async () => {
    const makers = { postgres, clock: systemClock, ids: { next: () => makeId(new Date()) } }
    const [ownerId, id] = [makers.ids.next(), makers.ids.next()]
    const now = new Date()
    await postgresUsers(makers).add({ ...owner, id: ownerId, passwordHash: '', now })
    const store = postgresVideos(makers)
    await store.add(videoRow(id, ownerId, now, { progressive: null }), {})
    const { code, out, err } = await reelbase(`videos remake --id ${id} ${ownerId}`)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`${id}: it is being made already.`)
    expect(err).toContain(`${ownerId}: there is no such video.`)
    await postgresVideoMedia(makers).fail(id, 'Broken.')
    expect(await reelbase('videos remake --failed')).toMatchObject({ code: 0, out: '1 video in line.\n' })
    expect(await postgresJobQueue(makers).list({ name: 'video.remake', limit: 5 })).toMatchObject([
      { key: id, payload: { videoId: id, replaces: [] }, state: 'due' },
    ])
    expect((await reelbase('videos remake')).err).toContain('Name videos by --id, or --failed')
    await store.remove(id, now, {})
  })
})

describe('verify', () => {
  it('finds what differs, fails, and repairs it', async () => {
    expect((await reelbase('verify')).out).toBe('Counters: all right.\nFiles: all right.\n')
    await postgres.script('update user_counters set subscribers = 3')
    const found = await reelbase('verify')
    expect(found.code).toBe(1)
    expect(found.out).toMatch(/user\.subscribers of [0-9a-f]{24} says 3, but there are 0/)
    expect((await reelbase('verify --repair')).code).toBe(0)
    expect((await reelbase('verify')).code).toBe(0)
  })

  it('misses files', async () => {
    await postgres.script("update users set avatar = 'public/users/x/1-256.jpg'")
    const { code, out } = await reelbase('verify')
    expect(code).toBe(1)
    expect(out).toContain('public/users/x/1-256.jpg of users/')
    await postgres.script("update users set avatar = ''")
  })
})

describe('doctor', () => {
  it('is content with what is in order', async () => {
    const { code, out } = await reelbase('doctor')
    expect(out).not.toContain('problem')
    expect(out).toContain('PostgreSQL at DATABASE_URL, version')
    expect(code).toBe(0)
  })

  it('names what is wrong and what to do', async () => {
    const taken = createServer((_req, res) => res.end('hello')).listen(0)
    const port = String((taken.address() as AddressInfo).port)
    await writeFile(join(folder, 'not-a-folder'), '')
    const env = { PORT: port, DATABASE_URL: 'postgres://me@127.0.0.1:1/x', DISK_RESERVE_BYTES: '8000000GiB' }
    const REDIS_URL = 'redis://127.0.0.1:1'
    const { code, out } = await cliIn(folder, { ...env, ...secrets, REDIS_URL })('doctor')
    taken.close()
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`problem +Port +Port ${port} is taken by another program`))
    expect(out).toMatch(/problem +Database +DATABASE_URL \(.*nothing listens at 127\.0\.0\.1 port 1/)
    expect(out).toMatch(/problem +Redis +REDIS_URL \(.*nothing listens at 127\.0\.0\.1 port 1/)
    expect(out).toMatch(/problem +Disk .*Make room/)
  })

  it('tells a Reelbase of another folder from its own', async () => {
    const other = createServer((_req, res) => res.end('{"success":true,"data":{"status":"OK"}}')).listen(0)
    const PORT = String((other.address() as AddressInfo).port)
    const fresh = join(folder, 'fresh')
    await mkdir(fresh)
    const embedded = await cliIn(fresh, { PORT })('doctor')
    const external = await cliIn(folder, { DATABASE_URL: database.url, ...secrets, PORT })('doctor')
    other.close()
    expect(embedded.out).toMatch(new RegExp(`problem +Port +Port ${PORT} is taken by another Reelbase`))
    expect(external.out).toMatch(new RegExp(`warning +Port +${PORT}: a Reelbase answers there`))
  })

  it('warns of files that say they are of another site', async () => {
    const cwd = join(folder, 'elsewhere')
    const kept = join(cwd, 'data/media/private/reelbase')
    await mkdir(kept, { recursive: true })
    await writeFile(join(kept, 'site'), makeId(new Date()))
    const { code, out } = await cliIn(cwd, { DATABASE_URL: database.url, ...secrets })('doctor')
    expect(out).toMatch(/warning +Media files +.*another site than this database/)
    expect(code).toBe(0)
  })

  it('lists wrong settings', async () => {
    const { code, out } = await cliIn(folder, { CORS_ORIGIN: '*', ROLES: 'waiter' })('doctor')
    expect(code).toBe(1)
    expect(out.match(/^problem +Settings/gm)).toHaveLength(2)
  })
})
