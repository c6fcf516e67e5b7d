import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { NewVideo, Video, VideoCard, VideoChanges, VideoStore } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres } from '../connection.ts'
import { appendDeltas, pendingSum } from '../counters.ts'
import { insertJobs, type JobMakers } from '../job-queue.ts'
import { any, type Params, prepared } from '../statement.ts'
import type { Database } from '../tables.ts'
import { keepListing, type Listing } from './video-listing.ts'
import { videoIds } from './video-lists.ts'

const cardColumns = [
  'videos.id',
  'owner_id',
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
  'videos.created_at',
  'videos.updated_at',
] as const

const detailColumns = [
  ...cardColumns,
  'hls',
  'poster_key',
  'storyboard_key',
  'processing_state',
  'processing_stage',
  'processing_percent',
  'processing_error',
  'truncated',
  'comments_enabled',
] as const

const byIds = prepared('videos.by-ids', (db, p: Params<{ ids: Id[] }>) =>
  db
    .selectFrom('videos')
    .innerJoin('users', 'users.id', 'videos.owner_id')
    .innerJoin('video_counters', 'video_counters.video_id', 'videos.id')
    .select(cardColumns)
    .select(['views', 'likes', 'comments'])
    .where('videos.id', '=', any(p.ids)),
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

const whole = (db: Kysely<Database>, id: Id) =>
  db
    .selectFrom('videos')
    .innerJoin('users', 'users.id', 'videos.owner_id')
    .innerJoin('user_counters', 'user_counters.user_id', 'videos.owner_id')
    .innerJoin('video_counters', 'video_counters.video_id', 'videos.id')
    .innerJoinLateral(notFolded, (join) => join.onTrue())
    .select(detailColumns)
    .select((eb) => [
      eb('views', '+', eb.ref('new_views')).as('views'),
      eb('likes', '+', eb.ref('new_likes')).as('likes'),
      eb('comments', '+', eb.ref('new_comments')).as('comments'),
      eb('subscribers', '+', eb.ref('new_subscribers')).as('subscribers'),
    ])
    .where('videos.id', '=', id)

const byId = prepared('videos.by-id', (db, p: Params<{ id: Id }>) => whole(db, p.id))

const byIdFor = prepared('videos.by-id-for', (db, p: Params<{ id: Id; viewerId: Id }>) =>
  whole(db, p.id).select([
    sql<boolean>`exists (select from likes
      where liked_by = ${p.viewerId} and target_kind = 'video' and target_id = videos.id)`.as('is_liked'),
    sql<boolean>`exists (select from subscriptions
      where subscriber_id = ${p.viewerId} and channel_id = videos.owner_id)`.as('is_subscribed'),
  ]),
)

type NewRow = Omit<NewVideo, 'words' | 'thumbnail'> & {
  titleWords: string[]
  descriptionWords: string[]
  tagWords: string[]
  thumbnail: string | null
  thumbnailSmall: string | null
  hasThumbnail: boolean
}

const insert = prepared('videos.insert', (db, p: Params<NewRow>) =>
  db
    .with('added', (cte) =>
      cte
        .insertInto('videos')
        .values({
          id: p.id,
          owner_id: p.ownerId,
          title: p.title,
          title_key: p.titleKey,
          description: p.description,
          tags: p.tags,
          title_words: p.titleWords,
          description_words: p.descriptionWords,
          tag_words: p.tagWords,
          privacy: p.privacy,
          is_published: p.isPublished,
          published_at: null,
          duration_seconds: p.durationSeconds,
          source_key: p.source,
          progressive_key: p.progressive,
          hls: null,
          poster_key: null,
          thumbnail_key: p.thumbnail,
          thumbnail_small_key: p.thumbnailSmall,
          thumbnail_is_own: p.hasThumbnail,
          storyboard_key: null,
          processing_state: 'queued',
          processing_stage: 'waiting',
          processing_percent: 0,
          processing_error: null,
          claim_job: null,
          claim_fence: null,
          created_at: p.now,
          updated_at: p.now,
        })
        .returning(['id', 'owner_id', 'listed', 'published_at']),
    )
    .with('counters', (cte) =>
      cte
        .insertInto('video_counters')
        .columns(['video_id'])
        .expression((eb) => eb.selectFrom('added').select('id')),
    )
    .selectFrom('added')
    .select(['id', 'owner_id', 'listed', 'published_at', sql<boolean>`false`.as('was_listed')]),
)

type Change = { id: Id; now: Date } & {
  [Name in Exclude<keyof VideoChanges, 'words' | 'thumbnail'>]: unknown
} & {
  titleWords: unknown
  descriptionWords: unknown
  tagWords: unknown
  thumbnail: unknown
  thumbnailSmall: unknown
  replaces: unknown
}

/** Null: leave it. */
const update = prepared(
  'videos.update',
  (_db, p: Params<Change>) => sql<Listing>`
    with before as materialized (select id, listed, thumbnail_key as old_thumbnail from videos where id = ${p.id} for update)
    update videos set
      title = coalesce(${p.title}::text, title),
      title_key = coalesce(${p.titleKey}::text, title_key),
      description = coalesce(${p.description}::text, description),
      tags = coalesce(${p.tags}::text[], tags),
      title_words = coalesce(${p.titleWords}::text[], title_words),
      description_words = coalesce(${p.descriptionWords}::text[], description_words),
      tag_words = coalesce(${p.tagWords}::text[], tag_words),
      privacy = coalesce(${p.privacy}::text, privacy),
      comments_enabled = coalesce(${p.commentsEnabled}::boolean, comments_enabled),
      thumbnail_key = coalesce(${p.thumbnail}::text, thumbnail_key),
      thumbnail_small_key = coalesce(${p.thumbnailSmall}::text, thumbnail_small_key),
      thumbnail_is_own = thumbnail_is_own or ${p.thumbnail}::text is not null,
      media_version = media_version + (${p.thumbnail}::text is not null)::integer,
      updated_at = ${p.now}
    from before
    where videos.id = before.id
      and (${p.thumbnail}::text is null or before.old_thumbnail is not distinct from ${p.replaces}::text)
    returning videos.id, owner_id, videos.listed, published_at, before.listed as was_listed`,
)

const exists = prepared('videos.exists', (db, p: Params<{ id: Id }>) =>
  db.selectFrom('videos').select('id').where('id', '=', p.id),
)

const setPublished = prepared(
  'videos.set-published',
  (_db, p: Params<{ id: Id; wanted: boolean | null; now: Date }>) => sql<Listing & { is_published: boolean }>`
    with before as materialized (select id, listed from videos where id = ${p.id} for update)
    update videos set is_published = coalesce(${p.wanted}::boolean, not is_published), updated_at = ${p.now}
    from before where videos.id = before.id
    returning videos.id, owner_id, videos.listed, published_at, before.listed as was_listed, is_published`,
)

const remove = prepared('videos.remove', (db, p: Params<{ id: Id }>) =>
  db.deleteFrom('videos').where('id', '=', p.id).returning(['owner_id', 'listed']),
)

export function postgresVideos({ postgres, ...makers }: JobMakers & { postgres: Postgres }): VideoStore {
  return {
    add: ({ words, thumbnail, ...video }, { jobs }) =>
      postgres.transaction(async (tx) => {
        const row = await tx.one(insert, {
          ...video,
          titleWords: words.title,
          descriptionWords: words.description,
          tagWords: words.tags,
          thumbnail: thumbnail?.large ?? null,
          thumbnailSmall: thumbnail?.small ?? null,
          hasThumbnail: thumbnail !== null,
        })
        await keepListing(tx, row!, video.now)
        await insertJobs(tx, jobs, makers)
      }),
    ids: (filter, order, _audience, page, countUpTo) => videoIds(postgres, filter, order, page, countUpTo),
    async loadMany(ids) {
      if (ids.length === 0) return []
      const rows = await postgres.run(byIds, { ids })
      const cards = new Map(rows.map((row) => [row.id, cardOf(row)]))
      return ids.flatMap((id) => cards.get(id) ?? [])
    },
    async find(id) {
      const row = await postgres.one(byId, { id })
      return row && videoOf(row)
    },
    async findFor(viewerId, id) {
      const row = await postgres.one(byIdFor, { id, viewerId })
      return row && { video: videoOf(row), flags: { isLiked: row.is_liked, isSubscribed: row.is_subscribed } }
    },
    update: (id, { words, thumbnail, ...changes }, now, { jobs }) =>
      postgres.transaction(async (tx) => {
        const row = await tx.one(update, {
          ...{ id, now, title: null, titleKey: null, description: null, tags: null, privacy: null },
          commentsEnabled: null,
          ...changes,
          titleWords: words?.title,
          descriptionWords: words?.description,
          tagWords: words?.tags,
          thumbnail: thumbnail?.to.large,
          thumbnailSmall: thumbnail?.to.small,
          replaces: thumbnail?.from,
        })
        if (!row) return (await tx.one(exists, { id })) ? 'overtaken' : 'gone'
        await keepListing(tx, row, now)
        await insertJobs(tx, jobs, makers)
        return 'changed'
      }),
    setPublished: (id, wanted, now, { jobs }) =>
      postgres.transaction(async (tx) => {
        const row = await tx.one(setPublished, { id, wanted: wanted ?? null, now })
        if (!row) return null
        await keepListing(tx, row, now)
        await insertJobs(tx, jobs, makers)
        return row.is_published
      }),
    remove: (id, { jobs }) =>
      postgres.transaction(async (tx) => {
        const row = await tx.one(remove, { id })
        if (!row) return false
        if (row.listed)
          await appendDeltas(tx, [{ counter: 'user.videos', targetId: row.owner_id, delta: -1 }])
        await insertJobs(tx, jobs, makers)
        return true
      }),
  }
}

type RowOf<Statement> = Statement extends { readonly row?: infer Row } ? NonNullable<Row> : never

const cardOf = (row: RowOf<typeof byIds>): VideoCard => ({
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
  counts: { views: row.views, likes: row.likes, comments: row.comments },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const videoOf = (row: RowOf<typeof byId>): Video => ({
  ...cardOf(row),
  subscribersCount: row.subscribers,
  hls: row.hls,
  poster: row.poster_key,
  storyboard: row.storyboard_key,
  commentsEnabled: row.comments_enabled,
  processing: {
    state: row.processing_state,
    stage: row.processing_stage,
    percent: row.processing_percent,
    error: row.processing_error,
    truncated: row.truncated,
  },
})
