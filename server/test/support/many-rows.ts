import { expect } from 'vitest'
import { openPostgres } from '../../src/adapters/postgres/connection.ts'
import type { PageOfEntries, PageRequest } from '../../src/lists/page.ts'
import { type FreshDatabase, freshDatabase, type PostgresUnderTest } from './database.ts'

/** Of the row that `rows` calls by the same letter and number. */
export const idOf = (kind: string, n: number): string => kind + n.toString(16).padStart(23, '0')

const helpers = `
  create function id_of(kind text, n bigint) returns text language sql immutable
    as $$ select kind || lpad(to_hex(n), 23, '0') $$;
  create function moment(n bigint) returns timestamptz language sql immutable
    as $$ select timestamptz '2026-01-01' + n * interval '1 minute' $$;`

/** Users `a1`, `a2`, … */
export const manyUsers = (count: number): string => `
  insert into users (id, username, email, full_name, avatar, cover_image, password_hash, created_at, updated_at)
    select id_of('a', n), 'u' || n, n || '@example.org', 'U', '', '', '', moment(n), moment(n)
    from generate_series(1, ${count}) as n;`

/** Videos `b1`, `b2`, … of the owner whose number an expression over `n` gives. */
export const manyVideos = (count: number, owner: string): string => `
  insert into videos (id, owner_id, title, title_key, description, tags, privacy, is_published, duration_seconds,
      progressive_key, thumbnail_is_own, processing_state, processing_stage, processing_percent,
      published_at, created_at, updated_at)
    select id_of('b', n), id_of('a', ${owner}), 'Sea', 'sea', '', '{}', 'public', true, 1,
      'public/a.mp4', false, 'ready', 'done', 100, moment(n), moment(n), moment(n)
    from generate_series(1, ${count}) as n;`

/**
 * A database of many rows, which the tests of a file only read. References are not looked at while it is filled: that
 * takes most of the time, and they are right.
 */
export async function databaseOf(rows: string, engine?: PostgresUnderTest): Promise<FreshDatabase> {
  const database = await freshDatabase(engine)
  const postgres = await openPostgres({ connection: database.url, poolSize: 1, statementTimeoutMs: 120_000 })
  try {
    await postgres.script(`set session_replication_role = replica; ${helpers} ${rows}`)
    await postgres.script('vacuum (analyze)')
  } finally {
    await postgres.close()
  }
  return database
}

const start: PageRequest = { limit: 10, offset: 0, after: null }

/** Reads the first page of a list and the one after it. */
export async function twoPages(
  read: (page: PageRequest) => Promise<PageOfEntries<{ id: string }>>,
): Promise<void> {
  const first = await read(start)
  expect(first.entries).toHaveLength(10)
  expect((await read({ ...start, after: first.next })).entries).toHaveLength(10)
}
