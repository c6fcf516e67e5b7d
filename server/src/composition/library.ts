import type { Postgres } from '../adapters/postgres/connection.ts'
import { postgresDashboard } from '../adapters/postgres/stores/dashboard.ts'
import { dashboardRoutes } from '../features/dashboard/routes.ts'
import { createDashboard } from '../features/dashboard/service.ts'
import type { PresentVideos } from '../features/videos/presenter.ts'
import type { Videos } from '../features/videos/service.ts'

interface LibraryParts {
  postgres: Postgres
  videos: { videos: Videos; present: PresentVideos }
}

/** What people keep of videos: their own channel's. */
export function composeLibrary({ postgres, ...parts }: LibraryParts) {
  const { videos, present } = parts.videos
  const dashboard = createDashboard({ store: postgresDashboard({ postgres }), videos, present })
  return { endpoints: dashboardRoutes(dashboard) }
}
