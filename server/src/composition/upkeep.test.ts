import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, it, onTestFinished, vi } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { openPostgres } from '../adapters/postgres/connection.ts'
import { postgresIdempotency } from '../adapters/postgres/idempotency.ts'
import { postgresJobQueue } from '../adapters/postgres/job-queue.ts'
import { prepared } from '../adapters/postgres/statement.ts'
import { makeId } from '../lib/id.ts'
import { systemClock as clock } from '../ports/clock.ts'
import { startUpkeep } from './upkeep.ts'

const sessions = prepared('test.sessions', () => sql<{ id: string }>`select id from sessions`)

it('sweeps sessions that have expired, however many, and leaves the others', async () => {
  const database = await freshDatabase()
  const postgres = await openPostgres({ connection: database.url })
  onTestFinished(async () => {
    await postgres.close()
    await database.drop()
  })
  await postgres.script(`
    insert into users (id, username, email, full_name, avatar, cover_image, password_hash, created_at, updated_at)
      values ('u', 'u', 'u', 'U', '', '', '', now(), now());
    insert into sessions (id, user_id, seed, number, rotated_at, user_agent, address, last_used_at, expires_at, created_at)
      select 's' || n, 'u', '', 1, now(), '', '', now(), now() + case n when 1234 then interval '1 day' else interval '-1 s' end, now()
      from generate_series(1, 1234) as n`)
  const queue = postgresJobQueue({ postgres, clock, ids: { next: () => makeId(new Date()) } })
  const records = postgresIdempotency({ postgres })
  const upkeep = startUpkeep({ postgres, queue, records, clock, log: pino({ level: 'silent' }) })
  await vi.waitFor(async () => expect(await postgres.run(sessions)).toEqual([{ id: 's1234' }]), 10_000)
  await upkeep.stop()
})
