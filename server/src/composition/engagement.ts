import type { Postgres } from '../adapters/postgres/connection.ts'
import { postgresBlocks } from '../adapters/postgres/stores/blocks.ts'
import { postgresComments } from '../adapters/postgres/stores/comments.ts'
import { postgresLikes } from '../adapters/postgres/stores/likes.ts'
import { postgresSubscriptions } from '../adapters/postgres/stores/subscriptions.ts'
import { postgresTweets } from '../adapters/postgres/stores/tweets.ts'
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
  postgres: Postgres
  users: Users
  videos: { videos: Videos; present: PresentVideos }
  mediaUrls: MediaUrls
  events: Events
  clock: Clock
  ids: Ids
}

/** What people do with what others publish. */
export function composeEngagement(parts: EngagementParts) {
  const { postgres, users, mediaUrls, events, clock, ids } = parts
  const { videos, present } = parts.videos

  const blocks = createBlocks({ store: postgresBlocks({ postgres }), users, events, clock })
  const likeStore = postgresLikes({ postgres })
  const comments = createComments({
    ...{ store: postgresComments({ postgres }), videos, blocks, events, clock, ids },
    liked: (viewer, ids) => likeStore.likedAmong(viewer.id, 'comment', ids),
  })
  const tweets = createTweets({
    ...{ store: postgresTweets({ postgres }), users, clock, ids },
    liked: (viewer, ids) => likeStore.likedAmong(viewer.id, 'tweet', ids),
  })
  const likes = createLikes({ store: likeStore, videos, comments, tweets, blocks, present, clock })
  const subscriptions = createSubscriptions({
    ...{ store: postgresSubscriptions({ postgres }), users, blocks, events, clock, ids },
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
