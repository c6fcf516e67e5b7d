import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { videoRow } from '../../../test/support/rows.ts'
import { startPair } from '../../../test/support/standby.ts'
import { makeId } from '../../lib/id.ts'
import { systemClock } from '../../ports/clock.ts'
import { openPostgres, type Postgres } from './connection.ts'
import { postgresDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { openReplicas, type Replicas } from './replicas.ts'

const makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }
const mostLagMs = 3_000
const patience = { timeout: 20_000, interval: 50 }

let pair: Awaited<ReturnType<typeof startPair>>
let [postgres, standby]: Postgres[] = []
let replicas: Replicas
let database: ReturnType<typeof postgresDatabase>
let ownerId: string
const warnings: { why?: string }[] = []

beforeAll(async () => {
  pair = await startPair()
  postgres = await openPostgres({ connection: pair.primary })
  standby = await openPostgres({ connection: pair.standby, poolSize: 1 })
  await migrate(postgres)
  const log = { info: () => {}, warn: (details: object) => void warnings.push(details) }
  const options = { primary: postgres, mostLagMs, lookEveryMs: 50, log }
  replicas = await openReplicas({ ...options, urls: [pair.standby] })
  database = postgresDatabase({ ...makers, postgres, replicas })
  ownerId = makers.ids.next()
  const names = { username: 'ann', email: 'ann@example.org', fullName: 'Ann', avatar: '', coverImage: '' }
  await database.users.add({ id: ownerId, ...names, passwordHash: '', now: new Date() })
}, 60_000)
afterAll(async () => {
  await standby?.close()
  await database?.close()
  await pair?.[Symbol.asyncDispose]()
})

const page = { limit: 10, offset: 0, after: null }

async function add(): Promise<string> {
  const id = makers.ids.next()
  await database.videos.add(
    { ...videoRow(id, ownerId, new Date()), progressive: `public/videos/${id}/a.mp4` },
    {},
  )
  return id
}

const listed = async (viewerId: string | null): Promise<string[]> =>
  (await database.videos.ids({}, 'newest', { viewerId }, page, null)).entries.map(({ id }) => id)

const isNear = () => vi.waitFor(() => expect(replicas.shortcoming()).toBeNull(), patience)

it('a visitor is answered by a replica that is near; who is signed in sees what is there', async () => {
  await isNear()
  const before = await add()
  await vi.waitFor(async () => expect(await listed(null)).toEqual([before]), patience)
  // Again where this machine took so long that the replica was too far behind by then.
  await vi.waitFor(async () => {
    await standby!.script('select pg_wal_replay_resume()')
    await isNear()
    await standby!.script('select pg_wal_replay_pause()')
    const later = await add()
    expect(await listed(ownerId)).toContain(later)
    expect(await listed(null)).not.toContain(later)
  }, patience)
})

it('one that falls behind is not asked until it has caught up', async () => {
  const late = await add()
  await vi.waitFor(async () => expect(await listed(null)).toContain(late), patience)
  expect(replicas.shortcoming()).toBe(
    'Of 1 read replicas 1 are not asked, for they are away or too far behind.',
  )
  expect(warnings.at(-1)).toMatchObject({ why: 'it is too far behind' })
  await standby!.script('select pg_wal_replay_resume()')
  await isNear()
  expect(await listed(null)).toContain(late)
})

it('counts are the primary’s, for they are kept for everybody', async () => {
  await standby!.script('select pg_wal_replay_pause()')
  const there = (await listed(ownerId)).length
  await add()
  const { total } = await database.videos.ids({}, 'newest', { viewerId: null }, page, 100)
  expect(total).toBe(there + 1)
  await standby!.script('select pg_wal_replay_resume()')
  await isNear()
})

it('nothing can be written there', async () => {
  const reader = await openPostgres({ connection: pair.primary, readsOnly: true, poolSize: 1 })
  await expect(reader.script('create table x ()')).rejects.toThrow('read-only')
  await reader.close()
})

it('a database that is no standby of this one is never asked', async () => {
  const said: { why?: string }[] = []
  const log = { info: () => {}, warn: (details: object) => void said.push(details) }
  const options = { primary: postgres!, mostLagMs, lookEveryMs: 20, log }
  const other = await openReplicas({ ...options, urls: [pair.primary] })
  await vi.waitFor(() => expect(said).toMatchObject([{ why: 'it is no standby of this database' }]), patience)
  expect(other.shortcoming()).toContain('1 are not asked')
  await other.close()
})

it('one that goes away is missed by nobody', async () => {
  await standby!.close()
  standby = undefined
  await isNear()
  const asking = { stop: false }
  const answers = (async () => {
    let count = 0
    for (; !asking.stop; count++) expect((await listed(null)).length).toBeGreaterThan(0)
    return count
  })()
  await pair.stopStandby()
  await vi.waitFor(() => expect(replicas.shortcoming()).not.toBeNull(), patience)
  asking.stop = true
  expect(await answers).toBeGreaterThan(0)
})
