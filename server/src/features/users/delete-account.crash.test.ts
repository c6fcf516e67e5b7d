import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it, vi } from 'vitest'
import { startServer } from '../../../test/acceptance/support/own-server.ts'
import { createClient } from '../../../test/support/client.ts'
import { crowd } from '../../../test/support/crowd.ts'
import { freshDatabase } from '../../../test/support/database.ts'
import { form, pictureFile } from '../../../test/support/form.ts'
import { videoRow } from '../../../test/support/rows.ts'
import { postgresBookkeeping } from '../../adapters/postgres/bookkeeping.ts'
import { openPostgres, type Postgres } from '../../adapters/postgres/connection.ts'
import { type Params, prepared } from '../../adapters/postgres/statement.ts'
import { postgresVideos } from '../../adapters/postgres/stores/videos.ts'
import { type Id, makeId } from '../../lib/id.ts'
import { systemClock } from '../../ports/clock.ts'

const counts = prepared(
  'test.left',
  () => sql<{ users: number; videos: number; comments: number }>`select
    (select count(*) from users) as users, (select count(*) from videos) as videos,
    (select count(*) from comments) as comments`,
)

const holdNewest = prepared(
  'test.hold-newest',
  (_db, p: Params<{ videoId: Id }>) => sql<object>`
    select from comments where video_id = ${p.videoId} order by created_at desc limit 1 for update`,
)

async function account(url: string, username: string) {
  const who = { username, email: `${username}@example.org`, password: `the password of ${username}` }
  const client = createClient(url, 'bearer')
  await client.post('/users/register', form({ ...who, fullName: username, avatar: await pictureFile() }))
  const { data } = await client.logIn(who)
  return { client, ...who, _id: data.user._id as Id }
}

async function video(postgres: Postgres, ownerId: Id): Promise<Id> {
  const makers = { clock: systemClock, ids: { next: () => makeId(new Date()) } }
  const id = makers.ids.next()
  await postgresVideos({ postgres, ...makers }).add(videoRow(id, ownerId, new Date()), {})
  return id
}

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 90_000, interval: 20 })

it('ends as if nothing had happened when the server is killed in the middle', async () => {
  await using opened = new AsyncDisposableStack()
  const database = opened.adopt(await freshDatabase(), (made) => made.drop())
  const postgres = opened.adopt(await openPostgres({ connection: database.url }), (pool) => pool.close())
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-crash-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const left = async () => (await postgres.one(counts))!

  const settings = {
    ...{ DATABASE_URL: database.url, NODE_ENV: 'test' },
    ...{ ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'r'.repeat(32) },
  }
  const doomed = await startServer(folder, settings)
  const [ann, bob] = [await account(doomed.url, 'ann'), await account(doomed.url, 'bob')]
  const [hers, his] = [await video(postgres, ann._id), await video(postgres, bob._id)]
  await crowd(postgres, { videoId: hers, ownerId: bob._id, comments: 3_000 })
  await crowd(postgres, { videoId: his, ownerId: ann._id, comments: 600 })
  // However fast it is, it cannot come to the end before it is killed.
  await postgres.transaction(async (tx) => {
    await tx.run(holdNewest, { videoId: his })
    expect(await ann.client.delete('/users/me', { password: ann.password })).toMatchObject({ status: 200 })
    await eventually(async () => expect((await left()).comments).toBeLessThan(3_500))
    await doomed.kill()
    const halfway = await left()
    expect(halfway.comments).toBeGreaterThan(0)
    expect(halfway.users).toBe(2)
  })
  await postgres.script('update jobs set lease_until = now() where lease_until is not null')

  const server = opened.adopt(await startServer(folder, settings), async (running) => {
    await running.stop()
  })
  await eventually(async () => expect(await left()).toEqual({ users: 1, videos: 1, comments: 0 }))
  const client = createClient(server.url, 'bearer')
  await client.logIn(bob)
  expect((await client.get(`/comments/${his}`)).data).toMatchObject({ totalDocs: 0 })
  await eventually(async () =>
    expect(await postgresBookkeeping(postgres).compare()).toEqual({ differences: [], strays: 0 }),
  )
}, 240_000)
