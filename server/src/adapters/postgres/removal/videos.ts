import { type RawBuilder, sql } from 'kysely'
import type { RemnantStore } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres, Transaction } from '../connection.ts'
import { any, type Params, prepared } from '../statement.ts'
import { batchSize, deleteSome, inBatch } from './batch.ts'

/** Nobody's, seen by nobody and without files from now on; what hangs from it is left to `postgresRemnants`. */
const detached = (which: RawBuilder<unknown>, now: Date) => sql<{ id: Id }>`
  with before as materialized (select id, owner_id, listed from videos where ${which} for update),
  removed as (
    update videos set owner_id = null, privacy = 'private', is_published = false, updated_at = ${now},
      title = '', title_key = '', description = '', tags = '{}',
      source_key = null, progressive_key = null, hls = null, poster_key = null,
      thumbnail_key = null, thumbnail_small_key = null, storyboard_key = null,
      claim_job = null, claim_fence = null, pending_prefixes = '{}', awaits_transcoder = false
    from before where videos.id = before.id
    returning videos.id, before.owner_id, before.listed as was_listed
  ),
  counted as (
    insert into counter_deltas (counter, target_id, delta)
    select 'user.videos', owner_id, -1 from removed where was_listed
  ),
  unfound as (delete from video_search where video_id in (select id from removed))
  select id from removed`

export const detachVideo = prepared('removal.detach-video', (_db, p: Params<{ id: Id; now: Date }>) =>
  detached(sql`id = ${p.id} and owner_id is not null`, p.now),
)

/** Whoever clears a video away has it alone. */
const takeTurn = prepared('removal.take-turn', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('videos').select('id').where('id', '=', p.id).where('owner_id', 'is', null).forUpdate(),
)

export const detachSome = prepared('removal.detach-some', (_db, p: Params<{ ownerId: Id; now: Date }>) =>
  detached(sql`owner_id = ${p.ownerId} order by id limit 100`, p.now),
)

const likes = deleteSome('video-likes', 'likes', (id) => sql`video_id = ${id}`)
const history = deleteSome('video-history', 'watch_history', (id) => sql`video_id = ${id}`)
const entries = deleteSome('video-entries', 'playlist_entries', (id) => sql`video_id = ${id}`)

/**
 * Some of a video's comments, replies before what they answer, and likes of them: as many as fit into a batch. An index
 * is followed, so that what is gone already is passed over cheaply.
 */
const someComments = prepared(
  'removal.some-comments',
  (_db, p: Params<{ videoId: Id }>) => sql<{ ids: Id[]; unliked: number }>`
    with roots as materialized (
      select id from comments where video_id = ${p.videoId} and parent_id is null
      order by is_pinned, created_at, id limit ${sql.lit(batchSize.threads)}
    ),
    below as materialized (
      select reply.id from roots cross join lateral (
        select id from comments where parent_id = roots.id order by created_at, id
        limit ${sql.lit(batchSize.threads)}
      ) as reply
      limit ${sql.lit(batchSize.threads)}
    ),
    doomed as materialized (
      select id from below union all select id from roots where not exists (select from below)
    ),
    unliked as (
      delete from likes where ctid = any(array(
        select given.place from doomed cross join lateral (
          select ctid as place from likes where comment_id = doomed.id limit ${sql.lit(batchSize.rows)}
        ) as given
        limit ${sql.lit(batchSize.rows)}
      ))
      returning 1
    )
    select array(select id from doomed) as ids, (select count(*)::integer from unliked) as unliked`,
)
const removeComments = prepared('removal.comments', (db, p: Params<{ ids: Id[] }>) =>
  db.deleteFrom('comments').where('id', '=', any(p.ids)),
)

const removeRow = prepared('removal.video', (db, p: Params<{ id: Id }>) =>
  db.deleteFrom('videos').where('id', '=', p.id),
)

type Step = (tx: Transaction, id: Id) => Promise<number>

/** Comments stay until their likes are gone. */
const clearComments: Step = async (tx, videoId) => {
  const found = await tx.one(someComments, { videoId })
  if (!found || found.ids.length === 0) return 0
  if (found.unliked === batchSize.rows) return found.unliked
  return found.unliked + (await tx.change(removeComments, { ids: found.ids }))
}

const steps: Step[] = [
  (tx, id) => tx.change(likes, { id }),
  (tx, id) => tx.change(history, { id }),
  (tx, id) => tx.change(entries, { id }),
  clearComments,
]

export const postgresRemnants = ({ postgres }: { postgres: Postgres }): RemnantStore => ({
  async *clear(id) {
    /** 0 also when there is no such video. */
    const run = (step: Step) =>
      inBatch(postgres, async (tx) => ((await tx.one(takeTurn, { id })) ? step(tx, id) : 0))
    for (const step of steps) {
      for (let gone = 1; gone > 0; yield gone) gone = await run(step)
    }
    await run((tx) => tx.change(removeRow, { id }))
  },
})
