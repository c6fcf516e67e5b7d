import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.ts'
import type { Id } from '../../lib/id.ts'
import { openPostgres, type Postgres } from './connection.ts'
import { isUniqueViolation } from './errors.ts'
import { any, type Params, prepared } from './statement.ts'

const insert = prepared(
  'test.insert',
  (db, p: Params<{ id: Id; name: string; key: string | null; now: Date }>) =>
    db.insertInto('jobs').values({
      id: p.id,
      name: p.name,
      key: p.key,
      state: 'due',
      payload: '{}',
      run_at: p.now,
      created_at: p.now,
      updated_at: p.now,
    }),
)
const byIds = prepared('test.by-ids', (db, p: Params<{ ids: Id[] }>) =>
  db.selectFrom('jobs').select(['id', 'name', 'created_at']).where('id', '=', any(p.ids)).orderBy('id'),
)
const figures = prepared('test.figures', (db) =>
  db
    .selectFrom('jobs')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('fence').as('fences')]),
)
const echo = prepared(
  'test.echo',
  (_db, p: Params<{ text: string }>) => sql<{ said: string }>`select ${p.text}::text as said`,
)
const rename = prepared('test.rename', (db, p: Params<{ name: string; to: string }>) =>
  db.updateTable('jobs').set({ name: p.to }).where('name', '=', p.name),
)

let database: FreshDatabase
let postgres: Postgres
const now = new Date('2026-03-04T05:06:07.089Z')
const [first, second] = ['aaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbb'] as const

beforeAll(async () => {
  database = await freshDatabase()
  postgres = await openPostgres({ connection: database.url })
  await postgres.run(insert, { id: first, name: 'one', key: 'k', now })
  await postgres.run(insert, { id: second, name: 'two', key: null, now })
})
afterAll(async () => {
  await postgres.close()
  await database.drop()
})

it('binds values by name, an array as one value, and answers dates to the millisecond', async () => {
  const rows = await postgres.run(byIds, { ids: [second, first] })
  expect(rows.map((row) => row.name)).toEqual(['one', 'two'])
  expect(rows[0]?.created_at).toEqual(now)
})

it('answers counts and sums as numbers', async () => {
  expect(await postgres.one(figures)).toEqual({ count: 2, fences: 0 })
})

it('takes statements that are SQL from the start', async () => {
  expect(await postgres.one(echo, { text: "it's" })).toEqual({ said: "it's" })
})

it('tells how many rows were changed', async () => {
  expect(await postgres.change(rename, { name: 'nobody', to: 'x' })).toBe(0)
  expect(await postgres.change(rename, { name: 'two', to: 'two' })).toBe(1)
})

it('writes what stands in the builder into the text, so that partial indexes are met', () => {
  const due = prepared('test.due', (db, p: Params<{ name: string }>) =>
    db.selectFrom('jobs').select('id').where('state', '=', 'due').where('name', '=', p.name).limit(3),
  )
  const { text, values } = due.compiled()
  expect(text).toContain(`"state" = 'due' and "name" = $1 limit 3`)
  expect(values({ name: 'x' })).toEqual(['x'])
})

it('names the constraint that a row violates', async () => {
  const error = await postgres
    .run(insert, { id: 'c'.repeat(24), name: 'one', key: 'k', now })
    .catch((reason) => reason)
  expect(isUniqueViolation(error, 'jobs_unfinished_key')).toBe(true)
  expect(isUniqueViolation(error, 'jobs_pkey')).toBe(false)
})

it('works without names, for a pooler that does not keep them', async () => {
  const nameless = await openPostgres({ connection: database.url, preparedNames: false })
  expect(await nameless.one(echo, { text: 'hello' })).toEqual({ said: 'hello' })
  await nameless.close()
})
