import type { Postgres } from '../adapters/postgres/connection.ts'
import { postgresLikes } from '../adapters/postgres/stores/likes.ts'
import { postgresSubscriptions } from '../adapters/postgres/stores/subscriptions.ts'
import { likeRoutes } from '../features/likes/routes.ts'
import { createLikes } from '../features/likes/service.ts'
import { subscriptionRoutes } from '../features/subscriptions/routes.ts'
import { createSubscriptions } from '../features/subscriptions/service.ts'
import type { Users } from '../features/users/service.ts'
import type { PresentVideos } from '../features/videos/presenter.ts'
import type { Videos } from '../features/videos/service.ts'
import type { MediaUrls } from '../http/media-urls.ts'
import type { Id } from '../lib/id.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'

interface EngagementParts {
  postgres: Postgres
  users: Users
  videos: { videos: Videos; present: PresentVideos }
  mediaUrls: MediaUrls
  clock: Clock
  ids: Ids
}

/** What people do with what others publish. */
export function composeEngagement(parts: EngagementParts) {
  const { postgres, users, mediaUrls, clock, ids } = parts
  const { videos, present } = parts.videos

  const likes = createLikes({ store: postgresLikes({ postgres }), videos, present, clock })
  const subscriptionStore = postgresSubscriptions({ postgres })
  const subscriptions = createSubscriptions({ store: subscriptionStore, users, clock, ids })

  return {
    endpoints: [...likeRoutes(likes), ...subscriptionRoutes({ subscriptions, mediaUrls })],
    async isSubscribed(subscriberId: Id, channelId: Id): Promise<boolean> {
      const state = await subscriptionStore.stateOf(subscriberId, channelId)
      return state?.isSubscribed ?? false
    },
  }
}
