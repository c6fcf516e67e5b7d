import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase, postgresUnderTest } from '../../../test/support/database.ts'
import type { Id } from '../../lib/id.ts'
import { openPostgres, type Postgres } from './connection.ts'
import { appendDeltas, foldCounters, withPending } from './counters.ts'
import { type Params, prepared } from './statement.ts'

const kinds = { video: { table: 'test_counters', id: 'test_id', columns: ['likes', 'comments'] } }
const [first, second] = ['aaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbb'] as const
const like = (targetId: Id, delta = 1) => ({ counter: 'video.likes', targetId, delta }) as const

const rows = prepared(
  'test.counters',
  () => sql<{ test_id: Id; likes: number; comments: number }>`select * from test_counters order by test_id`,
)
const unfolded = prepared('test.unfolded', (db) =>
  db.selectFrom('counter_deltas').select(['counter', 'target_id', 'delta']),
)
const exact = prepared(
  'test.exact',
  (_db, p: Params<{ id: Id }>) => sql<{ likes: number }>`
    select ${withPending('video.likes', sql.ref('likes'), sql.ref('test_id'))} as likes
    from test_counters where test_id = ${p.id}`,
)

describe.each(postgresUnderTest())('counters on $name', (engine) => {
  let database: FreshDatabase
  let postgres: Postgres
  let other: Postgres

  beforeAll(async () => {
    database = await freshDatabase(engine)
    postgres = await openPostgres({ connection: database.url, poolSize: 10 })
    other = await openPostgres({ connection: database.url, poolSize: 10 })
    await postgres.script(
      'create table test_counters (test_id text primary key, likes integer, comments integer)',
    )
  })
  afterAll(async () => {
    await postgres.close()
    await other.close()
    await database.drop()
  })
  beforeEach(async () => {
    await postgres.script(`truncate test_counters, counter_deltas;
    insert into test_counters values ('${first}', 10, 0), ('${second}', 0, 0)`)
  })

  it('adds what was appended to each counter of each target, and forgets it', async () => {
    await appendDeltas(postgres, [like(first), like(first), like(second, -3)])
    await appendDeltas(postgres, [{ counter: 'video.comments', targetId: first, delta: 5 }])
    expect(await foldCounters(postgres, kinds)).toBe(4)
    expect(await postgres.run(rows)).toEqual([
      { test_id: first, likes: 12, comments: 5 },
      { test_id: second, likes: -3, comments: 0 },
    ])
    expect(await foldCounters(postgres, kinds)).toBe(0)
  })

  it('drops deltas whose counter row is gone', async () => {
    await appendDeltas(postgres, [like('c'.repeat(24))])
    expect(await foldCounters(postgres, kinds)).toBe(1)
  })

  it('leaves other kinds alone', async () => {
    await appendDeltas(postgres, [{ counter: 'user.videos', targetId: first, delta: 1 }])
    expect(await foldCounters(postgres, kinds)).toBe(0)
    expect(await postgres.run(unfolded)).toEqual([{ counter: 'user.videos', target_id: first, delta: 1 }])
  })

  it('takes nothing of a write that is rolled back', async () => {
    const failure = postgres.transaction(async (tx) => {
      await appendDeltas(tx, [like(first)])
      throw new Error('changed my mind')
    })
    await expect(failure).rejects.toThrow('changed my mind')
    expect(await foldCounters(postgres, kinds)).toBe(0)
  })

  it('counts what is not folded yet, where it must be exact', async () => {
    await appendDeltas(postgres, [like(first), like(first), like(second)])
    expect(await postgres.one(exact, { id: first })).toEqual({ likes: 12 })
  })

  it('loses and doubles nothing when writers, readers and the folders of two processes meet', async () => {
    const likes = 300
    let isWriting = true
    const seen: number[] = []
    const fold = async (process: Postgres) => {
      while (isWriting) await foldCounters(process, kinds)
    }
    const read = async () => {
      while (isWriting) seen.push((await other.one(exact, { id: first }))?.likes ?? Number.NaN)
    }
    const folders = [fold(postgres), fold(other), fold(other), read()]
    const writers = Array.from({ length: 10 }, async () => {
      for (let n = 0; n < likes / 10; n++) {
        await postgres.transaction((tx) => appendDeltas(tx, [like(first), like(second)]))
      }
    })
    await Promise.all(writers)
    isWriting = false
    await Promise.all(folders)
    await foldCounters(postgres, kinds)
    expect(await postgres.run(rows)).toMatchObject([{ likes: 10 + likes }, { likes }])
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  it('does not make a writer wait for another one that has counted the same and not committed', async () => {
    await postgres.transaction(async (tx) => {
      await appendDeltas(tx, [like(first)])
      await appendDeltas(other, [like(first)])
      expect(await foldCounters(other, kinds)).toBe(1)
    })
    expect(await foldCounters(other, kinds)).toBe(1)
    expect((await postgres.run(rows))[0]?.likes).toBe(12)
  })
})
