import { appError } from '../../errors.ts'
import { isSource, type MediaUrls, videoIdOf } from '../../http/media-urls.ts'
import { type StreamEndpoint, type StreamSource, streamEndpoint } from '../../http/stream.ts'
import { isId } from '../../lib/id.ts'
import { withAddresses } from '../../media/manifest.ts'
import { contentTypeOf, hasRoot } from '../../media/object-keys.ts'
import { isObjectMissing, type ObjectStore } from '../../ports/object-store.ts'
import type { LoadFacts } from './facts.ts'

export interface MediaParts {
  urls: Pick<MediaUrls, 'url' | 'checkToken'>
  facts: LoadFacts
  objects: Pick<ObjectStore, 'bytes'>
  /** The picture that stands for a thumbnail until there is one. */
  placeholder(size: 'large' | 'small'): Promise<Buffer>
}

/** A shared cache lets go of a file within ten minutes of its video being closed; a browser may keep it. */
const immutable = 'public, max-age=31536000, immutable, s-maxage=600'
/** Never in a shared cache: one whose key drops the token would answer a forged one. */
const personal = 'private, max-age=3600, immutable'
const aDay = 'public, max-age=86400'

export function mediaStreams({ urls, facts, objects, placeholder }: MediaParts): StreamEndpoint[] {
  const nothing = () => appError('media_not_found')

  async function publicObject(path: string): Promise<StreamSource> {
    const key = `public/${path}`
    if (!hasRoot(key, 'public') || isSource(key)) throw nothing()
    const videoId = videoIdOf(key)
    if (videoId) {
      // Its files may lie here for a moment longer than it is open.
      if (!(await facts(videoId))?.isOpen) throw nothing()
    } else if (!key.startsWith('public/users/')) throw nothing()
    return { key, contentType: contentTypeOf(key), cacheControl: immutable }
  }

  async function grantedObject(token: string, key: string): Promise<StreamSource> {
    const videoId = hasRoot(key, 'public', 'private') ? videoIdOf(key) : null
    if (!videoId) throw nothing()
    const state = urls.checkToken(token, key)
    if (state === 'forged') throw nothing()
    if (state === 'expired') throw appError('media_link_expired')
    if (!(await facts(videoId))) throw nothing()
    const file = { key, contentType: contentTypeOf(key) }
    if (isSource(key)) return { ...file, cacheControl: 'private, no-store', isAttachment: true }
    return { ...file, cacheControl: personal }
  }

  async function newestManifest(videoId: string): Promise<StreamSource> {
    const video = isId(videoId) ? await facts(videoId) : null
    if (!video?.isOpen || !video.hls) throw nothing()
    const { key, complete } = video.hls
    const manifest = await objects.bytes(key).catch((error) => {
      throw isObjectMissing(error) ? nothing() : error
    })
    const folder = key.replace(/[^/]+$/, '')
    // Seen from this address the server's media lie one step up.
    const addressOf = (uri: string) => urls.url('..', folder + uri).replace('../media/', '../')
    return {
      made: withAddresses(manifest.toString(), addressOf),
      contentType: contentTypeOf(key),
      cacheControl: `public, max-age=${complete ? 60 : 5}`,
    }
  }

  const picture = async (size: 'large' | 'small'): Promise<StreamSource> => ({
    made: await placeholder(size),
    contentType: 'image/jpeg',
    cacheControl: aDay,
  })

  return [
    streamEndpoint({
      id: 'getPublicMedia',
      route: 'GET /o/*key',
      summary: 'A file of an open video, or a picture of a user',
      errors: ['media_not_found', 'range_not_satisfiable', 'media_unavailable'],
      find: ({ key = '' }) => publicObject(key),
    }),
    streamEndpoint({
      id: 'getGrantedMedia',
      route: 'GET /t/:token/*key',
      summary: 'A file of a closed video, or a raw upload, for whoever holds its link',
      errors: ['media_not_found', 'media_link_expired', 'range_not_satisfiable', 'media_unavailable'],
      find: ({ token = '', key = '' }) => grantedObject(token, key),
    }),
    streamEndpoint({
      id: 'getPlaceholderThumbnail',
      route: 'GET /placeholder.jpg',
      summary: 'What stands for a thumbnail until there is one',
      errors: [],
      find: () => picture('large'),
    }),
    streamEndpoint({
      id: 'getSmallPlaceholderThumbnail',
      route: 'GET /placeholder-small.jpg',
      summary: 'The same, small',
      errors: [],
      find: () => picture('small'),
    }),
    streamEndpoint({
      id: 'getMasterManifest',
      route: 'GET /:videoId/master.m3u8',
      summary: 'The HLS manifest of an open video: this address stays, and names the newest generation',
      errors: ['media_not_found', 'media_unavailable'],
      find: ({ videoId = '' }) => newestManifest(videoId),
    }),
  ]
}
