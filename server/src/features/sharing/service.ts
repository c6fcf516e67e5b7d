import { isAppError } from '../../errors.ts'
import { type Id, isId } from '../../lib/id.ts'
import { recent } from '../../lib/recent.ts'
import { foldName } from '../../lib/text.ts'
import type { Playlists } from '../playlists/service.ts'
import type { Users } from '../users/service.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import {
  channelUrl,
  embedUrl,
  feedUrl,
  type PageHead,
  type SharedVideo,
  sitemapOf,
  videoHead,
} from './schemas.ts'

interface Parts {
  videos: Pick<Videos, 'requireVisible' | 'getAllVideos'>
  present: Pick<PresentVideos, 'whole'>
  users: Pick<Users, 'getUserChannelProfile'>
  playlists: Pick<Playlists, 'getPlaylistById'>
  pictureUrl(baseUrl: string, key: string): string
}

/** What a page is, for everybody: `head` null where nothing is said of it, as of what is unlisted. */
interface Described {
  isMissing: boolean
  head: PageHead | null
}

const feedLength = 20
const pageLength = 100
/** A map of the newest: who wants all of a large site walks the API. */
const sitemapPages = 10
/** It takes a query for each page, and anybody may ask. A host can be made up, so few addresses are kept. */
const keptSitemaps = { max: 10, ttlMs: 60_000 }

const unsaid: Described = { isMissing: false, head: null }
const missing: Described = { isMissing: true, head: null }

/** What links, feeds and maps tell of the site: only ever what a stranger finds in its lists. */
export function createSharing({ videos, present, users, playlists, pictureUrl }: Parts) {
  const sitemaps = recent<string, Promise<string>>(keptSitemaps)

  /** Null where it may be seen, but not found. */
  async function publicVideo(id: Id, baseUrl: string): Promise<SharedVideo | null> {
    const video = await videos.requireVisible(null, id)
    return video.privacy === 'public' ? present.whole(null, video, baseUrl) : null
  }

  async function describe(path: string, baseUrl: string): Promise<Described> {
    const [, place = '', name = ''] = path.split('/')
    try {
      if (place === 'watch' || place === 'embed') return await describeVideo(name, baseUrl)
      if (place === 'playlist') return await describePlaylist(name, baseUrl)
      if (place.startsWith('@')) return await describeChannel(decodeURIComponent(place.slice(1)), baseUrl)
      return unsaid
    } catch (error) {
      if (isAppError(error) || error instanceof URIError) return isGone(error) ? missing : unsaid
      throw error
    }
  }

  async function describeVideo(id: string, baseUrl: string): Promise<Described> {
    if (!isId(id)) return missing
    const video = await publicVideo(id, baseUrl)
    return video ? { isMissing: false, head: videoHead(video, baseUrl) } : unsaid
  }

  async function describePlaylist(id: string, baseUrl: string): Promise<Described> {
    if (!isId(id)) return missing
    const asked = { viewer: null, paging: { limit: 1 }, playlistId: id, baseUrl }
    const { playlist } = await playlists.getPlaylistById(asked)
    if (playlist.privacy !== 'public') return unsaid
    const { name: title, description, thumbnail: image } = playlist
    const url = `${baseUrl}/playlist/${id}`
    const linkedData = { '@context': 'https://schema.org', '@type': 'ItemList', name: title, url }
    return {
      isMissing: false,
      head: { title, description, url, image, type: 'website', alternates: [], linkedData },
    }
  }

  async function describeChannel(name: string, baseUrl: string): Promise<Described> {
    const { user } = await users.getUserChannelProfile(null, foldName(name))
    const { fullName: title, bio: description, username } = user
    const url = channelUrl(baseUrl, username)
    const image = user.avatar ? pictureUrl(baseUrl, user.avatar) : null
    const linkedData = {
      ...{ '@context': 'https://schema.org', '@type': 'ProfilePage', url },
      mainEntity: { '@type': 'Person', name: title, alternateName: username },
    }
    const alternates = [{ type: 'application/atom+xml', title, href: feedUrl(baseUrl, username) }]
    return {
      isMissing: false,
      head: { title, description, url, image, type: 'profile', alternates, linkedData },
    }
  }

  /** Null: there is no such channel. */
  async function newestOf(username: string, baseUrl: string) {
    const found = await users.getUserChannelProfile(null, foldName(username)).catch(nullIfRefused)
    if (!found) return null
    const { user } = found
    const paging = { limit: feedLength }
    const { docs } = await videos.getAllVideos({ viewer: null, paging, userId: user.id, baseUrl })
    return { channel: { username: user.username, fullName: user.fullName }, videos: docs as SharedVideo[] }
  }

  function sitemap(baseUrl: string): Promise<string> {
    const known = sitemaps.get(baseUrl)
    if (known) return known
    const making = newest(baseUrl).then((found) => sitemapOf(found, baseUrl))
    sitemaps.set(baseUrl, making, sitemaps.moment())
    // What failed is not kept; who asked is told.
    making.catch(() => sitemaps.drop(baseUrl))
    return making
  }

  async function newest(baseUrl: string): Promise<SharedVideo[]> {
    const found: SharedVideo[] = []
    let cursor: string | undefined
    for (let page = 0; page < sitemapPages; page++) {
      const paging = { limit: pageLength, cursor }
      const { docs, nextCursor } = await videos.getAllVideos({ viewer: null, paging, baseUrl })
      found.push(...(docs as SharedVideo[]))
      if (nextCursor === null) break
      cursor = nextCursor
    }
    return found
  }

  /** oEmbed 1.0 of a page of a public video; null for any other address. */
  async function oembed(url: string, baseUrl: string) {
    const id = /\/(?:watch|embed)\/([0-9a-f]{24})(?:[?#/]|$)/.exec(url)?.[1]
    if (!isId(id) || !URL.canParse(url) || new URL(url).origin !== new URL(baseUrl).origin) return null
    const video = await publicVideo(id, baseUrl).catch(nullIfRefused)
    if (!video) return null
    const [width, height] = [640, 360]
    return {
      ...{ version: '1.0', type: 'video', provider_name: 'Reelbase', provider_url: `${baseUrl}/` },
      ...{ title: video.title, author_name: video.owner.fullName, width, height },
      ...{ author_url: channelUrl(baseUrl, video.owner.username), thumbnail_url: video.thumbnail },
      ...{ thumbnail_width: 1280, thumbnail_height: 720 },
      html: `<iframe src="${embedUrl(baseUrl, id)}" width="${width}" height="${height}" style="border:0" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>`,
    }
  }

  return { describe, newestOf, sitemap, oembed }
}

function nullIfRefused(error: unknown): null {
  if (isAppError(error)) return null
  throw error
}

const isGone = (error: unknown): boolean =>
  error instanceof URIError || (isAppError(error) && error.code.endsWith('_not_found'))
