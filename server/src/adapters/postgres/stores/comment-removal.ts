import { sql } from 'kysely'
import type { Id } from '../../../lib/id.ts'
import type { Transaction } from '../connection.ts'
import { appendDeltas } from '../counters.ts'
import { type Params, prepared } from '../statement.ts'

const rootOf = prepared('comments.root-of', (db, p: Params<{ id: Id }>) =>
  db
    .selectFrom('comments')
    .select((eb) => eb.fn.coalesce('parent_id', 'id').as('rootId'))
    .where('id', '=', p.id),
)

/** A thread stands still while one of it is removed: nobody can add a reply to what goes at this moment. */
const lockThread = prepared('comments.lock-thread', (db, p: Params<{ rootId: Id }>) =>
  db.selectFrom('comments').select('id').where('id', '=', p.rootId).forUpdate(),
)

const bury = prepared(
  'comments.bury',
  (_db, p: Params<{ id: Id; now: Date }>) => sql<{ videoId: Id }>`
    with buried as (
      update comments set owner_id = null, content = '', is_pinned = false, is_hearted = false,
        edited_at = null, updated_at = ${p.now}
      where id = ${p.id} and owner_id is not null
        and exists (select from comments as reply where reply.parent_id = ${p.id})
      returning id, video_id
    ),
    unpinned as (update comment_counters set is_pinned = false from buried where comment_id = buried.id),
    unliked as (delete from likes using buried where comment_id = buried.id returning comment_id),
    counted as (
      insert into counter_deltas (counter, target_id, delta)
      select 'comment.likes', comment_id, -count(*) from unliked group by comment_id
    )
    select video_id as "videoId" from buried`,
)

const remove = prepared('comments.remove', (db, p: Params<{ id: Id }>) =>
  db
    .deleteFrom('comments')
    .where('id', '=', p.id)
    .where('owner_id', 'is not', null)
    .returning('video_id as videoId'),
)

const removeEmptyTombstone = prepared(
  'comments.remove-tombstone',
  (_db, p: Params<{ rootId: Id }>) => sql<object>`
    delete from comments where id = ${p.rootId} and owner_id is null
      and not exists (select from comments as reply where reply.parent_id = ${p.rootId})`,
)

/** False: there is no such comment (any more). */
export async function removeComment(tx: Transaction, id: Id, now: Date): Promise<boolean> {
  const place = await tx.one(rootOf, { id })
  if (!place) return false
  const { rootId } = place
  await tx.run(lockThread, { rootId })
  const isReply = rootId !== id
  const gone = (isReply ? null : await tx.one(bury, { id, now })) ?? (await tx.one(remove, { id }))
  if (!gone) return false
  await appendDeltas(tx, [{ counter: 'video.comments', targetId: gone.videoId, delta: -1 }])
  if (isReply) {
    await appendDeltas(tx, [{ counter: 'comment.replies', targetId: rootId, delta: -1 }])
    await tx.run(removeEmptyTombstone, { rootId })
  }
  return true
}
