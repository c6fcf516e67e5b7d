import type { Document, Filter } from 'mongodb'
import type { Makers } from '../../../database.ts'
import type {
  MadeMedia,
  MediaStore,
  ProcessingStep,
  Remakeable,
  VideoMedia,
} from '../../../features/videos/store.ts'
import type { Mongo } from '../connection.ts'
import type { VideoDocument } from '../documents.ts'
import { idOf, oid } from '../ids.ts'
import { insertJobs } from '../job-queue.ts'
import { given } from './users.ts'
import { editVideo } from './video-editing.ts'

const inWork = { $in: ['queued', 'processing'] as VideoDocument['processing']['state'][] }
const isOpen = { isPublished: true, privacy: { $ne: 'private' } } as Filter<VideoDocument>
const isShut = { $or: [{ isPublished: false }, { privacy: 'private' }] } as Filter<VideoDocument>

const remakeable: Record<Remakeable, Document> = {
  waiting: { awaitsTranscoder: true },
  failed: { 'processing.state': 'failed' },
  all: { 'processing.state': { $in: ['ready', 'failed'] } },
}

export function mongoVideoMedia({ mongo, ...makers }: Makers & { mongo: Mongo }): MediaStore {
  const videos = mongo.in('videos')
  return {
    media: async (id) => mediaOf(await videos.one({ _id: oid(id), owner: { $ne: null } })),
    claim: async ({ videoId, jobId, fence }) =>
      mediaOf(
        await videos.changed(
          {
            ...{ _id: oid(videoId), owner: { $ne: null } },
            $or: [{ claim: null }, { 'claim.job': { $ne: jobId } }, { 'claim.fence': { $lte: fence } }],
          },
          { $set: { claim: { job: jobId, fence } } },
        ),
      ),
    advance: ({ videoId, jobId, fence }, step, now, { jobs }) =>
      mongo.transaction(async (tx) => {
        const video = await editVideo(tx, videoId, now, (before) =>
          before.claim?.job === jobId && before.claim.fence === fence ? advanced(before, step) : null,
        )
        if (video) await insertJobs(tx, jobs, makers)
        return mediaOf(video)
      }),
    async move({ id, version, ...from }, { progressive, ...moved }) {
      const visibility = from.isOpen ? isOpen : isShut
      const filter = { _id: oid(id), owner: { $ne: null }, mediaVersion: version, ...visibility }
      const update = { $set: { ...moved, videoFile: progressive }, $inc: { mediaVersion: 1, revision: 1 } }
      return (await videos.change(filter as Filter<VideoDocument>, update)) > 0
    },
    async earlierInWork(id) {
      const video = await videos.one({ _id: oid(id) })
      if (!video?.owner) return 0
      return videos.count({
        ...{ owner: video.owner, 'processing.state': inWork },
        createdAt: { $lt: video.createdAt },
      })
    },
    async fail(id, error) {
      const set = { 'processing.state': 'failed' as const, 'processing.error': error }
      await videos.change({ _id: oid(id), 'processing.state': inWork }, { $set: set, $inc: { revision: 1 } })
    },
    async remakeable(which, after, limit) {
      const filter = {
        ...remakeable[which],
        source: { $type: 'string' },
        ...(after && { _id: { $gt: oid(after) } }),
      }
      const rows = await videos.all(filter as Filter<VideoDocument>, {
        ...{ sort: { _id: 1 }, limit, projection: { _id: 1 } },
      })
      return rows.map(({ _id }) => idOf(_id))
    },
    remake: (id, { jobs }) =>
      mongo.transaction(async (tx) => {
        const video = await tx.in('videos').one({ _id: oid(id), owner: { $ne: null } })
        if (!video) return 'gone'
        if (video.source === null) return 'no_source'
        if (['queued', 'processing'].includes(video.processing.state)) return 'in_work'
        const isComplete = video.processing.state === 'ready' && video.hls?.complete === true
        const line = { state: 'queued', stage: 'waiting', percent: 0, error: null } as const
        const processing = isComplete ? video.processing : { ...video.processing, ...line }
        await tx
          .in('videos')
          .change(
            { _id: video._id },
            { $set: { processing, awaitsTranscoder: false }, $inc: { revision: 1 } },
          )
        await insertJobs(tx, jobs, makers)
        return 'in_line'
      }),
  }
}

/** What is not given stays. */
function advanced(before: VideoDocument, { made, ...step }: ProcessingStep): Partial<VideoDocument> {
  const { state, stage, percent, error, awaitsTranscoder, pending } = step
  const processing = {
    ...before.processing,
    ...given({ state, stage, error }),
    percent: Math.max(percent ?? 0, before.processing.percent),
    truncated: before.processing.truncated || made?.truncated !== undefined,
  }
  return { ...given({ awaitsTranscoder, pending }), processing, ...(made && madeOf(before, made)) }
}

/** A thumbnail does not take the place of the owner's own. */
function madeOf(before: VideoDocument, made: MadeMedia): Partial<VideoDocument> {
  const { progressive, hls, poster, storyboard, truncated } = made
  const thumbnail = before.thumbnailIsOwn ? undefined : made.thumbnail
  return {
    ...given({ videoFile: progressive, hls, poster, storyboard, duration: truncated?.durationSeconds }),
    ...(thumbnail && { thumbnail: thumbnail.large, thumbnailSmall: thumbnail.small }),
    mediaVersion: before.mediaVersion + 1,
  }
}

const mediaOf = (row: VideoDocument | null): VideoMedia | null =>
  row && {
    id: idOf(row._id),
    isOpen: row.isPublished && row.privacy !== 'private',
    version: row.mediaVersion,
    durationSeconds: row.duration,
    progressive: row.videoFile,
    ...{ source: row.source, hls: row.hls, poster: row.poster, storyboard: row.storyboard },
    ...{ thumbnail: row.thumbnail, thumbnailSmall: row.thumbnailSmall, thumbnailIsOwn: row.thumbnailIsOwn },
    ...{ processing: row.processing, pending: row.pending },
  }
