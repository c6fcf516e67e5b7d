import { isAppError } from '../../errors.ts'
import { type Id, isId } from '../../lib/id.ts'
import { type Recent, recent } from '../../lib/recent.ts'
import { foldName } from '../../lib/text.ts'
import type { Playlists } from '../playlists/service.ts'
import type { Users } from '../users/service.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import {
  cardPictureOf,
  channelUrl,
  type Described,
  embedUrl,
  feedUrl,
  posterOf,
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

const feedLength = 20
const pageLength = 100
/** A map of the newest: who wants all of a large site walks the API. */
const sitemapPages = 10
/** It takes a query for each page, and anybody may ask. A host can be made up, so few addresses are kept. */
const keptSitemaps = { max: 10, ttlMs: 60_000 }

const unsaid: Described = { isMissing: false, head: null, picture: null, answer: null }
/** As the client writes it, or it is asked for twice. */
const firstList = '/api/v1/videos?sortBy=createdAt&sortType=desc&limit=24'
const missing: Described = { ...unsaid, isMissing: true }
/** Asked for with every visit of home. */
const keptPictures = { max: 10, ttlMs: 5_000 }

/** What links, feeds and maps tell of the site: only ever what a stranger finds in its lists. */
export function createSharing({ videos, present, users, playlists, pictureUrl }: Parts) {
  const sitemaps = recent<string, Promise<string>>(keptSitemaps)
  const pictures = recent<string, Promise<Described>>(keptPictures)

  /** Null where it may be seen, but not found. */
  async function publicVideo(id: Id, baseUrl: string): Promise<SharedVideo | null> {
    const video = await videos.requireVisible(null, id)
    return video.privacy === 'public' ? present.whole(null, video, baseUrl) : null
  }

  async function describe(path: string, baseUrl: string): Promise<Described> {
    const [, place = '', name = ''] = path.split('?')[0]!.split('/')
    try {
      if (path === '/') return await describeHome(baseUrl)
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
    const answer = `/api/v1/videos/${id}`
    return video ? { ...unsaid, head: videoHead(video, baseUrl), picture: posterOf(video), answer } : unsaid
  }

  function describeHome(baseUrl: string): Promise<Described> {
    return kept(pictures, baseUrl, async () => {
      const { docs } = await videos.getAllVideos({ viewer: null, paging: { limit: 1 }, baseUrl })
      const [first] = docs as SharedVideo[]
      return { ...unsaid, answer: firstList, picture: first ? cardPictureOf(first) : null }
    })
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
      ...unsaid,
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
      ...unsaid,
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
    return kept(sitemaps, baseUrl, async () => sitemapOf(await newest(baseUrl), baseUrl))
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

/** Made once for all who ask for it at one time; what failed is not kept, and whoever asked is told. */
function kept<Value>(values: Recent<string, Promise<Value>>, key: string, make: () => Promise<Value>) {
  const known = values.get(key)
  if (known) return known
  const making = make()
  values.set(key, making, values.moment())
  making.catch(() => values.drop(key))
  return making
}

function nullIfRefused(error: unknown): null {
  if (isAppError(error)) return null
  throw error
}

const isGone = (error: unknown): boolean =>
  error instanceof URIError || (isAppError(error) && error.code.endsWith('_not_found'))
