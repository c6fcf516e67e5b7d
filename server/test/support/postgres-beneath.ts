import { sql } from 'kysely'
import type { Postgres } from '../../src/adapters/postgres/connection.ts'
import { appendDeltas } from '../../src/adapters/postgres/counters.ts'
import { keepRecord } from '../../src/adapters/postgres/idempotency.ts'
import { type Params, prepared } from '../../src/adapters/postgres/statement.ts'
import { postgresPlaylists } from '../../src/adapters/postgres/stores/playlists.ts'
import type { Id } from '../../src/lib/id.ts'
import type { CounterName } from '../../src/ports/counters.ts'
import type { Beneath } from './beneath.ts'
import { crowd, rowsOfVideo } from './crowd.ts'

const rowsOfUser = prepared(
  'test.rows-of-user',
  (_db, p: Params<{ id: Id }>) => sql<{ count: number }>`select
    (select count(*) from users where id = ${p.id})
    + (select count(*) from user_counters where user_id = ${p.id})
    + (select count(*) from sessions where user_id = ${p.id})
    + (select count(*) from videos where owner_id = ${p.id})
    + (select count(*) from comments where owner_id = ${p.id})
    + (select count(*) from tweets where owner_id = ${p.id})
    + (select count(*) from likes where liked_by = ${p.id})
    + (select count(*) from subscriptions where subscriber_id = ${p.id} or channel_id = ${p.id})
    + (select count(*) from playlists where owner_id = ${p.id})
    + (select count(*) from watch_history where user_id = ${p.id}) as count`,
)

export const postgresBeneath = (postgres: Postgres): Beneath => ({
  append: (counter, targetId, delta) =>
    appendDeltas(postgres, [{ counter: counter as CounterName, targetId, delta }]),
  spoil(counter, targetId, by) {
    const [kind, column] = counter.split('.')
    return postgres.script(
      `update ${kind}_counters set ${column} = ${column} + ${by} where ${kind}_id = '${targetId}'`,
    )
  },
  forget: (userId) => postgres.script(`delete from user_counters where user_id = '${userId}'`),
  keepRecord: (record, targetId) => postgres.transaction((tx) => keepRecord(tx, record, targetId)),
  crowd: (made) => crowd(postgres, made),
  rowsOfVideo: (id) => rowsOfVideo(postgres, id),
  rowsOfUser: async (id) => (await postgres.one(rowsOfUser, { id }))!.count,
  forgetWords: () => postgres.script('truncate video_search, search_words'),
  smallPlaylists: (limits) => postgresPlaylists({ postgres, limits }),
})
