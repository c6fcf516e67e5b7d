import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'
import { collections } from '../../ports/site-data.ts'
import { openPostgres } from './connection.ts'
import { prepared } from './statement.ts'

/** Made from something else, or over within minutes. */
const leftOut = [
  ...[
    'migrations',
    'counter_deltas',
    'user_counters',
    'video_counters',
    'comment_counters',
    'tweet_counters',
    'view_windows',
    'video_search',
    'search_words',
    // A restored site is another one.
    'site',
  ],
  ...[
    'videos.listed',
    'likes.video_id',
    'likes.comment_id',
    'likes.tweet_id',
    'jobs.lease_until',
    'jobs.line_at',
    'jobs.ready_at',
  ],
]

const columns = prepared(
  'test.columns',
  () => sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns where table_schema = 'public'`,
)

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

it('exports every column of every table, but for those that are named here', async () => {
  const database = await freshDatabase()
  const postgres = await openPostgres({ connection: database.url })
  const found = (await postgres.run(columns))
    .filter(({ table }) => !leftOut.includes(table))
    .map(({ table, column }) => `${table}.${column}`)
    .filter((name) => !leftOut.includes(name))
  await postgres.close()
  await database.drop()
  const exported = Object.entries(collections).flatMap(([collection, fields]) =>
    fields.map((field) => `${snake(collection)}.${snake(field)}`),
  )
  expect(found.toSorted()).toEqual(exported.filter((name) => name !== 'videos.views').toSorted())
})
