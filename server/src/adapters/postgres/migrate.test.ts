import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase, postgresUnderTest } from '../../../test/support/database.ts'
import { openPostgres, type Postgres } from './connection.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'

describe.each(postgresUnderTest())('migrations on $name', (engine) => {
  let database: FreshDatabase
  let postgres: Postgres

  beforeEach(async () => {
    database = await freshDatabase(engine)
    postgres = await openPostgres({ connection: database.url })
    await postgres.script('drop schema public cascade; create schema public')
  })
  afterEach(async () => {
    await postgres.close()
    await database.drop()
  })

  it('numbers its migrations from 1 without a gap', () => {
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('runs each migration once', async () => {
    expect(await migrate(postgres)).toEqual(migrations.map(({ name }) => name))
    expect(await migrate(postgres)).toEqual([])
  })

  it('lets two processes start at once', async () => {
    const other = await openPostgres({ connection: database.url })
    const ran = await Promise.all([migrate(postgres), migrate(other), migrate(postgres)])
    expect(ran.flat().sort()).toEqual(migrations.map(({ name }) => name).sort())
    await other.close()
  })

  it('leaves nothing of a migration that fails, and keeps those before it', async () => {
    const good = { id: 1, name: 'good', up: 'create table good (id integer)' }
    const bad = { id: 2, name: 'bad', up: 'create table bad (id integer); select 1 / 0' }
    await expect(migrate(postgres, [good, bad])).rejects.toThrow('division by zero')
    const mended = { ...bad, up: 'create table bad (id integer)' }
    expect(await migrate(postgres, [good, mended])).toEqual(['bad'])
  })

  it('refuses a database that is newer than the program, and says what to do', async () => {
    await migrate(postgres)
    await expect(migrate(postgres, migrations.slice(0, -1))).rejects.toThrow(
      /newer Reelbase.*restore a backup/,
    )
  })
})
