import { Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FreshDatabase, freshDatabase, postgresUnderTest } from '../../../test/support/database.ts'
import { isDatabaseUnavailable, isStatementTimeout } from '../../ports/database.ts'
import { openPostgres, type Postgres } from './connection.ts'
import { type Params, prepared } from './statement.ts'

const add = prepared(
  'test.add',
  (_db, p: Params<{ id: number; by: number }>) =>
    sql`update amounts set amount = amount + ${p.by} where id = ${p.id}`,
)
const amounts = prepared(
  'test.amounts',
  () => sql<{ amount: number }>`select amount from amounts order by id`,
)
/** Takes its two rows one after the other; in between the other one may be taken. */
const addTwo = prepared(
  'test.add-two',
  (_db, p: Params<{ first: number; second: number }>) => sql`
    with one as materialized (select id from amounts where id = ${p.first} for update),
    pause as materialized (select pg_sleep(0.3) from one),
    two as materialized (
      select id from amounts where id = ${p.second} and exists (select from pause) for update
    )
    update amounts set amount = amount + 1 from one, two where amounts.id in (one.id, two.id)`,
)
const nap = prepared('test.nap', () => sql`select pg_sleep(0.8)`)
const sleep = prepared('test.sleep', () => sql`select pg_sleep(30)`)
const backend = prepared('test.backend', () => sql<{ pid: number }>`select pg_backend_pid() as pid`)
const end = prepared(
  'test.end',
  (_db, p: Params<{ pid: number }>) => sql`select pg_terminate_backend(${p.pid})`,
)

const problemOf = (outcome: Promise<unknown>): Promise<unknown> =>
  outcome.then(
    () => 'no problem',
    (error) => error,
  )

describe.each(postgresUnderTest())('the connection to $name', (engine) => {
  let database: FreshDatabase
  let postgres: Postgres

  beforeAll(async () => {
    database = await freshDatabase(engine)
    postgres = await openPostgres({ connection: database.url, poolSize: 5, statementTimeoutMs: 3_000 })
    await postgres.script('create table amounts (id integer primary key, amount integer)')
  })
  afterAll(async () => {
    await postgres.close()
    await database.drop()
  })
  beforeEach(() => postgres.script('truncate amounts; insert into amounts values (1, 0), (2, 0)'))

  it('commits a transaction as a whole, or nothing of it', async () => {
    expect(await postgres.transaction((tx) => tx.change(add, { id: 1, by: 5 }))).toBe(1)
    const failed = postgres.transaction(async (tx) => {
      await tx.run(add, { id: 2, by: 5 })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await postgres.run(amounts)).toEqual([{ amount: 5 }, { amount: 0 }])
  })

  it('runs a transaction again that the database chose to end a deadlock', async () => {
    let runs = 0
    let met = 0
    const bothHaveOne = Promise.withResolvers<void>()
    const crosswise = (first: number, second: number) =>
      postgres.transaction(async (tx) => {
        runs++
        await tx.run(add, { id: first, by: 1 })
        if (++met === 2) bothHaveOne.resolve()
        await bothHaveOne.promise
        await tx.run(add, { id: second, by: 1 })
      })
    await Promise.all([crosswise(1, 2), crosswise(2, 1)])
    // On a busy machine each may be found waiting for the other, and both are ended.
    expect(runs).toBeGreaterThan(2)
    expect(await postgres.run(amounts)).toEqual([{ amount: 2 }, { amount: 2 }])
  })

  it('runs a statement that stands by itself again too', async () => {
    await Promise.all([
      postgres.run(addTwo, { first: 1, second: 2 }),
      postgres.run(addTwo, { first: 2, second: 1 }),
    ])
    expect(await postgres.run(amounts)).toEqual([{ amount: 2 }, { amount: 2 }])
  })

  it.each([true, false])(
    'ends a statement that takes too long, and goes on (names: %s)',
    async (preparedNames) => {
      const hasty = await openPostgres({ connection: database.url, statementTimeoutMs: 300, preparedNames })
      const problem = await problemOf(hasty.run(sleep))
      expect([isStatementTimeout(problem), isDatabaseUnavailable(problem)]).toEqual([true, false])
      await hasty.check()
      await hasty.close()
    },
  )

  it.each([true, false])(
    'takes any time for a transaction that asked for it, and for no other (names: %s)',
    async (preparedNames) => {
      const options = { poolSize: 1, statementTimeoutMs: 300, preparedNames }
      const hasty = await openPostgres({ connection: database.url, ...options })
      const nothing = await hasty.transaction(async (tx) => {
        await tx.unhurried()
        await tx.script('select pg_sleep(0.8)')
        return tx.run(nap)
      })
      expect(nothing).toHaveLength(1)
      expect(isStatementTimeout(await problemOf(hasty.transaction((tx) => tx.run(nap))))).toBe(true)
      await hasty.close()
    },
  )

  it('survives a connection that is lost inside a transaction, between its statements', async () => {
    const problem = await problemOf(
      postgres.transaction(async (tx) => {
        await tx.run(add, { id: 1, by: 1 })
        const { pid } = (await tx.one(backend)) ?? { pid: 0 }
        await postgres.run(end, { pid })
        await tx.run(add, { id: 2, by: 1 })
      }),
    )
    expect(isDatabaseUnavailable(problem)).toBe(true)
    expect(await postgres.run(amounts)).toEqual([{ amount: 0 }, { amount: 0 }])
  })

  it('asks a server that says nothing whether it is still there', async () => {
    using keptAlive = vi.spyOn(Socket.prototype, 'setKeepAlive')
    const other = await openPostgres({ connection: database.url })
    await other.check()
    await other.close()
    expect(keptAlive).toHaveBeenCalledWith(true, 10_000)
  })

  it('tells who listens the name of every statement', async () => {
    const names: string[] = []
    const stop = postgres.onStatement((name) => names.push(name))
    await postgres.transaction((tx) => tx.run(amounts))
    stop()
    await postgres.run(amounts)
    expect(names).toEqual(['begin', 'test.amounts', 'commit'])
  })

  it('counts its connections', async () => {
    await postgres.check()
    expect(postgres.figures()).toMatchObject({ waiting: 0 })
    expect(postgres.figures().total).toBeGreaterThan(0)
  })
})

it('says that a database is not available that nobody listens for', async () => {
  const postgres = await openPostgres({ connection: 'postgres://nobody@127.0.0.1:1/none', patienceMs: 0 })
  expect(isDatabaseUnavailable(await problemOf(postgres.check()))).toBe(true)
  await postgres.close()
})
