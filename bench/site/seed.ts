import pg from 'pg'
import { openPostgres } from '../../server/src/adapters/postgres/connection.ts'
import { postgresSearch } from '../../server/src/adapters/postgres/stores/search/search.ts'
import { positionBetween } from '../../server/src/lib/position.ts'
import { kept, makeUsers, userRow } from './people.ts'
import { numbers } from './random.ts'
import { relations } from './relations.ts'
import { makeVideos } from './videos.ts'
import { sentence } from './words.ts'

const batch = 1_000

/** Fills an empty, migrated database; straight into the tables, in the shape in which the stores write. */
export async function seed(connection: pg.ClientConfig, videos: number): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    // Superuser's settings: nothing waits for the disk, and what the rows refer to is not looked up row by row.
    await client.query(`set synchronous_commit = off; set session_replication_role = replica;
      set maintenance_work_mem = '512MB'; set work_mem = '256MB'; select setseed(0.5)`)
    const restoreIndexes = await dropIndexes(client)
    const random = numbers(7)
    const users = makeUsers(random)
    await insertAll(client, 'users', users.map(userRow))
    await insertAll(client, 'videos', makeVideos(random, users, videos))
    await step('analyze', () => client.query('analyze'))
    await numbered(
      client,
      'said',
      'content',
      Array.from({ length: 2_000 }, () => sentence(random, 4 + Math.floor(random() ** 3 * 60))),
    )
    await numbered(client, 'places', 'position', positions(kept))
    for (const [name, text] of Object.entries(relations)) await step(name, () => client.query(text))
    await step('search', () => makeFindable(connection))
    await step('indexes', restoreIndexes)
    await step('vacuum', () => client.query('vacuum (analyze)'))
    await step('checkpoint', () => client.query('checkpoint'))
  } finally {
    await client.end()
  }
}

/** As the program itself does it after a restored backup. */
async function makeFindable(connection: pg.ClientConfig): Promise<void> {
  const postgres = await openPostgres({ connection })
  const { addMissing } = postgresSearch({ postgres, hurried: postgres })
  let after: string | null = ''
  while (after !== null) after = await addMissing(after, 500)
  await postgres.close()
}

async function step(name: string, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  await work()
  console.log(`  ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

/** Built at the end in one go, they cost a third. Answers how to build them. */
async function dropIndexes(client: pg.Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; text: string }>(`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as text from pg_index
    where indrelid::regclass::text = any('{videos,video_counters,comments,comment_counters,likes,subscriptions,watch_history,video_search}')
      and not exists (select from pg_constraint where conindid = indexrelid)`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return async () => {
    for (const { text } of rows) await client.query(text)
  }
}

function positions(count: number): string[] {
  const all: string[] = []
  for (let n = 0; n < count; n++) all.push(positionBetween(all.at(-1) ?? null, null))
  return all
}

async function numbered(client: pg.Client, table: string, column: string, values: string[]): Promise<void> {
  await client.query(
    `create temporary table ${table} (n integer primary key, ${column} text collate "C" not null)`,
  )
  await client.query(
    `insert into ${table} select n, value from unnest($1::text[]) with ordinality as given (value, n)`,
    [values],
  )
  await client.query(`analyze ${table}`)
}

async function insertAll(client: pg.Client, table: string, rows: Iterable<object>): Promise<void> {
  await step(table, async () => {
    let waiting: object[] = []
    for (const row of rows) {
      if (waiting.push(row) < batch) continue
      await insert(client, table, waiting)
      waiting = []
    }
    if (waiting.length > 0) await insert(client, table, waiting)
  })
}

async function insert(client: pg.Client, table: string, rows: object[]): Promise<void> {
  const columns = Object.keys(rows[0]!).join(', ')
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  )
}
