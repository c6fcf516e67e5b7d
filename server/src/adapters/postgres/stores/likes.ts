import { sql } from 'kysely'
import type { LikedEntry, LikeStore, TargetKind } from '../../../features/likes/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres } from '../connection.ts'
import { withPending } from '../counters.ts'
import { isForeignKeyViolation } from '../errors.ts'
import { keepRecord, together } from '../idempotency.ts'
import { type Params, prepared } from '../statement.ts'
import { visibleTo } from './audience.ts'
import { setOrFlip } from './flip.ts'
import { newestFirst } from './newest-first.ts'

type Change = Params<{ likedBy: Id; kind: TargetKind; targetId: Id; wanted: boolean | null; now: Date }>

/** The row and its delta in one statement. No answer: nothing was changed. */
const set = prepared(
  'likes.set',
  (_db, p: Change) => sql<{ delta: number }>`
    with removed as (
      delete from likes
      where liked_by = ${p.likedBy} and target_kind = ${p.kind} and target_id = ${p.targetId}
        and ${p.wanted}::boolean is not true
      returning -1 as delta
    ),
    added as (
      insert into likes (liked_by, target_kind, target_id, created_at)
      select ${p.likedBy}::text, ${p.kind}::text, ${p.targetId}::text, ${p.now}::timestamptz
      where ${p.wanted}::boolean is not false and not exists (select from removed)
      on conflict do nothing
      returning 1 as delta
    ),
    changed as (select delta from removed union all select delta from added),
    counted as (
      insert into counter_deltas (counter, target_id, delta)
      select ${p.kind}::text || '.likes', ${p.targetId}::text, delta from changed
    )
    select delta from changed`,
)

const videoLikes = prepared('likes.count.video', (db, p: Params<{ targetId: Id }>) =>
  db
    .selectFrom('video_counters')
    .select((eb) => withPending('video.likes', eb.ref('likes'), eb.ref('video_id')).as('likes'))
    .where('video_id', '=', p.targetId),
)
/** Nothing of a tombstone. */
const commentLikes = prepared('likes.count.comment', (db, p: Params<{ targetId: Id }>) =>
  db
    .selectFrom('comment_counters')
    .innerJoin('comments', 'comments.id', 'comment_id')
    .select((eb) => withPending('comment.likes', eb.ref('likes'), eb.ref('comment_id')).as('likes'))
    .where('comment_id', '=', p.targetId)
    .where('owner_id', 'is not', null),
)
const tweetLikes = prepared('likes.count.tweet', (db, p: Params<{ targetId: Id }>) =>
  db
    .selectFrom('tweet_counters')
    .select((eb) => withPending('tweet.likes', eb.ref('likes'), eb.ref('tweet_id')).as('likes'))
    .where('tweet_id', '=', p.targetId),
)
const countOf = { video: videoLikes, comment: commentLikes, tweet: tweetLikes }

const likedVideos = newestFirst({
  name: 'likes.videos',
  rows: (p: { likedBy: Id; viewerId: Id | null }) => sql<LikedEntry>`
    select target_id as id, likes.created_at as "likedAt"
    from likes join videos on videos.id = target_id
    where liked_by = ${p.likedBy} and target_kind = 'video' and ${visibleTo(p.viewerId)}`,
  time: sql.ref('likes.created_at'),
  id: sql.ref('target_id'),
  timeOf: ({ likedAt }) => likedAt,
})

/** One look-up an id: whoever likes tens of thousands of things is asked about ten, not read through. */
const among = prepared(
  'likes.among',
  (_db, p: Params<{ likedBy: Id; kind: TargetKind; ids: Id[] }>) => sql<{ id: Id }>`
    select asked.id from unnest(${p.ids}::text[]) as asked (id)
    cross join lateral (
      select from likes
      where liked_by = ${p.likedBy} and target_kind = ${p.kind} and target_id = asked.id
      limit 1
    ) as liked`,
)

export function postgresLikes({ postgres }: { postgres: Postgres }): LikeStore {
  return {
    async set(like, wanted, also) {
      const values = { ...like, wanted: wanted ?? null }
      try {
        const { isThere, changed } = await together(postgres, also, async (tx) => {
          const done = await setOrFlip(values.wanted, () => tx.one(set, values))
          await keepRecord(tx, also.once, like.targetId)
          return done
        })
        const count = await postgres.one(countOf[like.kind], { targetId: like.targetId })
        if (!count) {
          // A comment's like that was waiting for its removal, which has not seen it.
          if (like.kind === 'comment') await postgres.one(set, { ...values, wanted: false })
          return null
        }
        return { isLiked: isThere, changed, likesCount: count.likes }
      } catch (error) {
        if (isForeignKeyViolation(error)) return null
        throw error
      }
    },
    videoIds: (likedBy, { viewerId }, page) => likedVideos(postgres, { likedBy, viewerId }, page),
    async likedAmong(likedBy, kind, ids) {
      if (ids.length === 0) return new Set()
      const rows = await postgres.run(among, { likedBy, kind, ids })
      return new Set(rows.map(({ id }) => id))
    },
  }
}
