import type { Playlists } from '../features/playlists/service.ts'
import { channelFeed } from '../features/sharing/schemas.ts'
import { createSharing } from '../features/sharing/service.ts'
import type { Users } from '../features/users/service.ts'
import type { PresentVideos } from '../features/videos/presenter.ts'
import type { Videos } from '../features/videos/service.ts'
import type { TextPage, WebClient } from '../http/client/serve.ts'
import type { MediaUrls } from '../http/media-urls.ts'

interface SharingParts {
  videos: Videos
  present: PresentVideos
  users: Users
  playlists: Playlists
  mediaUrls: MediaUrls
}

/** What links, feeds and maps of the site say. */
export function composeSharing({ mediaUrls, ...parts }: SharingParts): Omit<WebClient, 'current'> {
  const sharing = createSharing({ ...parts, pictureUrl: (baseUrl, key) => mediaUrls.url(baseUrl, key) })
  const pages: TextPage[] = [
    {
      path: '/robots.txt',
      contentType: 'text/plain; charset=utf-8',
      make: async ({ baseUrl }) => `User-agent: *\nDisallow: /api/\nSitemap: ${baseUrl}/sitemap.xml\n`,
    },
    {
      path: '/sitemap.xml',
      contentType: 'application/xml; charset=utf-8',
      make: ({ baseUrl }) => sharing.sitemap(baseUrl),
    },
    {
      path: '/feeds/:name.xml',
      contentType: 'application/atom+xml; charset=utf-8',
      make: async ({ name, baseUrl }) => {
        const found = await sharing.newestOf(name, baseUrl)
        return found && channelFeed(found.channel, found.videos, baseUrl)
      },
    },
    {
      path: '/oembed',
      contentType: 'application/json; charset=utf-8',
      make: async ({ url, baseUrl }) => {
        const found = await sharing.oembed(url, baseUrl)
        return found && JSON.stringify(found)
      },
    },
  ]
  return { describe: sharing.describe, pages }
}
