import type { Makers } from '../../../database.ts'
import type { VideoStore } from '../../../features/videos/store.ts'
import { inOrder } from '../../../lib/in-order.ts'
import type { Mongo } from '../connection.ts'
import type { VideoDocument } from '../documents.ts'
import { hold } from '../hold.ts'
import { keepRecord } from '../idempotency.ts'
import { idOf, oid, oids } from '../ids.ts'
import { insertJobs } from '../job-queue.ts'
import { detach } from '../removal/videos.ts'
import { given } from './users.ts'
import { editVideo, isListed, keepListing } from './video-editing.ts'
import { videoIds } from './video-lists.ts'
import { type CardRow, cardOf, cards, countsOf, findStanding, findVideo } from './video-reads.ts'

const unmade = {
  ...{ hls: null, poster: null, storyboard: null, mediaVersion: 1, awaitsTranscoder: false, claim: null },
  ...{ pending: [], commentsEnabled: true, revision: 0, views: 0, likesCount: 0, commentsCount: 0 },
}
const waiting = { state: 'queued', stage: 'waiting', percent: 0, error: null, truncated: false } as const

export function mongoVideos({ mongo, ...makers }: Makers & { mongo: Mongo }): VideoStore {
  const videos = mongo.in('videos')
  return {
    add: ({ id, ownerId, thumbnail, progressive, durationSeconds, now, ...video }, { jobs, once }) =>
      mongo.transaction(async (tx) => {
        // An upload takes long enough for its owner to leave meanwhile; who is here stays until it is committed.
        if (!(await hold(tx, 'users', { _id: oid(ownerId), closedAt: null }))) return false
        const owned = { owner: oid(ownerId), ...video, videoFile: progressive }
        const listed = isListed(owned)
        const made: VideoDocument = {
          ...{ _id: oid(id), ...owned, ...unmade, duration: durationSeconds, processing: waiting },
          ...{ thumbnail: thumbnail?.large ?? null, thumbnailSmall: thumbnail?.small ?? null },
          ...{ thumbnailIsOwn: thumbnail !== null, listed, publishedAt: listed ? now : null },
          ...{ createdAt: now, updatedAt: now },
        }
        await tx.in('videos').add([made])
        await keepListing(tx, false, made)
        await insertJobs(tx, jobs, makers)
        await keepRecord(tx, once, id)
        return true
      }),
    ids: (filter, order, _audience, page, countUpTo) => videoIds(videos, filter, order, page, countUpTo),
    async loadMany(ids) {
      if (ids.length === 0) return []
      return inOrder(ids, (await videos.gather<CardRow>(cards({ _id: { $in: oids(ids) } }))).map(cardOf))
    },
    async countsOf(ids) {
      const projection = { views: 1, likesCount: 1, commentsCount: 1 }
      const rows = await videos.all({ _id: { $in: oids(ids) } }, { projection })
      return rows.map((row) => ({ id: idOf(row._id), ...countsOf(row) }))
    },
    find: async (id) => (await findVideo(videos, null, id))?.video ?? null,
    findFor: (viewerId, id) => findVideo(videos, viewerId, id),
    standing: (viewerId, id) => findStanding(videos, viewerId, id),
    update: (id, { thumbnail, ...changes }, now, { jobs }) =>
      mongo.transaction(async (tx) => {
        let isOvertaken = false
        const video = await editVideo(tx, id, now, (before) => {
          isOvertaken = thumbnail !== undefined && before.thumbnail !== thumbnail.from
          if (isOvertaken) return null
          return { ...given(changes), ...(thumbnail && replaced(before, thumbnail.to)), updatedAt: now }
        })
        if (!video) return isOvertaken ? 'overtaken' : 'gone'
        await insertJobs(tx, jobs, makers)
        return 'changed'
      }),
    setPublished: (id, wanted, now, { jobs }) =>
      mongo.transaction(async (tx) => {
        const video = await editVideo(tx, id, now, ({ isPublished }) => ({
          isPublished: wanted ?? !isPublished,
          updatedAt: now,
        }))
        if (!video) return null
        await insertJobs(tx, jobs, makers)
        return video.isPublished
      }),
    remove: (id, now, { jobs }) =>
      mongo.transaction(async (tx) => {
        if ((await detach(tx, { _id: oid(id), owner: { $ne: null } }, 1, now)).length === 0) return false
        await insertJobs(tx, jobs, makers)
        return true
      }),
    removeSomeOf: (ownerId, now, also) =>
      mongo.transaction(async (tx) => {
        const ids = await detach(tx, { owner: oid(ownerId) }, 100, now)
        await insertJobs(
          tx,
          ids.flatMap((id) => also(id).jobs ?? []),
          makers,
        )
        return ids
      }),
  }
}

const replaced = ({ mediaVersion }: VideoDocument, { large, small }: { large: string; small: string }) => ({
  ...{ thumbnail: large, thumbnailSmall: small, thumbnailIsOwn: true },
  mediaVersion: mediaVersion + 1,
})
