import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { makeId } from '../../lib/id.ts'
import {
  type AddDocuments,
  type CollectionName,
  collectionNames,
  collections,
  type Intake,
  KeyTaken,
  type Part,
  type ReadDocuments,
  type SiteData,
  type SiteDocument,
  SiteNotEmpty,
} from '../../ports/site-data.ts'
import { repairWith } from './bookkeeping.ts'
import type { Postgres, Runner } from './connection.ts'
import { isUniqueViolation } from './errors.ts'
import { type Params, type Prepared, prepared } from './statement.ts'

const pageSize = 1000

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The primary key of each, by which it is read; all of them are text. */
const keys: Record<CollectionName, readonly string[]> = {
  users: ['id'],
  sessions: ['id'],
  videos: ['id'],
  comments: ['id'],
  tweets: ['id'],
  playlists: ['id'],
  playlistEntries: ['playlistId', 'videoId'],
  likes: ['likedBy', 'targetKind', 'targetId'],
  subscriptions: ['subscriberId', 'channelId'],
  blocks: ['blockerId', 'blockedId'],
  watchHistory: ['userId', 'videoId'],
  idempotencyRecords: ['userId', 'operation', 'key'],
  videoDays: ['videoId', 'day'],
  channelDays: ['userId', 'day'],
  jobs: ['id'],
}

/** Fields that are not simply a column of the collection's table. */
const special: Record<string, ReturnType<typeof sql>> = {
  'videos.views': sql`(select views from video_counters where video_id = t.id) + coalesce((
    select sum(delta) from counter_deltas where target_id = t.id and counter = 'video.views'), 0)::integer`,
  'jobs.state': sql`case t.state when 'running' then 'due' else t.state end`,
}
const only: Partial<Record<CollectionName, ReturnType<typeof sql>>> = { jobs: sql`t.state <> 'done'` }

const fieldsOf = (collection: CollectionName) =>
  sql.join(
    collections[collection].map(
      (field) =>
        sql`${special[`${collection}.${field}`] ?? sql.ref(`t.${snake(field)}`)} as ${sql.ref(field)}`,
    ),
  )

function readPage(collection: CollectionName): Prepared<{ after: string[] }, SiteDocument> {
  const key = sql.join(keys[collection].map((field) => sql.ref(`t.${snake(field)}`)))
  const { length } = keys[collection]
  return prepared(`site-data.read.${collection}`, (_db, p: Params<{ after: string[] }>) => {
    const after = sql.join(Array.from({ length }, (_, at) => sql`(${p.after}::text[])[${sql.lit(at + 1)}]`))
    return sql<SiteDocument>`select ${fieldsOf(collection)} from ${sql.table(snake(collection))} as t
      where row(${key}) > row(${after}) and ${only[collection] ?? sql`true`}
      order by ${key} limit ${sql.lit(pageSize)}`
  })
}

const readPart = (collection: CollectionName): Prepared<Part, SiteDocument> =>
  prepared(
    `site-data.part.${collection}`,
    (_db, p: Params<Part>) => sql<SiteDocument>`
      select ${fieldsOf(collection)} from ${sql.table(snake(collection))} as t
      where id >= ${p.from} and ${only[collection] ?? sql`true`} order by id limit ${p.limit}`,
  )

const ofEach = <T>(make: (collection: CollectionName) => T) =>
  Object.fromEntries(collectionNames.map((name) => [name, make(name)])) as Record<CollectionName, T>
const pages = ofEach(readPage)
const parts = ofEach(readPart)

async function* documentsOf(
  tx: Runner,
  collection: CollectionName,
  part?: Part,
): AsyncIterable<SiteDocument> {
  if (part) {
    yield* (await tx.run(parts[collection], part)).map(plain)
    return
  }
  let after = keys[collection].map(() => '')
  for (;;) {
    const rows = await tx.run(pages[collection], { after })
    for (const row of rows) yield plain(row)
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = keys[collection].map((field) => String(last[field]))
  }
}

const plain = (row: SiteDocument): SiteDocument =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [field, value instanceof Date ? value.toISOString() : value]),
  )

const standing = prepared(
  'site-data.standing',
  () => sql<{ isEmpty: boolean; isFilling: boolean }>`
    select not exists (select from users) as "isEmpty", exists (select from site where is_filling) as "isFilling"`,
)
const setFilling = prepared('site-data.set-filling', (db, p: Params<{ isFilling: boolean }>) =>
  db.updateTable('site').set({ is_filling: p.isFilling }),
)
/** What was filled half-way is no site, whatever is there. */
async function isEmpty(runner: Runner): Promise<boolean> {
  const found = (await runner.one(standing))!
  return found.isEmpty || found.isFilling
}

/** Throws `SiteNotEmpty`; takes away what was filled half-way. */
async function makeRoom(tx: Runner): Promise<void> {
  const found = (await tx.one(standing))!
  if (found.isFilling) await tx.script(emptied)
  else if (!found.isEmpty) throw new SiteNotEmpty()
}

/** What hangs from users and videos goes with them. */
const emptied = 'truncate users, videos, jobs, counter_deltas cascade'

/** `rows` is a JSON array of documents by column. Columns that are not given get their defaults. */
function insert(collection: CollectionName, columns: string[]): Prepared<{ rows: string }, object> {
  const table = snake(collection)
  const list = sql.join(columns.map((column) => sql.ref(column)))
  const name = createHash('sha256').update(columns.join()).digest('hex').slice(0, 12)
  return prepared(
    `site-data.add.${collection}.${name}`,
    (_db, p: Params<{ rows: string }>) => sql<object>`insert into ${sql.table(table)} (${list})
      select ${list} from jsonb_populate_recordset(null::${sql.table(table)}, ${p.rows}::jsonb)`,
  )
}

const setViews = prepared(
  'site-data.set-views',
  (_db, p: Params<{ rows: string }>) => sql<object>`insert into video_counters (video_id, views)
    select id, coalesce(views, 0) from jsonb_to_recordset(${p.rows}::jsonb) as given(id text, views integer)`,
)

const adder =
  (tx: Runner): AddDocuments =>
  async (collection, fields, documents) => {
    const known = fields.filter((field) => (collections[collection] as readonly string[]).includes(field))
    const columns = known.filter((field) => `${collection}.${field}` !== 'videos.views').map(snake)
    const rows = documents.map((document) =>
      Object.fromEntries(fields.map((field) => [snake(field), document[field]])),
    )
    await tx.run(insert(collection, columns), { rows: JSON.stringify(rows) })
    if (collection === 'videos') await tx.run(setViews, { rows: JSON.stringify(rows) })
  }

const siteId = prepared('site-data.id', (db) => db.selectFrom('site').select('id'))

const nameSite = prepared('site-data.name', (db, p: Params<{ id: string }>) =>
  db
    .insertInto('site')
    .values({ id: p.id })
    .onConflict((conflict) => conflict.doNothing()),
)

/** Whoever comes second takes what the first one wrote. */
async function idOf(postgres: Postgres): Promise<string> {
  const known = await postgres.one(siteId)
  if (known) return known.id
  await postgres.run(nameSite, { id: makeId(new Date()) })
  return idOf(postgres)
}

/** Replies refer to comments that may stand after them: of comments, all are one step. */
async function addAll(
  postgres: Postgres,
  collection: CollectionName,
  batches: AsyncIterable<SiteDocument[]>,
): Promise<void> {
  const step = <T>(work: (tx: Runner) => Promise<T>) =>
    postgres.transaction(async (tx) => {
      await tx.unhurried()
      await tx.script('set constraints all deferred')
      return work(tx)
    })
  if (collection !== 'comments') {
    for await (const batch of batches)
      await step((tx) => adder(tx)(collection, collections[collection], batch))
    return
  }
  await step(async (tx) => {
    for await (const batch of batches) await adder(tx)(collection, collections[collection], batch)
  })
}

async function takeIn(postgres: Postgres): Promise<Intake> {
  await idOf(postgres)
  await postgres.transaction(async (tx) => {
    await tx.script('lock table users in exclusive mode')
    const { isEmpty, isFilling } = (await tx.one(standing))!
    if (isFilling) return
    if (!isEmpty) throw new SiteNotEmpty()
    // Work that a server on the empty site has put in line.
    await tx.script(emptied)
    await tx.run(setFilling, { isFilling: true })
  })
  return {
    read: (work) => readMoment(postgres, work),
    add: (collection, batches) =>
      addAll(postgres, collection, batches).catch((error) => {
        throw isUniqueViolation(error) ? new KeyTaken(error) : error
      }),
    empty: () => postgres.script(emptied),
    finish: () =>
      postgres.transaction(async (tx) => {
        await repairWith(tx)
        await tx.run(setFilling, { isFilling: false })
      }),
  }
}

const readMoment: <T>(postgres: Postgres, work: (read: ReadDocuments) => Promise<T>) => Promise<T> = (
  postgres,
  work,
) =>
  postgres.transaction(async (tx) => {
    await tx.script('set transaction isolation level repeatable read, read only')
    await tx.unhurried()
    return work((collection, part) => documentsOf(tx, collection, part))
  })

export const postgresSiteData = (postgres: Postgres): SiteData => ({
  siteId: () => idOf(postgres),
  read: (work) => readMoment(postgres, work),
  isEmpty: () => isEmpty(postgres),
  fill: (work) =>
    postgres.transaction(async (tx) => {
      await tx.unhurried()
      await tx.script('set constraints all deferred; lock table users in exclusive mode')
      await makeRoom(tx)
      await tx.run(setFilling, { isFilling: false })
      await work(adder(tx))
      await repairWith(tx)
    }),
  intake: () => takeIn(postgres),
  isHalfFilled: async () => (await postgres.one(standing))?.isFilling ?? false,
})
