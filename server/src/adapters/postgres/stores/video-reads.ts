import { type ExpressionBuilder, type QueryCreator, type RawBuilder, sql } from 'kysely'
import type { Processing, Standing, Video, VideoCard } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import { pendingSum } from '../counters.ts'
import { type AskedFor, asked } from '../gathered.ts'
import { any, type Params, prepared } from '../statement.ts'
import type { Database } from '../tables.ts'

const cardColumns = [
  'videos.id',
  'users.id as owner_id',
  'username',
  'full_name',
  'avatar',
  'title',
  'description',
  'tags',
  'privacy',
  'is_published',
  'published_at',
  'duration_seconds',
  'progressive_key',
  'thumbnail_key',
  'thumbnail_small_key',
  'storyboard_key',
  'videos.created_at',
  'videos.updated_at',
] as const

const detailColumns = [
  ...cardColumns,
  'source_key',
  'hls',
  'poster_key',
  'processing_state',
  'processing_stage',
  'processing_percent',
  'processing_error',
  'truncated',
  'comments_enabled',
] as const

export const byIds = prepared('videos.by-ids', (db, p: Params<{ ids: Id[] }>) =>
  db
    .selectFrom('videos')
    .innerJoin('users', 'users.id', 'videos.owner_id')
    .innerJoin('video_counters', 'video_counters.video_id', 'videos.id')
    .select(cardColumns)
    .select(['views', 'likes', 'comments'])
    .where('videos.id', '=', any(p.ids)),
)

export const countsById = prepared('videos.counts', (db, p: Params<{ ids: Id[] }>) =>
  db
    .selectFrom('video_counters')
    .select(['video_id as id', 'views', 'likes', 'comments'])
    .where('video_id', '=', any(p.ids)),
)

/** One look at what is not folded yet of the video and of its owner. */
const notFolded = (eb: ExpressionBuilder<Database, 'videos'>) =>
  eb
    .selectFrom('counter_deltas')
    .select([
      pendingSum('video.views').as('new_views'),
      pendingSum('video.likes').as('new_likes'),
      pendingSum('video.comments').as('new_comments'),
      pendingSum('user.subscribers').as('new_subscribers'),
    ])
    .where('target_id', '=', sql<Id>`any(array[${eb.ref('videos.id')}, ${eb.ref('videos.owner_id')}])`)
    .as('pending')

/** The counts of a video, exact to the moment, and the versions of its row and of its owner's. */
const exact = (db: QueryCreator<Database>) =>
  db
    .selectFrom('videos')
    .innerJoin('users', 'users.id', 'videos.owner_id')
    .innerJoin('user_counters', 'user_counters.user_id', 'videos.owner_id')
    .innerJoin('video_counters', 'video_counters.video_id', 'videos.id')
    .innerJoinLateral(notFolded, (join) => join.onTrue())
    .select((eb) => [
      sql<string>`videos.xmin || '.' || users.xmin`.as('version'),
      eb('views', '+', eb.ref('new_views')).as('views'),
      eb('likes', '+', eb.ref('new_likes')).as('likes'),
      eb('comments', '+', eb.ref('new_comments')).as('comments'),
      eb('subscribers', '+', eb.ref('new_subscribers')).as('subscribers'),
    ])

const flagsFor = (viewerId: Id | RawBuilder<Id | null>) =>
  [
    sql<boolean>`exists (select from likes
      where liked_by = ${viewerId} and target_kind = 'video' and target_id = videos.id)`.as('is_liked'),
    sql<boolean>`exists (select from subscriptions
      where subscriber_id = ${viewerId} and channel_id = videos.owner_id)`.as('is_subscribed'),
    sql<number>`coalesce((select position_seconds from watch_history
      where user_id = ${viewerId} and video_id = videos.id), 0)`.as('position'),
  ] as const

export const byId = prepared('videos.by-id', (db, p: Params<{ id: Id }>) =>
  exact(db).select(detailColumns).where('videos.id', '=', p.id),
)
export const byIdFor = prepared('videos.by-id-for', (db, p: Params<{ id: Id; viewerId: Id }>) =>
  exact(db).select(detailColumns).select(flagsFor(p.viewerId)).where('videos.id', '=', p.id),
)
/** What is not folded yet is added up once for a video, however many ask for it. */
export const standings = prepared('videos.standing', (db, p: Params<AskedFor>) =>
  db
    .with(
      (cte) => cte('counted').materialized(),
      (cte) => exact(cte).select(['videos.id', 'videos.owner_id']).where('videos.id', '=', any(p.keys)),
    )
    .selectFrom(asked(p))
    .innerJoin('counted as videos', 'videos.id', 'asked.key')
    .select(['place', 'version', 'views', 'likes', 'comments', 'subscribers'])
    .select(flagsFor(sql<Id | null>`asked.asker`)),
)

type RowOf<Statement> = Statement extends { readonly row?: infer Row } ? NonNullable<Row> : never

export const cardOf = (row: RowOf<typeof byIds>): VideoCard => ({
  id: row.id,
  ownerId: row.owner_id,
  owner: { id: row.owner_id, username: row.username, fullName: row.full_name, avatar: row.avatar },
  title: row.title,
  description: row.description,
  tags: row.tags,
  privacy: row.privacy,
  isPublished: row.is_published,
  publishedAt: row.published_at,
  durationSeconds: row.duration_seconds,
  progressive: row.progressive_key,
  thumbnail: row.thumbnail_key,
  thumbnailSmall: row.thumbnail_small_key,
  storyboard: row.storyboard_key,
  counts: { views: row.views, likes: row.likes, comments: row.comments },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const flagsOf = (row: Pick<RowOf<typeof standings>, 'is_liked' | 'is_subscribed' | 'position'>) => ({
  isLiked: row.is_liked,
  isSubscribed: row.is_subscribed,
  position: row.position,
})

export const standingOf = (row: RowOf<typeof standings>): Standing => ({
  version: row.version,
  counts: { views: row.views, likes: row.likes, comments: row.comments },
  subscribersCount: row.subscribers,
  flags: flagsOf(row),
})

type ProcessingRow = Pick<
  RowOf<typeof byId>,
  'processing_state' | 'processing_stage' | 'processing_percent' | 'processing_error' | 'truncated'
>

export const processingOf = (row: ProcessingRow): Processing => ({
  state: row.processing_state,
  stage: row.processing_stage,
  percent: row.processing_percent,
  error: row.processing_error,
  truncated: row.truncated,
})

export const videoOf = (row: RowOf<typeof byId>): Video => ({
  ...cardOf(row),
  version: row.version,
  subscribersCount: row.subscribers,
  source: row.source_key,
  hls: row.hls,
  poster: row.poster_key,
  commentsEnabled: row.comments_enabled,
  processing: processingOf(row),
})
