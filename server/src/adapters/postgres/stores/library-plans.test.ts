import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, freshDatabase, postgresUnderTest } from '../../../../test/support/database.ts'
import { plansOf } from '../../../../test/support/plans.ts'
import type { PageOfEntries, PageRequest } from '../../../lists/page.ts'
import { openPostgres, type Postgres } from '../connection.ts'
import { postgresDashboard } from './dashboard.ts'
import { postgresPlaylists } from './playlists.ts'

const id = (kind: string, n: number): string => kind + n.toString(16).padStart(23, '0')
const [ann, bob, best] = [id('a', 1), id('a', 2), id('c', 1)]

/** One user has half of all videos and playlists, and one playlist half of all entries. */
const rows = `
  create function id_of(kind text, n bigint) returns text language sql immutable
    as $$ select kind || lpad(to_hex(n), 23, '0') $$;
  create function moment(n bigint) returns timestamptz language sql immutable
    as $$ select timestamptz '2026-01-01' + n * interval '1 minute' $$;
  insert into users (id, username, email, full_name, avatar, cover_image, password_hash, created_at, updated_at)
    select id_of('a', n), 'u' || n, n || '@example.org', 'U', '', '', '', moment(n), moment(n)
    from generate_series(1, 1000) as n;
  insert into videos (id, owner_id, title, title_key, description, tags, title_words, description_words, tag_words,
      privacy, is_published, duration_seconds, progressive_key, thumbnail_is_own, processing_state, processing_stage,
      processing_percent, published_at, created_at, updated_at)
    select id_of('b', n), id_of('a', case when n % 2 = 0 then 1 else n % 1000 + 1 end), 'Sea', 'sea', '', '{}', '{}',
      '{}', '{}', 'public', true, 1, 'public/a.mp4', false, 'ready', 'done', 100, moment(n), moment(n), moment(n)
    from generate_series(1, 100000) as n;
  insert into playlists (id, owner_id, name, privacy, created_at, updated_at)
    select id_of('c', n), id_of('a', case when n % 2 = 0 then n % 1000 + 1 else 1 end), 'P',
      case when n % 100 = 1 then 'public' else 'private' end, moment(n), moment(n)
    from generate_series(1, 100000) as n;
  insert into playlist_entries (playlist_id, video_id, position, added_at)
    select id_of('c', case when n % 2 = 0 then 1 else n end), id_of('b', n), 'i' || lpad(n::text, 7, '0'), moment(n)
    from generate_series(1, 100000) as n;`

const start: PageRequest = { limit: 10, offset: 0, after: null }

/** The first page and the one after it. */
async function twoPages(read: (page: PageRequest) => Promise<PageOfEntries<{ id: string }>>): Promise<void> {
  const first = await read(start)
  expect(first.entries).toHaveLength(10)
  expect((await read({ ...start, after: first.next })).entries).toHaveLength(10)
}

const lists: [string, string, (postgres: Postgres) => Promise<void>][] = [
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
    database = await freshDatabase(engine)
    const postgres = await openPostgres({ connection: database.url, statementTimeoutMs: 120_000 })
    await postgres.script(rows)
    await postgres.script('vacuum (analyze)')
    await postgres.close()
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
