import { type Id, isId } from '../../lib/id.ts'
import { requireObjectKey } from '../../lib/object-key.ts'

/**
 * Keys and what Cloudinary calls the same. `public/<path>` and `private/<path>` are the asset `reelbase/<path>`, of the type
 * `upload` or `authenticated`: so a move from one to the other is a change of type. Pictures and videos have their
 * extension as a format.
 */
export type Resource = 'image' | 'video' | 'raw'
export const resources: Resource[] = ['image', 'video', 'raw']
export type Access = 'upload' | 'authenticated'

export interface Asset {
  resource: Resource
  type: Access
  publicId: string
  /** Null for raw files, whose id holds the extension. */
  format: string | null
}

/** What is read: an asset as it is, or what Cloudinary makes of it. */
export interface Delivered {
  resource: Resource
  type: Access
  /** Empty: as it is. */
  transformation: string
  /** Id and extension. */
  source: string
}

interface Root {
  type: Access
  folder: string
}

const roots: Record<string, Root> = {
  public: { type: 'upload', folder: 'reelbase' },
  private: { type: 'authenticated', folder: 'reelbase' },
  trash: { type: 'authenticated', folder: 'reelbase-trash' },
}
export const rootNames = ['private', 'public', 'trash']

export function rootOf(name: string): Root {
  const root = roots[name]
  if (!root) throw new Error(`Cloudinary has no place for what begins with ${name}/`)
  return root
}

export function assetOf(key: string): Asset {
  const [name = '', ...path] = requireObjectKey(key).split('/')
  const { type, folder } = rootOf(name)
  const id = [folder, ...path].join('/')
  const resource = resourceOf(key)
  if (resource === 'raw') return { resource, type, publicId: id, format: null }
  const dot = id.lastIndexOf('.')
  return { resource, type, publicId: id.slice(0, dot), format: id.slice(dot + 1) }
}

/** Files of videos are videos, but for the segments of an ffmpeg of ours, which no player takes by themselves. */
function resourceOf(key: string): Resource {
  if (/\.(jpg|png|webp)$/.test(key)) return 'image'
  return /\/videos\/[^/]+\/(file|source)\/.*\.[a-z0-9]+$/.test(key) ? 'video' : 'raw'
}

/** The key of an asset as a list names it. */
export const keyOf = (root: string, { publicId, format }: Pick<Asset, 'publicId' | 'format'>): string =>
  `${root}/${publicId.slice(rootOf(root).folder.length + 1)}${format ? `.${format}` : ''}`

/** The stream of a file lies beside it under this name, and what it names below `t/`. Neither is an object of its own. */
const streamName = 'master.m3u8'
export const streamProfile = 'sp_auto'
const derived = /^(.+\/file\/[0-9a-f]+)\/(?:master\.m3u8$|t\/((?:[0-9a-f]+\/)*)([^/]+)$)/

export const streamKeyOf = (fileKey: string): string => fileKey.replace(/[^/]+$/, streamName)

export function isDerived(key: string): boolean {
  return derived.test(key)
}

export function deliveredOf(key: string): Delivered {
  const match = derived.exec(requireObjectKey(key))
  if (!match) return asItIs(assetOf(key))
  const [, folder = '', packed, name] = match
  const { resource, type, publicId } = assetOf(`${folder}/video.mp4`)
  if (name === undefined) {
    return { resource, type, transformation: streamProfile, source: `${publicId}.m3u8` }
  }
  return { resource, type, transformation: unpacked(packed!), source: publicId.replace(/[^/]+$/, name) }
}

export const asItIs = ({ resource, type, publicId, format }: Asset): Delivered => ({
  ...{ resource, type, transformation: '' },
  source: format ? `${publicId}.${format}` : publicId,
})

/** As long as a name between two slashes may be, in whole bytes. */
const packedLength = 120

/** The key of something that a manifest of this file names: keys know no commas and colons, so the transformation is written in hexadecimal. */
export function derivedKey(fileKey: string, transformation: string, name: string): string {
  const hex = Buffer.from(transformation).toString('hex')
  const parts = hex.match(new RegExp(`.{1,${packedLength}}`, 'g')) ?? []
  return requireObjectKey([fileKey.replace(/\/[^/]+$/, ''), 't', ...parts, name].join('/'))
}

const unpacked = (hex: string): string => Buffer.from(hex.replaceAll('/', ''), 'hex').toString()

/** The video and the generation that an asset belongs to; null: it is none of a video's. */
export function ownerOf(publicId: string): { videoId: Id; generation: string } | null {
  const [, , id = '', , generation = ''] = publicId.split('/')
  return publicId.startsWith('reelbase/videos/') && isId(id) && generation !== ''
    ? { videoId: id, generation }
    : null
}
