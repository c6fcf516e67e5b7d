import type { Postgres } from '../adapters/postgres/connection.ts'
import { postgresLikes } from '../adapters/postgres/stores/likes.ts'
import { likeRoutes } from '../features/likes/routes.ts'
import { createLikes } from '../features/likes/service.ts'
import type { PresentVideos } from '../features/videos/presenter.ts'
import type { Videos } from '../features/videos/service.ts'
import type { Clock } from '../ports/clock.ts'

interface EngagementParts {
  postgres: Postgres
  videos: { videos: Videos; present: PresentVideos }
  clock: Clock
}

/** What people do with what others publish. */
export function composeEngagement({ postgres, videos: { videos, present }, clock }: EngagementParts) {
  const likes = createLikes({ store: postgresLikes({ postgres }), videos, present, clock })
  return { endpoints: likeRoutes(likes) }
}
