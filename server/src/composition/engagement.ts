import type { Database } from '../database.ts'
import { blockRoutes } from '../features/blocks/routes.ts'
import { createBlocks } from '../features/blocks/service.ts'
import { commentRoutes } from '../features/comments/routes.ts'
import { createComments } from '../features/comments/service.ts'
import { likeRoutes } from '../features/likes/routes.ts'
import { createLikes } from '../features/likes/service.ts'
import { createFaces } from '../features/subscriptions/presenter.ts'
import { subscriptionRoutes } from '../features/subscriptions/routes.ts'
import { createSubscriptions } from '../features/subscriptions/service.ts'
import { tweetRoutes } from '../features/tweets/routes.ts'
import { createTweets } from '../features/tweets/service.ts'
import type { Users } from '../features/users/service.ts'
import type { PresentVideos } from '../features/videos/presenter.ts'
import type { Videos } from '../features/videos/service.ts'
import type { MediaUrls } from '../http/media-urls.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/event-bus.ts'
import type { Ids } from '../ports/ids.ts'

interface EngagementParts {
  database: Database
  users: Users
  videos: { videos: Videos; present: PresentVideos }
  mediaUrls: MediaUrls
  events: Events
  clock: Clock
  ids: Ids
}

/** What people do with what others publish. */
export function composeEngagement(parts: EngagementParts) {
  const { database, users, mediaUrls, events, clock, ids } = parts
  const { videos, present } = parts.videos

  const blocks = createBlocks({ store: database.blocks, users, events, clock })
  const comments = createComments({
    ...{ store: database.comments, videos, blocks, events, clock, ids },
    liked: (viewer, ids) => database.likes.likedAmong(viewer.id, 'comment', ids),
  })
  const tweets = createTweets({
    ...{ store: database.tweets, users, clock, ids },
    liked: (viewer, ids) => database.likes.likedAmong(viewer.id, 'tweet', ids),
  })
  const likes = createLikes({ store: database.likes, videos, comments, tweets, blocks, present, clock })
  const subscriptions = createSubscriptions({
    ...{ store: database.subscriptions, users, blocks, events, clock, ids },
    faceOf: createFaces(mediaUrls),
  })

  return {
    caches: { ...comments.caches, ...subscriptions.caches },
    endpoints: [
      ...likeRoutes(likes),
      ...subscriptionRoutes(subscriptions),
      ...commentRoutes({ comments, mediaUrls }),
      ...tweetRoutes({ tweets, mediaUrls }),
      ...blockRoutes({ blocks, mediaUrls }),
    ],
  }
}
