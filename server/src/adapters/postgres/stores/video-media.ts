import { sql } from 'kysely'
import type { Makers } from '../../../database.ts'
import type {
  Claim,
  Hls,
  MediaStore,
  ProcessingState,
  Stage,
  VideoMedia,
} from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Postgres } from '../connection.ts'
import { insertJobs } from '../job-queue.ts'
import { type Params, prepared } from '../statement.ts'
import { keepListing, type Listing } from './video-listing.ts'
import { processingOf } from './video-reads.ts'
import { putInLine, remakeableIds } from './video-remaking.ts'

interface Row extends Listing {
  is_open: boolean
  media_version: number
  duration_seconds: number
  source_key: string | null
  progressive_key: string | null
  hls: Hls | null
  poster_key: string | null
  thumbnail_key: string | null
  thumbnail_small_key: string | null
  thumbnail_is_own: boolean
  storyboard_key: string | null
  processing_state: ProcessingState
  processing_stage: Stage
  processing_percent: number
  processing_error: string | null
  truncated: boolean
  pending_prefixes: string[]
}

const columns = sql`videos.id, owner_id, videos.listed, published_at, is_published and privacy <> 'private' as is_open,
  media_version, duration_seconds, source_key, progressive_key, hls, poster_key, thumbnail_key, thumbnail_small_key,
  thumbnail_is_own, storyboard_key, processing_state, processing_stage, processing_percent, processing_error,
  truncated, pending_prefixes`

const byId = prepared(
  'video-media.by-id',
  (_db, p: Params<{ id: Id }>) => sql<Row>`select ${columns} from videos
    where id = ${p.id} and owner_id is not null`,
)

const claim = prepared(
  'video-media.claim',
  (_db, p: Params<Claim>) => sql<Row>`
    update videos set claim_job = ${p.jobId}, claim_fence = ${p.fence}
    where id = ${p.videoId} and owner_id is not null and (claim_job is distinct from ${p.jobId} or claim_fence <= ${p.fence})
    returning ${columns}`,
)

type Step = Claim & {
  state: ProcessingState | undefined
  stage: Stage | undefined
  percent: number | undefined
  awaitsTranscoder: boolean | undefined
  setsError: boolean
  error: string | null | undefined
  pending: string[] | undefined
  progressive: string | undefined
  hls: string | undefined
  poster: string | undefined
  thumbnail: string | undefined
  thumbnailSmall: string | undefined
  storyboard: string | undefined
  playableSeconds: number | undefined
  makes: boolean
}

/** Null: leave it. */
const advance = prepared(
  'video-media.advance',
  (_db, p: Params<Step>) => sql<Row>`
    with before as materialized (select id, listed from videos where id = ${p.videoId} for update)
    update videos set
      processing_state = coalesce(${p.state}::text, processing_state),
      processing_stage = coalesce(${p.stage}::text, processing_stage),
      processing_percent = greatest(${p.percent}::integer, processing_percent),
      processing_error = case when ${p.setsError}::boolean then ${p.error}::text else processing_error end,
      awaits_transcoder = coalesce(${p.awaitsTranscoder}::boolean, awaits_transcoder),
      pending_prefixes = coalesce(${p.pending}::text[], pending_prefixes),
      progressive_key = coalesce(${p.progressive}::text, progressive_key),
      hls = coalesce(${p.hls}::jsonb, hls),
      poster_key = coalesce(${p.poster}::text, poster_key),
      thumbnail_key = case when thumbnail_is_own then thumbnail_key else coalesce(${p.thumbnail}::text, thumbnail_key) end,
      thumbnail_small_key = case when thumbnail_is_own then thumbnail_small_key
        else coalesce(${p.thumbnailSmall}::text, thumbnail_small_key) end,
      storyboard_key = coalesce(${p.storyboard}::text, storyboard_key),
      truncated = truncated or ${p.playableSeconds}::float8 is not null,
      duration_seconds = coalesce(${p.playableSeconds}::float8, duration_seconds),
      media_version = media_version + ${p.makes}::boolean::integer
    from before
    where videos.id = before.id and claim_job = ${p.jobId} and claim_fence = ${p.fence}
    returning ${columns}, before.listed as was_listed`,
)

type Move = { id: Id; version: number; isOpen: boolean; hls: string | null } & Record<
  'progressive' | 'poster' | 'thumbnail' | 'thumbnailSmall' | 'storyboard',
  string | null
>

const isOpen = sql<boolean>`(is_published and privacy <> 'private')`

const move = prepared('video-media.move', (db, p: Params<Move>) =>
  db
    .updateTable('videos')
    .set((eb) => ({
      progressive_key: p.progressive,
      hls: sql<string>`${p.hls}::jsonb`,
      poster_key: p.poster,
      thumbnail_key: p.thumbnail,
      thumbnail_small_key: p.thumbnailSmall,
      storyboard_key: p.storyboard,
      media_version: eb('media_version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('owner_id', 'is not', null)
    .where('media_version', '=', p.version)
    .where(isOpen, '=', sql<boolean>`${p.isOpen}::boolean`),
)

const earlierInWork = prepared('video-media.earlier-in-work', (db, p: Params<{ id: Id }>) =>
  db
    .selectFrom('videos as other')
    .innerJoin('videos as this', 'this.owner_id', 'other.owner_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('this.id', '=', p.id)
    .whereRef('other.created_at', '<', 'this.created_at')
    .where('other.processing_state', 'in', ['queued', 'processing']),
)

const fail = prepared('video-media.fail', (db, p: Params<{ id: Id; error: string }>) =>
  db
    .updateTable('videos')
    .set({ processing_state: 'failed', processing_error: p.error })
    .where('id', '=', p.id)
    .where('processing_state', 'in', ['queued', 'processing']),
)

export function postgresVideoMedia({ postgres, ...makers }: Makers & { postgres: Postgres }): MediaStore {
  return {
    async media(id) {
      const row = await postgres.one(byId, { id })
      return row && mediaOf(row)
    },
    async claim(lease) {
      const row = await postgres.one(claim, lease)
      return row && mediaOf(row)
    },
    advance: (lease, { made, error, ...step }, now, { jobs }) =>
      postgres.transaction(async (tx) => {
        const row = await tx.one(advance, {
          ...lease,
          ...{ state: undefined, stage: undefined, percent: undefined, pending: undefined },
          awaitsTranscoder: undefined,
          ...step,
          setsError: error !== undefined,
          error,
          progressive: made?.progressive,
          hls: made?.hls && JSON.stringify(made.hls),
          poster: made?.poster,
          thumbnail: made?.thumbnail?.large,
          thumbnailSmall: made?.thumbnail?.small,
          storyboard: made?.storyboard,
          playableSeconds: made?.truncated?.durationSeconds,
          makes: made !== undefined,
        })
        if (!row) return null
        await keepListing(tx, row, now)
        await insertJobs(tx, jobs, makers)
        return mediaOf(row)
      }),
    async move({ id, version, isOpen }, { hls, ...moved }) {
      const values = { ...moved, id, version, isOpen, hls: hls && JSON.stringify(hls) }
      return (await postgres.change(move, values)) > 0
    },
    async earlierInWork(id) {
      return (await postgres.one(earlierInWork, { id }))?.count ?? 0
    },
    async fail(id, error) {
      await postgres.change(fail, { id, error })
    },
    remakeable: (which, after, limit) => remakeableIds(postgres, which, after, limit),
    remake: (id, { jobs }) =>
      postgres.transaction(async (tx) => {
        const outcome = await putInLine(tx, id)
        if (outcome === 'in_line') await insertJobs(tx, jobs, makers)
        return outcome
      }),
  }
}

const mediaOf = (row: Row): VideoMedia => ({
  id: row.id,
  isOpen: row.is_open,
  version: row.media_version,
  durationSeconds: row.duration_seconds,
  source: row.source_key,
  progressive: row.progressive_key,
  hls: row.hls,
  poster: row.poster_key,
  thumbnail: row.thumbnail_key,
  thumbnailSmall: row.thumbnail_small_key,
  thumbnailIsOwn: row.thumbnail_is_own,
  storyboard: row.storyboard_key,
  processing: processingOf(row),
  pending: row.pending_prefixes,
})
