import { sql } from 'kysely'
import { channelLine, textsOf } from '../../../../features/search/store.ts'
import type { Id } from '../../../../lib/id.ts'
import type { Runner } from '../../connection.ts'
import { any, type Params, prepared } from '../../statement.ts'
import { scoreOf } from './score.ts'
import { addWords } from './words.ts'

/** Whoever changes a title or a name meanwhile waits until the words of it are written. */
const textsById = prepared('search.texts', (db, p: Params<{ ids: Id[] }>) =>
  db
    .selectFrom('videos')
    .innerJoin('users', 'users.id', 'videos.owner_id')
    .select([
      'videos.id',
      'users.id as owner_id',
      'title',
      'description',
      'tags',
      'username',
      'full_name as fullName',
    ])
    .select(sql<Date>`coalesce(published_at, videos.created_at)`.as('published_at'))
    .where('videos.id', '=', any(p.ids))
    .where('listed', '=', true)
    .orderBy('videos.id')
    .forShare(),
)

interface Rows {
  ids: Id[]
  ownerIds: Id[]
  times: Date[]
  titles: string[]
  tags: string[]
  channels: string[]
  descriptions: string[]
}

const write = prepared(
  'search.write',
  (_db, p: Params<Rows>) => sql<object>`
    insert into video_search (video_id, owner_id, published_at, title, tags, channel, description, score)
    select given.*, ${scoreOf('video_counters', sql`given.at`)}
    from unnest(${p.ids}::text[], ${p.ownerIds}::text[], ${p.times}::timestamptz[], ${p.titles}::text[],
      ${p.tags}::text[], ${p.channels}::text[], ${p.descriptions}::text[])
      as given (id, owner_id, at, title, tags, channel, description)
    left join video_counters on video_counters.video_id = given.id
    on conflict (video_id) do update set title = excluded.title, tags = excluded.tags,
      channel = excluded.channel, description = excluded.description, published_at = excluded.published_at`,
)

const remove = prepared('search.remove', (db, p: Params<{ id: Id }>) =>
  db.deleteFrom('video_search').where('video_id', '=', p.id),
)

const nameOf = prepared('search.channel', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('users').select(['username', 'full_name as fullName']).where('id', '=', p.id).forShare(),
)

const rename = prepared(
  'search.rename',
  (_db, p: Params<{ ownerId: Id; channel: string; limit: number }>) => sql<object>`
    update video_search set channel = ${p.channel} where video_id in (
      select video_id from video_search where owner_id = ${p.ownerId}::text and channel <> ${p.channel}
      order by video_id limit ${p.limit}::integer for update)`,
)

const missing = prepared(
  'search.missing',
  (_db, p: Params<{ after: string; limit: number }>) => sql<{ id: Id }>`
    select id from videos where listed and id > ${p.after}::text
      and not exists (select from video_search where video_id = videos.id)
    order by id limit ${p.limit}::integer`,
)

/** Makes their rows what these videos are now, in the transaction that changed them. Those that are not listed have none. */
export async function indexVideos(tx: Runner, ids: Id[]): Promise<void> {
  const videos = await tx.run(textsById, { ids })
  const texts = videos.map((video) => textsOf(video, channelLine(video)))
  const rows: Rows = {
    ids: videos.map(({ id }) => id),
    ownerIds: videos.map(({ owner_id }) => owner_id),
    times: videos.map(({ published_at }) => published_at),
    titles: texts.map(({ title }) => title),
    tags: texts.map(({ tags }) => tags),
    channels: texts.map(({ channel }) => channel),
    descriptions: texts.map(({ description }) => description),
  }
  await tx.run(write, rows)
  await addWords(tx, [...rows.titles, ...rows.tags, ...rows.channels, ...rows.descriptions])
}

export async function unindexVideo(tx: Runner, id: Id): Promise<void> {
  await tx.run(remove, { id })
}

/** In a transaction; answers how many had another name. */
export async function renameChannel(tx: Runner, ownerId: Id, limit: number): Promise<number> {
  const user = await tx.one(nameOf, { id: ownerId })
  if (!user) return 0
  const channel = channelLine(user)
  await addWords(tx, [channel])
  return tx.change(rename, { ownerId, channel, limit })
}

/** In a transaction; answers where to go on. */
export async function addMissing(tx: Runner, after: string, limit: number): Promise<Id | null> {
  const ids = (await tx.run(missing, { after, limit })).map(({ id }) => id)
  if (ids.length > 0) await indexVideos(tx, ids)
  return ids.length < limit ? null : ids.at(-1)!
}
