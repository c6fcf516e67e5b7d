import type { BlockTables } from './tables/blocks.ts'
import type { CommentTables } from './tables/comments.ts'
import type { CounterTables } from './tables/counters.ts'
import type { DayTables } from './tables/days.ts'
import type { HistoryTables } from './tables/history.ts'
import type { IdempotencyTables } from './tables/idempotency.ts'
import type { JobTables } from './tables/jobs.ts'
import type { LikeTables } from './tables/likes.ts'
import type { MigrationTables } from './tables/migrations.ts'
import type { PlaylistTables } from './tables/playlists.ts'
import type { SearchTables } from './tables/search.ts'
import type { SessionTables } from './tables/sessions.ts'
import type { SiteTables } from './tables/site.ts'
import type { SubscriptionTables } from './tables/subscriptions.ts'
import type { TweetTables } from './tables/tweets.ts'
import type { UserTables } from './tables/users.ts'
import type { VideoTables } from './tables/videos.ts'
import type { ViewTables } from './tables/views.ts'

/** Every table that statements may name. A feature adds its file below `tables/` and its line here. */
export interface Database
  extends MigrationTables,
    JobTables,
    CounterTables,
    UserTables,
    SearchTables,
    SessionTables,
    SiteTables,
    VideoTables,
    ViewTables,
    HistoryTables,
    DayTables,
    IdempotencyTables,
    LikeTables,
    SubscriptionTables,
    BlockTables,
    CommentTables,
    PlaylistTables,
    TweetTables {}
