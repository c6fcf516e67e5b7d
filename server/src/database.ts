import type { SessionStore } from './features/auth/store.ts'
import type { BlockStore } from './features/blocks/store.ts'
import type { CommentStore } from './features/comments/store.ts'
import type { DashboardStore } from './features/dashboard/store.ts'
import type { HistoryStore } from './features/history/store.ts'
import type { LikeStore } from './features/likes/store.ts'
import type { PlaylistStore } from './features/playlists/store.ts'
import type { SearchStore } from './features/search/store.ts'
import type { SubscriptionStore } from './features/subscriptions/store.ts'
import type { TweetStore } from './features/tweets/store.ts'
import type { ClosingStore, UserStore } from './features/users/store.ts'
import type { MediaStore, RemnantStore, VideoStore } from './features/videos/store.ts'
import type { ViewStore } from './features/views/store.ts'
import type { Bookkeeping } from './ports/bookkeeping.ts'
import type { Clock } from './ports/clock.ts'
import type { PoolFigures } from './ports/database.ts'
import type { IdempotencyRecords } from './ports/idempotency.ts'
import type { Ids } from './ports/ids.ts'
import type { Announce } from './ports/job-calls.ts'
import type { JobQueue } from './ports/job-queue.ts'
import type { SiteData } from './ports/site-data.ts'

/** Whose time and ids everything has that is written. */
export interface Makers {
  clock: Clock
  ids: Ids
  /** Told of jobs as soon as they are committed. */
  announce?: Announce
}

/** Everything that a site keeps, on one engine: the program knows a database by this alone. */
export interface Database {
  blocks: BlockStore
  closing: ClosingStore
  comments: CommentStore
  dashboard: DashboardStore
  history: HistoryStore
  likes: LikeStore
  media: MediaStore
  playlists: PlaylistStore
  remnants: RemnantStore
  search: SearchStore
  sessions: SessionStore
  subscriptions: SubscriptionStore
  tweets: TweetStore
  users: UserStore
  videos: VideoStore
  views: ViewStore

  queue: JobQueue
  records: IdempotencyRecords
  data: SiteData
  bookkeeping: Bookkeeping

  /** Sums up what was appended to counters, and into the day of `now`; answers how many additions. Any process may, at any time. */
  foldCounters(now: Date): Promise<number>
  figures(): PoolFigures
  /** Throws DatabaseUnavailable when it does not answer. */
  check(): Promise<void>
  /** What of it works less well than it could, in a sentence; null: nothing. */
  shortcoming(): string | null
  close(): Promise<void>
}
