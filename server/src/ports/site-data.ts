import type { Id } from '../lib/id.ts'

/**
 * A site as plain documents, for backup, restore and moves between engines: what one engine gave, every engine takes. Values are those of
 * JSON; times are ISO 8601 in UTC. What is counted or made from something else is left out, but for views, which
 * stand nowhere else.
 */

/** In the order in which they can be added: nothing refers to what comes later. */
export const collections = {
  users: [
    ...['id', 'username', 'email', 'fullName', 'bio', 'avatar', 'coverImage'],
    ...['passwordHash', 'role', 'historyPaused', 'closedAt', 'createdAt', 'updatedAt'],
  ],
  sessions: [
    ...['id', 'userId', 'seed', 'number', 'rotatedAt', 'userAgent', 'address'],
    ...['lastUsedAt', 'expiresAt', 'createdAt'],
  ],
  videos: [
    ...['id', 'ownerId', 'title', 'titleKey', 'description', 'tags'],
    ...['privacy', 'isPublished', 'publishedAt', 'durationSeconds'],
    ...[
      'sourceKey',
      'progressiveKey',
      'hls',
      'posterKey',
      'thumbnailKey',
      'thumbnailSmallKey',
      'thumbnailIsOwn',
    ],
    ...['storyboardKey', 'mediaVersion', 'processingState', 'processingStage', 'processingPercent'],
    ...[
      'processingError',
      'truncated',
      'awaitsTranscoder',
      'claimJob',
      'claimFence',
      'pendingPrefixes',
      'createdAt',
      'updatedAt',
    ],
    ...['commentsEnabled', 'views'],
  ],
  /** Without an owner: a tombstone. A reply may stand before what it answers. */
  comments: [
    ...['id', 'videoId', 'ownerId', 'parentId', 'content', 'isPinned', 'isHearted', 'editedAt'],
    ...['createdAt', 'updatedAt'],
  ],
  tweets: ['id', 'ownerId', 'content', 'createdAt', 'updatedAt'],
  playlists: ['id', 'ownerId', 'kind', 'name', 'description', 'privacy', 'createdAt', 'updatedAt'],
  playlistEntries: ['playlistId', 'videoId', 'position', 'addedAt'],
  likes: ['likedBy', 'targetKind', 'targetId', 'createdAt'],
  subscriptions: ['id', 'subscriberId', 'channelId', 'notify', 'createdAt'],
  blocks: ['blockerId', 'blockedId', 'createdAt'],
  watchHistory: ['userId', 'videoId', 'watchedAt', 'positionSeconds'],
  /** Of the last day, so that what is sent again after a restore has no second effect. */
  idempotencyRecords: ['userId', 'operation', 'key', 'digest', 'status', 'targetId', 'createdAt'],
  videoDays: ['videoId', 'day', 'views', 'watchedSeconds', 'likes', 'comments'],
  channelDays: [
    ...['userId', 'day', 'views', 'watchedSeconds', 'likes', 'comments'],
    ...['subscribersGained', 'subscribersLost'],
  ],
  /** Unfinished ones; those that run are due again. */
  jobs: [
    ...['id', 'name', 'key', 'state', 'payload', 'attempts', 'fence', 'runAt', 'reason'],
    ...['createdAt', 'updatedAt'],
  ],
} as const satisfies Record<string, readonly string[]>

export type CollectionName = keyof typeof collections
export const collectionNames = Object.keys(collections) as CollectionName[]

export type SiteDocument = Record<string, unknown>

/** Of what has an `id`: no more than `limit`, from this one on. Empty: from the first. */
export interface Part {
  from: Id | ''
  limit: number
}

export type ReadDocuments = (collection: CollectionName, part?: Part) => AsyncIterable<SiteDocument>

/** `fields`: of these documents. An older backup may lack some of today's, and have others, which are left out. */
export type AddDocuments = (
  collection: CollectionName,
  fields: readonly string[],
  documents: SiteDocument[],
) => Promise<void>

export interface SiteData {
  /** Made once, and never given to another database: not by a backup either. */
  siteId(): Promise<string>
  /** Everything read within `work` is of one moment, however long it takes; what has an `id`, in its order. */
  read<T>(work: (read: ReadDocuments) => Promise<T>): Promise<T>
  /** Nobody and no video is there. */
  isEmpty(): Promise<boolean>
  /** Adds to an empty site, and counts what is counted; all or nothing. Throws `SiteNotEmpty`. */
  fill(work: (add: AddDocuments) => Promise<void>): Promise<void>
  /** Fills an empty site in steps, or goes on with one that was broken off. Throws `SiteNotEmpty`. */
  intake(): Promise<Intake>
  /** Filling it was broken off: what is there is no site yet. */
  isHalfFilled(): Promise<boolean>
}

/** A site that is being filled, each step of which stays. No server starts on it until it is finished. */
export interface Intake {
  /** What is there so far, all of it. */
  read: SiteData['read']
  /** Of whole documents, in the order of `collections`. Throws `KeyTaken`. */
  add(collection: CollectionName, batches: AsyncIterable<SiteDocument[]>): Promise<void>
  /** Takes everything away that was added. */
  empty(): Promise<void>
  /** Counts what is counted. From now on it is a site. */
  finish(): Promise<void>
}

/** A document with this key is there already. */
export class KeyTaken extends Error {
  override name = 'KeyTaken'
  constructor(cause: Error) {
    super(cause.message, { cause })
  }
}

export class SiteNotEmpty extends Error {
  override name = 'SiteNotEmpty'
  constructor() {
    super(
      'This site already holds users or videos. Restore into an empty one: another DATA_DIR or DATABASE_URL.',
    )
  }
}

/** The object keys that a document names; addresses of an adopted old database are not ours. */
export function objectKeysOf(collection: CollectionName, document: SiteDocument): string[] {
  const named = (objectKeyFields[collection] ?? []).map((field) => document[field])
  const hls = document.hls as { key?: unknown } | null | undefined
  return [...named, hls?.key].filter(
    (key): key is string =>
      typeof key === 'string' && /^(public|private)\//.test(key) && !isHostedStream(key),
  )
}

/** What a media host makes of a file is read beside that file, and is no object of its own. */
const isHostedStream = (key: string): boolean => /\/file\/[0-9a-f]+\/[^/]+\.m3u8$/.test(key)

const objectKeyFields: Partial<Record<CollectionName, string[]>> = {
  users: ['avatar', 'coverImage'],
  videos: ['sourceKey', 'progressiveKey', 'posterKey', 'thumbnailKey', 'thumbnailSmallKey', 'storyboardKey'],
}

/** Whose object it is, as `<collection>/<id>`. */
export const ownerOfObject = (key: string): string => key.split('/').slice(1, 3).join('/')
