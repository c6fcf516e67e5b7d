import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, it, onTestFinished, vi } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { openPostgres } from '../adapters/postgres/connection.ts'
import { postgresDatabase } from '../adapters/postgres/database.ts'
import { prepared } from '../adapters/postgres/statement.ts'
import { makeId } from '../lib/id.ts'
import { systemClock as clock } from '../ports/clock.ts'
import { startUpkeep } from './upkeep.ts'

const left = prepared(
  'test.left',
  () => sql<{ id: string }>`select id from sessions union all select key from idempotency_records
    union all select id from jobs order by id`,
)

it('sweeps sessions, records and jobs whose time is over, however many, and leaves the others', async () => {
  const fresh = await freshDatabase()
  const postgres = await openPostgres({ connection: fresh.url })
  onTestFinished(async () => {
    await postgres.close()
    await fresh.drop()
  })
  await postgres.script(`
    insert into users (id, username, email, full_name, avatar, cover_image, password_hash, created_at, updated_at)
      values ('u', 'u', 'u', 'U', '', '', '', now(), now());
    insert into sessions (id, user_id, seed, number, rotated_at, user_agent, address, last_used_at, expires_at, created_at)
      select 's' || n, 'u', '', 1, now(), '', '', now(), now() + case n when 1234 then interval '1 day' else interval '-1 s' end, now()
      from generate_series(1, 1234) as n;
    insert into idempotency_records (user_id, operation, key, digest, status, target_id, created_at)
      select 'u', 'createTweet', n, '', 201, 't', now() - case n when 1234 then interval '1 hour' else interval '25 h' end
      from generate_series(1, 1234) as n;
    insert into jobs (id, name, state, payload, run_at, created_at, updated_at)
      select 'j' || n, 'work', case n when 5 then 'parked' else 'done' end, '{}', now(), now(),
        now() - case n when 1234 then interval '6 days' else interval '8 days' end
      from generate_series(1, 1234) as n`)
  const ids = { next: () => makeId(clock.now()) }
  const database = postgresDatabase({ postgres, clock, ids })
  const upkeep = startUpkeep({ database, clock, log: pino({ level: 'silent' }) })
  const wanted = ['1234', 'j1234', 'j5', 's1234'].map((id) => ({ id }))
  await vi.waitFor(async () => expect(await postgres.run(left)).toEqual(wanted), 20_000)
  await upkeep.stop()
})
