import type { ObjectId } from 'mongodb'
import type { Notify } from '../../features/subscriptions/store.ts'
import type { User } from '../../features/users/store.ts'
import type { Hls, Privacy, ProcessingState, Stage } from '../../features/videos/store.ts'
import type { JobState } from '../../ports/job-queue.ts'

/**
 * The collections. Those of the seven models of the contract have its names and fields, so that a database that another
 * backend of this ecosystem filled can be adopted; everything else stands beside them.
 */
export interface Documents {
  users: UserDocument
  videos: VideoDocument
  subscriptions: SubscriptionDocument
  likes: LikeDocument
  comments: CommentDocument
  playlists: PlaylistDocument
  tweets: TweetDocument
  blocks: BlockDocument
  channelDays: DayDocument & { user: ObjectId; subscribersGained: number; subscribersLost: number }
  counterDeltas: DeltaDocument
  idempotencyRecords: RecordDocument
  jobs: JobDocument
  locks: { _id: string; turn: number; steps?: number }
  migrations: { _id: number; name: string; appliedAt: Date }
  playlistEntries: EntryDocument
  site: { _id: 'site'; siteId: string }
  searchWords: { _id: string; trigrams: string[]; length: number }
  sessions: SessionDocument
  videoDays: DayDocument & { video: ObjectId }
  videoSearch: SearchDocument
  viewWindows: ViewDocument
  watchHistory: WatchedDocument
}

interface Stamped {
  _id: ObjectId
  createdAt: Date
  updatedAt: Date
}

/** `turn` is counted up by whoever holds a document until the end of a transaction: see hold.ts. */

export interface OwnerDocument {
  _id: ObjectId
  username: string
  fullName: string
  avatar: string
}

export interface UserDocument extends OwnerDocument, Stamped {
  email: string
  bio: string
  coverImage: string
  /** Its hash: argon2id, or bcrypt of an adopted database. */
  password: string
  role: User['role']
  historyPaused: boolean
  /** Null: the account is open. */
  closedAt: Date | null
  /** Grows with each change, but for those of counters. */
  revision: number
  subscribersCount: number
  subscriptionsCount: number
  videosCount: number
  turn?: number
}

export interface VideoDocument extends Stamped {
  /** Null: removed, and seen by nobody; what hangs from it is being cleared away. */
  owner: ObjectId | null
  title: string
  titleKey: string
  description: string
  tags: string[]
  privacy: Privacy
  isPublished: boolean
  publishedAt: Date | null
  /** Whether it stands in lists: public, published and playable. */
  listed: boolean
  duration: number
  source: string | null
  /** What a plain `<video>` plays. */
  videoFile: string | null
  hls: Hls | null
  poster: string | null
  thumbnail: string | null
  thumbnailSmall: string | null
  thumbnailIsOwn: boolean
  storyboard: string | null
  mediaVersion: number
  processing: {
    state: ProcessingState
    stage: Stage
    percent: number
    error: string | null
    truncated: boolean
  }
  awaitsTranscoder: boolean
  claim: { job: string; fence: number } | null
  pending: string[]
  commentsEnabled: boolean
  revision: number
  views: number
  likesCount: number
  commentsCount: number
  turn?: number
}

export interface SubscriptionDocument extends Stamped {
  subscriber: ObjectId
  channel: ObjectId
  notify: Notify
}

/** What can be liked. */
export const likeTargets = ['video', 'comment', 'tweet'] as const

/** Of one of the three. */
export interface LikeDocument extends Stamped {
  likedBy: ObjectId
  video?: ObjectId
  comment?: ObjectId
  tweet?: ObjectId
}

export interface CommentDocument extends Stamped {
  video: ObjectId
  /** Null: a tombstone. */
  owner: ObjectId | null
  parent: ObjectId | null
  content: string
  isPinned: boolean
  isHearted: boolean
  editedAt: Date | null
  likesCount: number
  repliesCount: number
  turn?: number
}

export interface TweetDocument extends Stamped {
  owner: ObjectId
  content: string
  likesCount: number
}

export interface PlaylistDocument extends Stamped {
  owner: ObjectId
  kind: 'own' | 'watch_later'
  name: string
  description: string
  privacy: Privacy
  turn?: number
}

export interface EntryDocument {
  _id: ObjectId
  playlist: ObjectId
  video: ObjectId
  position: string
  addedAt: Date
}

export interface SessionDocument {
  _id: ObjectId
  user: ObjectId
  seed: string
  number: number
  rotatedAt: Date
  userAgent: string
  address: string
  lastUsedAt: Date
  expiresAt: Date
  createdAt: Date
}

export interface JobDocument extends Stamped {
  name: string
  key: string | null
  state: JobState
  /** Whether it is due or running. */
  isOpen: boolean
  payload: unknown
  attempts: number
  fence: number
  runAt: Date
  lineAt: Date
  leaseUntil: Date | null
  /** When it may be taken: at `runAt`, or when its lease has run out. */
  readyAt: Date
  reason: string | null
}

export interface DeltaDocument {
  _id: ObjectId
  counter: string
  target: ObjectId
  delta: number
}

export interface RecordDocument {
  user: ObjectId
  operation: string
  key: string
  digest: string
  status: number
  target: ObjectId
  createdAt: Date
}

export interface BlockDocument {
  blocker: ObjectId
  blocked: ObjectId
  createdAt: Date
}

export interface WatchedDocument {
  user: ObjectId
  video: ObjectId
  watchedAt: Date
  position: number | null
}

export interface ViewDocument {
  video: ObjectId
  viewerKey: string
  networkKey: string | null
  countedAt: Date
}

export interface DayDocument {
  day: string
  views: number
  watchedSeconds: number
  likes: number
  comments: number
}

/** `_id` is the video's. Words are folded, each between two spaces; `words` holds them one by one. */
export interface SearchDocument {
  _id: ObjectId
  owner: ObjectId
  score: number
  publishedAt: Date
  title: string
  tags: string
  channel: string
  description: string
  words: string[]
}
