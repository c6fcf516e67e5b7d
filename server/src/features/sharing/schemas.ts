import { escaped, type PageHead, type Picture } from '../../http/client/head.ts'
import type { Described } from '../../http/client/serve.ts'

export type { Described }

/** A video, a channel or a playlist that everybody may find. */
export interface SharedVideo {
  _id: string
  title: string
  description: string
  thumbnail: string
  thumbnailSmall: string
  poster?: string | null
  duration: number
  publishedAt: string | null
  createdAt: string
  owner: { username: string; fullName: string }
}

const watchUrl = (baseUrl: string, videoId: string): string => `${baseUrl}/watch/${videoId}`
export const embedUrl = (baseUrl: string, videoId: string): string => `${baseUrl}/embed/${videoId}`
export const channelUrl = (baseUrl: string, username: string): string =>
  `${baseUrl}/@${encodeURIComponent(username)}`
export const feedUrl = (baseUrl: string, username: string): string =>
  `${baseUrl}/feeds/${encodeURIComponent(username)}.xml`
const oembedUrl = (baseUrl: string, url: string): string =>
  `${baseUrl}/oembed?format=json&url=${encodeURIComponent(url)}`

/** As the player shows it. */
export const posterOf = ({ poster, thumbnail }: SharedVideo): Picture => ({ href: poster ?? thumbnail })

/** As the first card shows it: `Picture` of the client's card. */
export const cardPictureOf = ({ thumbnail, thumbnailSmall }: SharedVideo): Picture => ({
  href: thumbnailSmall,
  ...(thumbnail !== thumbnailSmall && {
    srcset: `${thumbnailSmall} 480w, ${thumbnail} 1280w`,
    sizes: '(width < 40rem) 65vw, 22rem',
  }),
})

export function videoHead(video: SharedVideo, baseUrl: string): PageHead {
  const { _id, title, description, thumbnail, duration, owner } = video
  const url = watchUrl(baseUrl, _id)
  const publishedAt = video.publishedAt ?? video.createdAt
  const seconds = Math.round(duration)
  return {
    ...{ title, description, url, image: thumbnail, type: 'video.other' },
    alternates: [{ type: 'application/json+oembed', title, href: oembedUrl(baseUrl, url) }],
    video: { embedUrl: embedUrl(baseUrl, _id), durationSeconds: duration, publishedAt },
    linkedData: {
      ...{ '@context': 'https://schema.org', '@type': 'VideoObject', name: title },
      ...{ description: description || title, thumbnailUrl: thumbnail, uploadDate: publishedAt },
      ...{ duration: `PT${seconds}S`, embedUrl: embedUrl(baseUrl, _id), url },
      author: { '@type': 'Person', name: owner.fullName, url: channelUrl(baseUrl, owner.username) },
    },
  }
}

/** An Atom feed of a channel's newest videos. */
export function channelFeed(
  channel: { username: string; fullName: string },
  videos: SharedVideo[],
  baseUrl: string,
): string {
  const entries = videos.map((video) => {
    const at = video.publishedAt ?? video.createdAt
    const url = watchUrl(baseUrl, video._id)
    return `<entry><id>${escaped(url)}</id><title>${escaped(video.title)}</title><link href="${escaped(url)}"/><published>${at}</published><updated>${at}</updated><summary>${escaped(video.description)}</summary></entry>`
  })
  const [newest] = videos
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>${escaped(channelUrl(baseUrl, channel.username))}</id><title>${escaped(channel.fullName)}</title><author><name>${escaped(channel.fullName)}</name></author><link href="${escaped(channelUrl(baseUrl, channel.username))}"/><link rel="self" href="${escaped(feedUrl(baseUrl, channel.username))}"/><updated>${newest?.publishedAt ?? newest?.createdAt ?? '1970-01-01T00:00:00.000Z'}</updated>
${entries.join('\n')}
</feed>
`
}

export function sitemapOf(videos: SharedVideo[], baseUrl: string): string {
  const channels = [...new Set(videos.map(({ owner }) => channelUrl(baseUrl, owner.username)))]
  const addresses = [`${baseUrl}/`, ...channels, ...videos.map(({ _id }) => watchUrl(baseUrl, _id))]
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${addresses.map((address) => `<url><loc>${escaped(address)}</loc></url>`).join('\n')}
</urlset>
`
}
