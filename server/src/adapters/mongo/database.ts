import type { Database, Makers } from '../../database.ts'
import { mongoBookkeeping } from './bookkeeping.ts'
import type { Mongo } from './connection.ts'
import { foldCounters } from './counters.ts'
import { mongoIdempotency } from './idempotency.ts'
import { mongoJobQueue } from './job-queue.ts'
import { mongoClosing } from './removal/accounts.ts'
import { mongoRemnants } from './removal/videos.ts'
import { mongoSiteData } from './site-data.ts'
import { mongoBlocks } from './stores/blocks.ts'
import { mongoComments } from './stores/comments.ts'
import { mongoDashboard } from './stores/dashboard.ts'
import { mongoHistory } from './stores/history.ts'
import { mongoLikes } from './stores/likes.ts'
import { mongoPlaylists } from './stores/playlists.ts'
import { mongoSearch } from './stores/search/search.ts'
import { mongoSessions } from './stores/sessions.ts'
import { mongoSubscriptions } from './stores/subscriptions.ts'
import { mongoTweets } from './stores/tweets.ts'
import { mongoUsers } from './stores/users.ts'
import { mongoVideoMedia } from './stores/video-media.ts'
import { mongoVideos } from './stores/videos.ts'
import { mongoViews } from './stores/views.ts'

export function mongoDatabase(parts: Makers & { mongo: Mongo }): Database {
  const { mongo } = parts
  return {
    blocks: mongoBlocks(parts),
    closing: mongoClosing(parts),
    comments: mongoComments(parts),
    dashboard: mongoDashboard(parts),
    history: mongoHistory(parts),
    likes: mongoLikes(parts),
    media: mongoVideoMedia(parts),
    playlists: mongoPlaylists(parts),
    remnants: mongoRemnants(parts),
    search: mongoSearch(parts),
    sessions: mongoSessions(parts),
    subscriptions: mongoSubscriptions(parts),
    tweets: mongoTweets(parts),
    users: mongoUsers(parts),
    videos: mongoVideos(parts),
    views: mongoViews(parts),
    queue: mongoJobQueue(parts),
    records: mongoIdempotency(parts),
    data: mongoSiteData(mongo),
    bookkeeping: mongoBookkeeping(mongo),
    foldCounters: (now) => foldCounters(mongo, now),
    figures: () => mongo.figures(),
    check: () => mongo.check(),
    shortcoming: () => null,
    close: () => mongo.close(),
  }
}
