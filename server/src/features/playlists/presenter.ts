import type { z } from 'zod'
import type { MediaUrls } from '../../http/media-urls.ts'
import { presentOwner } from '../users/presenter.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { VideoCard } from '../videos/schemas.ts'
import type { PlaylistAnswer, PlaylistDetail } from './schemas.ts'
import type { Counted } from './totals.ts'

interface Parts {
  videos: Pick<PresentVideos, 'thumbnail'>
  urls: Pick<MediaUrls, 'url'>
}

export type PresentPlaylists = ReturnType<typeof createPlaylistPresenter>

export function createPlaylistPresenter({ videos, urls }: Parts) {
  const shared = (playlist: Counted, baseUrl: string) => ({
    _id: playlist.id,
    name: playlist.name,
    description: playlist.description,
    privacy: playlist.privacy,
    isWatchLater: playlist.kind === 'watch_later',
    totalVideos: playlist.totals.videos,
    totalViews: playlist.totals.views,
    thumbnail: videos.thumbnail(playlist.cover, baseUrl),
    owner: presentOwner(playlist.owner, (key) => urls.url(baseUrl, key)),
    createdAt: playlist.createdAt.toISOString(),
    updatedAt: playlist.updatedAt.toISOString(),
  })

  return {
    listed: (
      playlist: Counted & { videoIds: string[] },
      baseUrl: string,
    ): z.input<typeof PlaylistAnswer> => ({ ...shared(playlist, baseUrl), videos: playlist.videoIds }),
    whole: (
      playlist: Counted,
      cards: z.input<typeof VideoCard>[],
      baseUrl: string,
    ): z.input<typeof PlaylistDetail> => ({ ...shared(playlist, baseUrl), videos: cards }),
  }
}
