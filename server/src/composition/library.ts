import type { Database } from '../database.ts'
import { dashboardRoutes } from '../features/dashboard/routes.ts'
import { createDashboard } from '../features/dashboard/service.ts'
import { createPlaylistPresenter } from '../features/playlists/presenter.ts'
import { playlistRoutes } from '../features/playlists/routes.ts'
import { createPlaylists } from '../features/playlists/service.ts'
import type { Users } from '../features/users/service.ts'
import type { PresentVideos } from '../features/videos/presenter.ts'
import type { Videos } from '../features/videos/service.ts'
import type { MediaUrls } from '../http/media-urls.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/event-bus.ts'
import type { Ids } from '../ports/ids.ts'

interface LibraryParts {
  database: Database
  users: Users
  videos: { videos: Videos; present: PresentVideos }
  mediaUrls: MediaUrls
  events: Events
  clock: Clock
  ids: Ids
}

/** What people keep of videos: their own channel's, and playlists of anybody's. */
export function composeLibrary({ database, users, mediaUrls, events, clock, ids, ...parts }: LibraryParts) {
  const { videos, present: presentVideos } = parts.videos
  const dashboard = createDashboard({
    store: database.dashboard,
    videos,
    present: presentVideos,
    clock,
  })
  const present = createPlaylistPresenter({ videos: presentVideos, urls: mediaUrls })
  const playlists = createPlaylists({
    ...{ store: database.playlists, users, videos, presentVideos, present, events, clock, ids },
  })
  return {
    playlists,
    caches: playlists.caches,
    endpoints: [...dashboardRoutes(dashboard), ...playlistRoutes({ playlists, present })],
  }
}
