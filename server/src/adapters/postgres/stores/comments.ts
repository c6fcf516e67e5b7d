import { type JoinBuilder, sql } from 'kysely'
import type { Comment, CommentOfVideo, CommentStore, NewComment } from '../../../features/comments/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { Also } from '../../../ports/job-queue.ts'
import type { Postgres } from '../connection.ts'
import { withPending } from '../counters.ts'
import { isForeignKeyViolation } from '../errors.ts'
import { keepRecord, together } from '../idempotency.ts'
import { any, type Params, prepared } from '../statement.ts'
import type { Database } from '../tables.ts'
import { commentIds } from './comment-lists.ts'
import { removeComment } from './comment-removal.ts'

/** No row: there is no such video. */
const add = prepared(
  'comments.add',
  (_db, p: Params<NewComment>) => sql<{ enabled: boolean; added: boolean }>`
    with place as (
      select videos.id as video_id, comments_enabled, coalesce(above.parent_id, above.id) as parent_id
      from videos
      left join comments as above
        on above.id = ${p.repliesTo} and above.video_id = videos.id and above.owner_id is not null
      where videos.id = ${p.videoId} and videos.owner_id is not null
    ),
    added as (
      insert into comments (id, video_id, owner_id, parent_id, content, created_at, updated_at)
      select ${p.id}, video_id, ${p.ownerId}, parent_id, ${p.content}, ${p.now}, ${p.now} from place
      where comments_enabled and (${p.repliesTo}::text is null or parent_id is not null)
      returning id, video_id, parent_id
    ),
    counters as (
      insert into comment_counters (comment_id, video_id)
      select id, case when parent_id is null then video_id end from added
    ),
    counted as (
      insert into counter_deltas (counter, target_id, delta)
      select 'video.comments', video_id, 1 from added
      union all select 'comment.replies', parent_id, 1 from added where parent_id is not null
    )
    select comments_enabled as enabled, exists (select from added) as added from place`,
)

const columns = [
  'comments.id',
  'comments.video_id',
  'comments.parent_id',
  'comments.owner_id',
  'username',
  'full_name',
  'avatar',
  'content',
  'comments.is_pinned',
  'is_hearted',
  'edited_at',
  'comments.created_at',
  'comments.updated_at',
] as const

/** Whose account is closed has said nothing: their comments look like tombstones until they are gone. */
const theirs = (join: JoinBuilder<Database, 'comments' | 'users'>) =>
  join.onRef('users.id', '=', 'comments.owner_id').on('closed_at', 'is', null)

const byIds = prepared('comments.by-ids', (db, p: Params<{ ids: Id[] }>) =>
  db
    .selectFrom('comments')
    .innerJoin('comment_counters', 'comment_id', 'comments.id')
    .leftJoin('users', theirs)
    .select(columns)
    .select(['likes', 'replies'])
    .where('comments.id', '=', any(p.ids)),
)

const byId = prepared('comments.by-id', (db, p: Params<{ id: Id }>) =>
  db
    .selectFrom('comments')
    .innerJoin('comment_counters', 'comment_id', 'comments.id')
    .innerJoin('videos', 'videos.id', 'comments.video_id')
    .leftJoin('users', theirs)
    .select(columns)
    .select([sql<Id>`videos.owner_id`.as('video_owner_id'), 'privacy', 'is_published'])
    .select((eb) => [
      withPending('comment.likes', eb.ref('likes'), eb.ref('comments.id')).as('likes'),
      withPending('comment.replies', eb.ref('replies'), eb.ref('comments.id')).as('replies'),
    ])
    .where('comments.id', '=', p.id)
    .where('videos.owner_id', 'is not', null),
)

const setContent = prepared('comments.set-content', (db, p: Params<{ id: Id; content: string; now: Date }>) =>
  db
    .updateTable('comments')
    .set({ content: p.content, edited_at: p.now, updated_at: p.now })
    .where('id', '=', p.id)
    .where('owner_id', 'is not', null),
)

const setHearted = prepared('comments.set-hearted', (db, p: Params<{ id: Id; isHearted: boolean }>) =>
  db
    .updateTable('comments')
    .set({ is_hearted: p.isHearted })
    .where('id', '=', p.id)
    .where('owner_id', 'is not', null),
)

/** Pins of one video take turns; whoever comments or likes need not wait. */
const lockVideo = prepared('comments.lock-video', (db, p: Params<{ videoId: Id }>) =>
  db.selectFrom('videos').select('id').where('id', '=', p.videoId).forNoKeyUpdate(),
)
const unpinOthers = prepared(
  'comments.unpin-others',
  (_db, p: Params<{ id: Id; videoId: Id }>) => sql<object>`
    with changed as (
      update comments set is_pinned = false where video_id = ${p.videoId} and is_pinned and id <> ${p.id}
      returning id
    )
    update comment_counters set is_pinned = false from changed where comment_id = changed.id`,
)
const setPinned = prepared(
  'comments.set-pinned',
  (_db, p: Params<{ id: Id; isPinned: boolean }>) => sql<object>`
    with changed as (
      update comments set is_pinned = ${p.isPinned}
      where id = ${p.id} and owner_id is not null and parent_id is null
      returning id
    )
    update comment_counters set is_pinned = ${p.isPinned} from changed where comment_id = changed.id`,
)

export function postgresComments({ postgres }: { postgres: Postgres }): CommentStore {
  /** What the statement sees may go before its foreign keys are checked: then it looks again. */
  async function tryToAdd(comment: NewComment, also: Also, attempts = 3) {
    try {
      return await together(postgres, also, async (tx) => {
        const place = await tx.one(add, comment)
        if (place?.added) await keepRecord(tx, also.once, comment.id)
        return place
      })
    } catch (error) {
      if (attempts === 1 || !isForeignKeyViolation(error)) throw error
      return tryToAdd(comment, also, attempts - 1)
    }
  }

  return {
    async add(comment, also) {
      const place = await tryToAdd(comment, also)
      if (!place) return 'no_video'
      if (place.added) return 'added'
      return place.enabled ? 'no_parent' : 'disabled'
    },
    async find(id) {
      const row = await postgres.one(byId, { id })
      return row && ofVideo(row)
    },
    ids: (thread, order, audience, page, countUpTo) =>
      commentIds(postgres, thread, order, audience, page, countUpTo),
    async loadMany(ids) {
      if (ids.length === 0) return []
      const rows = await postgres.run(byIds, { ids })
      return inOrder(ids, rows.map(commentOf))
    },
    setContent: async (id, content, now) => (await postgres.change(setContent, { id, content, now })) > 0,
    setHearted: async (id, isHearted) => (await postgres.change(setHearted, { id, isHearted })) > 0,
    setPinned: ({ id, videoId }, isPinned) =>
      postgres.transaction(async (tx) => {
        await tx.run(lockVideo, { videoId })
        if (isPinned) await tx.run(unpinOthers, { id, videoId })
        return (await tx.change(setPinned, { id, isPinned })) > 0
      }),
    remove: (id, now) => postgres.transaction((tx) => removeComment(tx, id, now)),
  }
}

type RowOf<Statement> = Statement extends { readonly row?: infer Row } ? NonNullable<Row> : never

const commentOf = (row: RowOf<typeof byIds>): Comment => ({
  id: row.id,
  videoId: row.video_id,
  parentId: row.parent_id,
  owner:
    row.username === null
      ? null
      : { id: row.owner_id!, username: row.username, fullName: row.full_name!, avatar: row.avatar! },
  content: row.username === null ? '' : row.content,
  isPinned: row.is_pinned,
  isHearted: row.is_hearted,
  likes: row.likes,
  replies: row.replies,
  editedAt: row.edited_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const ofVideo = (row: RowOf<typeof byId>): CommentOfVideo => ({
  ...commentOf(row),
  video: { ownerId: row.video_owner_id, privacy: row.privacy, isPublished: row.is_published },
})
