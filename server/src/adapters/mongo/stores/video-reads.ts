import type { Document } from 'mongodb'
import {
  noFlags,
  type Standing,
  type Video,
  type VideoCard,
  type VideoFlags,
} from '../../../features/videos/store.ts'
import type { Id } from '../../../lib/id.ts'
import type { Bound } from '../collection.ts'
import { type Pending, pendingAs, pendingOf } from '../counters.ts'
import type { OwnerDocument, UserDocument, VideoDocument, WatchedDocument } from '../documents.ts'
import { idOf, oid } from '../ids.ts'
import { ownerOf, withOwner } from './owners.ts'

type Counted = Pick<VideoDocument, 'views' | 'likesCount' | 'commentsCount'>

export const countsOf = ({ views, likesCount, commentsCount }: Counted) => ({
  views,
  likes: likesCount,
  comments: commentsCount,
})

export interface CardRow extends VideoDocument {
  by: [OwnerDocument]
}

export const cardOf = (row: CardRow): VideoCard => ({
  id: idOf(row._id),
  ownerId: idOf(row.by[0]._id),
  owner: ownerOf(row.by[0]),
  ...{ title: row.title, description: row.description, tags: row.tags },
  ...{ privacy: row.privacy, isPublished: row.isPublished, publishedAt: row.publishedAt },
  durationSeconds: row.duration,
  progressive: row.videoFile,
  ...{ thumbnail: row.thumbnail, thumbnailSmall: row.thumbnailSmall, storyboard: row.storyboard },
  counts: countsOf(row),
  ...{ createdAt: row.createdAt, updatedAt: row.updatedAt },
})

export const cards = (match: Document): Document[] => [
  { $match: match },
  withOwner(),
  { $match: { 'by.0': { $exists: true } } },
]

type ExactRow = Pick<VideoDocument, '_id' | 'revision'> &
  Counted & {
    by: [OwnerDocument & Pick<UserDocument, 'revision' | 'subscribersCount'>]
    pending: Pending
    ownerPending: Pending
    liked?: unknown[]
    subscribed?: unknown[]
    watched?: Pick<WatchedDocument, 'position'>[]
  }

const mine = (from: string, localField: string, foreignField: string, viewer: Document, as: string) => ({
  $lookup: {
    ...{ from, localField, foreignField, as },
    pipeline: [{ $match: viewer }, { $project: { position: 1 } }],
  },
})

const flags = (viewerId: Id): Document[] => [
  mine('likes', '_id', 'video', { likedBy: oid(viewerId) }, 'liked'),
  mine('subscriptions', 'owner', 'channel', { subscriber: oid(viewerId) }, 'subscribed'),
  mine('watchHistory', '_id', 'video', { user: oid(viewerId) }, 'watched'),
]

const shown = { views: 1, likesCount: 1, commentsCount: 1, revision: 1, owner: 1 }

/** The counts of one video, exact to the moment, and the versions of it and of its owner. */
const exact = (viewerId: Id | null, id: Id, projection: Document[] = []): Document[] => [
  { $match: { _id: oid(id), owner: { $ne: null } } },
  ...projection,
  withOwner({}, { revision: 1, subscribersCount: 1 }),
  { $match: { 'by.0': { $exists: true } } },
  pendingAs('pending'),
  pendingAs('ownerPending', 'owner'),
  ...(viewerId ? flags(viewerId) : []),
]

export async function findVideo(videos: Bound<VideoDocument>, viewerId: Id | null, id: Id) {
  const [row] = await videos.gather<CardRow & ExactRow>(exact(viewerId, id))
  return row ? { video: videoOf(row), flags: flagsOf(row) } : null
}

export async function findStanding(
  videos: Bound<VideoDocument>,
  viewerId: Id | null,
  id: Id,
): Promise<Standing | null> {
  const [row] = await videos.gather<ExactRow>(exact(viewerId, id, [{ $project: shown }]))
  return row ? { ...standingOf(row), flags: flagsOf(row) } : null
}

const standingOf = (row: ExactRow) => ({
  version: `${row.revision}.${row.by[0].revision}`,
  counts: {
    views: row.views + pendingOf(row.pending, 'video.views'),
    likes: row.likesCount + pendingOf(row.pending, 'video.likes'),
    comments: row.commentsCount + pendingOf(row.pending, 'video.comments'),
  },
  subscribersCount: row.by[0].subscribersCount + pendingOf(row.ownerPending, 'user.subscribers'),
})

const flagsOf = ({ liked, subscribed, watched }: ExactRow): VideoFlags =>
  liked === undefined
    ? noFlags
    : {
        isLiked: liked.length > 0,
        isSubscribed: (subscribed?.length ?? 0) > 0,
        position: watched?.[0]?.position ?? 0,
      }

const videoOf = (row: CardRow & ExactRow): Video => ({
  ...cardOf(row),
  ...standingOf(row),
  ...{ source: row.source, hls: row.hls, poster: row.poster },
  ...{ commentsEnabled: row.commentsEnabled, processing: row.processing },
})
