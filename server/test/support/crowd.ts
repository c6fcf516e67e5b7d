import { sql } from 'kysely'
import type { Runner } from '../../src/adapters/postgres/connection.ts'
import { type Params, prepared } from '../../src/adapters/postgres/statement.ts'
import type { Id } from '../../src/lib/id.ts'

type Crowd = { videoId: Id; ownerId: Id; comments: number }

const add = prepared(
  'test.crowd',
  (_db, p: Params<Crowd>) => sql<object>`
    with rows as (
      select substr(md5(${p.videoId} || n), 1, 24) as id, n, now() + n * interval '1 ms' as at,
        case when n % 2 = 0 then substr(md5(${p.videoId} || n - 1), 1, 24) end as parent_id
      from generate_series(1, ${p.comments}::integer) as n
    ),
    added as (
      insert into comments (id, video_id, owner_id, parent_id, content, created_at, updated_at)
      select id, ${p.videoId}, ${p.ownerId}, parent_id, 'Nice', at, at from rows
    ),
    counters as (
      insert into comment_counters (comment_id, video_id, likes, replies)
      select id, case when parent_id is null then ${p.videoId} end, 1,
        case when parent_id is null and n < ${p.comments}::integer then 1 else 0 end
      from rows
    ),
    liked as (
      insert into likes (liked_by, target_kind, target_id, created_at)
      select ${p.ownerId}, 'comment', id, at from rows
    )
    update video_counters set comments = comments + ${p.comments}::integer where video_id = ${p.videoId}`,
)

/** Comments of one person below a video, every second one an answer to the one before it, each liked by that person. */
export async function crowd(postgres: Runner, made: Crowd): Promise<void> {
  await postgres.run(add, made)
}

const tables = ['video_counters', 'comments', 'watch_history', 'playlist_entries']

/** How many rows of each table hang from a video, and its own. */
export async function rowsOfVideo(postgres: Runner, videoId: Id): Promise<Record<string, number>> {
  const counted = prepared(
    'test.rows-of-video',
    (_db, p: Params<{ id: Id }>) => sql<Record<string, number>>`select
      (select count(*) from videos where id = ${p.id}) as videos,
      (select count(*) from likes where video_id = ${p.id}
        or comment_id in (select id from comments where video_id = ${p.id})) as likes,
      ${sql.join(
        tables.map(
          (table) =>
            sql`(select count(*) from ${sql.table(table)} where video_id = ${p.id}) as ${sql.ref(table)}`,
        ),
      )}`,
  )
  return (await postgres.one(counted, { id: videoId })) ?? {}
}
