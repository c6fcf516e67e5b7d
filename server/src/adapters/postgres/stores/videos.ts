import { sql } from 'kysely'
import type { Makers } from '../../../database.ts'
import type { NewVideo, VideoChanges, VideoStore } from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { Postgres } from '../connection.ts'
import { gathered } from '../gathered.ts'
import { keepRecord } from '../idempotency.ts'
import { insertJobs } from '../job-queue.ts'
import { detachSome, detachVideo } from '../removal/videos.ts'
import type { ReaderFor } from '../replicas.ts'
import { type Params, prepared } from '../statement.ts'
import { keepListing, type Listing } from './video-listing.ts'
import { videoIds } from './video-lists.ts'
import {
  byId,
  byIdFor,
  byIds,
  cardOf,
  countsById,
  flagsOf,
  standingOf,
  standings,
  videoOf,
} from './video-reads.ts'

type NewRow = Omit<NewVideo, 'thumbnail'> & {
  thumbnail: string | null
  thumbnailSmall: string | null
  hasThumbnail: boolean
}

/** An upload takes long enough for its owner to leave meanwhile; who is here stays until it is committed. */
const holdOwner = prepared('videos.hold-owner', (db, p: Params<{ ownerId: Id }>) =>
  db
    .selectFrom('users')
    .select('id')
    .where('id', '=', p.ownerId)
    .where('closed_at', 'is', null)
    .forKeyShare(),
)

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
        .returning(['id', 'listed', 'published_at']),
    )
    .with('counters', (cte) =>
      cte
        .insertInto('video_counters')
        .columns(['video_id'])
        .expression((eb) => eb.selectFrom('added').select('id')),
    )
    .selectFrom('added')
    .select(['id', 'listed', 'published_at', sql<boolean>`false`.as('was_listed')]),
)

type Change = { id: Id; now: Date } & {
  [Name in Exclude<keyof VideoChanges, 'thumbnail'>]: unknown
} & {
  thumbnail: unknown
  thumbnailSmall: unknown
  replaces: unknown
}

/** Null: leave it. */
const update = prepared(
  'videos.update',
  (_db, p: Params<Change>) => sql<Listing>`
    with before as materialized (select id, listed, thumbnail_key as old_thumbnail from videos
      where id = ${p.id} and owner_id is not null for update)
    update videos set
      title = coalesce(${p.title}::text, title),
      title_key = coalesce(${p.titleKey}::text, title_key),
      description = coalesce(${p.description}::text, description),
      tags = coalesce(${p.tags}::text[], tags),
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
  db.selectFrom('videos').select('id').where('id', '=', p.id).where('owner_id', 'is not', null),
)

const setPublished = prepared(
  'videos.set-published',
  (_db, p: Params<{ id: Id; wanted: boolean | null; now: Date }>) => sql<Listing & { is_published: boolean }>`
    with before as materialized (select id, listed from videos
      where id = ${p.id} and owner_id is not null for update)
    update videos set is_published = coalesce(${p.wanted}::boolean, not is_published), updated_at = ${p.now}
    from before where videos.id = before.id
    returning videos.id, owner_id, videos.listed, published_at, before.listed as was_listed, is_published`,
)

interface Parts extends Makers {
  postgres: Postgres
  listsFor?: ReaderFor
}

export function postgresVideos({ postgres, listsFor = () => postgres, ...makers }: Parts): VideoStore {
  const findStanding = gathered((asked) => postgres.run(standings, asked))

  return {
    add: ({ thumbnail, ...video }, { jobs, once }) =>
      postgres.transaction(async (tx) => {
        if (!(await tx.one(holdOwner, { ownerId: video.ownerId }))) return false
        const row = await tx.one(insert, {
          ...video,
          thumbnail: thumbnail?.large ?? null,
          thumbnailSmall: thumbnail?.small ?? null,
          hasThumbnail: thumbnail !== null,
        })
        await keepListing(tx, { ...row!, owner_id: video.ownerId }, video.now)
        await insertJobs(tx, jobs, makers)
        await keepRecord(tx, once, video.id)
        return true
      }),
    // What is counted is kept for everybody, so no replica counts.
    ids: (filter, order, audience, page, countUpTo) =>
      videoIds(countUpTo === null ? listsFor(audience) : postgres, filter, order, page, countUpTo),
    async loadMany(ids) {
      if (ids.length === 0) return []
      const rows = await postgres.run(byIds, { ids })
      return inOrder(ids, rows.map(cardOf))
    },
    countsOf: (ids) => postgres.run(countsById, { ids }),
    async find(id) {
      const row = await postgres.one(byId, { id })
      return row && videoOf(row)
    },
    async findFor(viewerId, id) {
      const row = await postgres.one(byIdFor, { id, viewerId })
      return row && { video: videoOf(row), flags: flagsOf(row) }
    },
    async standing(viewerId, id) {
      const row = await findStanding(id, viewerId)
      return row && standingOf(row)
    },
    update: (id, { thumbnail, ...changes }, now, { jobs }) =>
      postgres.transaction(async (tx) => {
        const row = await tx.one(update, {
          ...{ id, now, title: null, titleKey: null, description: null, tags: null, privacy: null },
          commentsEnabled: null,
          ...changes,
          thumbnail: thumbnail?.to.large,
          thumbnailSmall: thumbnail?.to.small,
          replaces: thumbnail?.from,
        })
        if (!row) return (await tx.one(exists, { id })) ? 'overtaken' : 'gone'
        const { title, description, tags } = changes
        await keepListing(tx, row, now, (title ?? description ?? tags) !== undefined)
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
    remove: (id, now, { jobs }) =>
      postgres.transaction(async (tx) => {
        if (!(await tx.one(detachVideo, { id, now }))) return false
        await insertJobs(tx, jobs, makers)
        return true
      }),
    removeSomeOf: (ownerId, now, also) =>
      postgres.transaction(async (tx) => {
        const ids = (await tx.run(detachSome, { ownerId, now })).map(({ id }) => id)
        await insertJobs(
          tx,
          ids.flatMap((id) => also(id).jobs ?? []),
          makers,
        )
        return ids
      }),
  }
}
