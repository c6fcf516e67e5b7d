import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, postgresUnderTest } from '../../../../test/support/database.ts'
import { databaseOf, idOf, manyUsers, manyVideos, twoPages } from '../../../../test/support/many-rows.ts'
import { plansOf } from '../../../../test/support/plans.ts'
import type { Postgres } from '../connection.ts'
import { postgresDashboard } from './dashboard.ts'
import { postgresPlaylists } from './playlists.ts'

const [ann, bob, best] = [idOf('a', 1), idOf('a', 2), idOf('c', 1)]

/** One user has half of all videos and playlists, and one playlist half of all entries. */
const rows = `
  ${manyUsers(1_000)}
  ${manyVideos(100_000, 'case when n % 2 = 0 then 1 else n % 1000 + 1 end')}
  insert into playlists (id, owner_id, name, privacy, created_at, updated_at)
    select id_of('c', n), id_of('a', case when n % 2 = 0 then n % 1000 + 1 else 1 end), 'P',
      case when n % 100 = 1 then 'public' else 'private' end, moment(n), moment(n)
    from generate_series(1, 100000) as n;
  insert into playlist_entries (playlist_id, video_id, position, added_at)
    select id_of('c', case when n % 2 = 0 then 1 else n end), id_of('b', n), 'i' || lpad(n::text, 7, '0'), moment(n)
    from generate_series(1, 100000) as n;
  insert into channel_days (user_id, day, views)
    select id_of('a', 1 + n / 400), to_char(date '2026-01-01' + (n % 400)::integer, 'YYYY-MM-DD'), 1
    from generate_series(0, 99999) as n;`

const lists: [string, string, (postgres: Postgres) => Promise<void>][] = [
  [
    'days of a channel',
    'channel_days_pkey',
    async (postgres) => {
      const range = { from: '2026-02-01', to: '2026-02-28' }
      expect(await postgresDashboard({ postgres }).daysOfChannel(ann, range)).toHaveLength(28)
    },
  ],
  [
    'own videos',
    'videos_owned',
    (postgres) => twoPages((page) => postgresDashboard({ postgres }).videoIds(ann, { viewerId: ann }, page)),
  ],
  [
    'own playlists',
    'playlists_owned',
    (postgres) => twoPages((page) => postgresPlaylists({ postgres }).ids(ann, { viewerId: ann }, page)),
  ],
  [
    "somebody's public playlists",
    'playlists_public',
    (postgres) => twoPages((page) => postgresPlaylists({ postgres }).ids(ann, { viewerId: bob }, page)),
  ],
  [
    'the videos of a playlist',
    'playlist_entries_order',
    (postgres) => twoPages((page) => postgresPlaylists({ postgres }).videoIds(best, { viewerId: bob }, page)),
  ],
]

describe.each(postgresUnderTest())('plans of the library at 100,000 rows on $name', (engine) => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await databaseOf(rows, engine)
  }, 180_000)
  afterAll(() => database?.drop())

  it.each(lists)('reads %s from %s, in its order', async (_, index, read) => {
    const plans = await plansOf(database.url, read)
    expect(plans.length).toBeGreaterThan(0)
    const wrong = plans.filter(
      (plan) => plan.isSorted || plan.scanned.length > 0 || !plan.indexes.includes(index),
    )
    expect(wrong).toEqual([])
  })
})
