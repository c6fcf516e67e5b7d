import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { usedDataFolder } from '../../../test/support/embedded.ts'
import type { Postgres } from './connection.ts'
import { connectEmbedded } from './embedded/start.ts'
import { openDatabase, openForOperator } from './open.ts'
import { prepared } from './statement.ts'

const jobs = prepared('test.jobs', () => sql<{ count: number }>`select count(*) from jobs`)
const closed = (postgres: Postgres): Postgres => {
  onTestFinished(() => postgres.close().catch(() => {}))
  return postgres
}

it('opens the embedded database of the folder, migrated, and takes it along when it closes', async () => {
  const dataDir = await usedDataFolder()
  const postgres = closed(await openDatabase({ connection: null, dataDir }))
  expect(await postgres.one(jobs)).toEqual({ count: 0 })
  await postgres.close()
  expect(await connectEmbedded({ dataDir })).toBeNull()
})

it('lets an operator work beside the running server, and without one', async () => {
  const dataDir = await usedDataFolder()
  const alone = await openForOperator({ connection: null, dataDir })
  expect(await alone.one(jobs)).toEqual({ count: 0 })
  await alone.close()

  const server = closed(await openDatabase({ connection: null, dataDir }))
  const beside = await openForOperator({ connection: null, dataDir })
  expect(await beside.one(jobs)).toEqual({ count: 0 })
  await beside.close()
  await server.check()
})
