import { posix } from 'node:path'
import { withAddresses } from '../../media/manifest.ts'
import type { Rendition } from '../../ports/media-tools.ts'
import { assetOf, derivedKey } from './names.ts'
import type { CloudinarySettings } from './settings.ts'

interface Manifest {
  text: string
  /** Where it was read. */
  address: string
  key: string
}

/**
 * What Cloudinary's manifests name are addresses of its own, with a signature where the file is closed. Here each becomes the
 * way to a key, relative to the manifest's: whoever may read the manifest, by whatever link, may read what it names.
 */
export function withKeys({ text, address, key }: Manifest, settings: CloudinarySettings): string {
  return withAddresses(text, (uri) =>
    posix.relative(posix.dirname(key), keyOfAddress(new URL(uri, address), key, settings)),
  )
}

/** `<base>/video/<type>/[s--…--/][<transformation>/]v<number>/<folder>/<name>`. */
function keyOfAddress({ pathname }: URL, manifestKey: string, settings: CloudinarySettings): string {
  const fileKey = `${/^.+\/file\/[0-9a-f]+\//.exec(manifestKey)![0]}video.mp4`
  const { publicId, type } = assetOf(fileKey)
  const before = `${new URL(settings.deliveryUrl).pathname.replace(/\/$/, '')}/video/${type}/`
  const folder = publicId.replace(/[^/]+$/, '')
  const path = decodeURIComponent(pathname)
  const at = path.lastIndexOf(folder)
  if (!path.startsWith(before) || at < 0) {
    throw new Error(`A manifest of Cloudinary names ${pathname}, which is none of its video's`)
  }
  const transformation = path
    .slice(before.length, at)
    .replace(/^s--[\w-]+--\//, '')
    .replace(/(^|\/)v\d+\/$/, '')
    .replace(/\/$/, '')
  return derivedKey(fileKey, transformation, path.slice(at + folder.length))
}

interface Variants {
  renditions: Rendition[]
  hasAudio: boolean
}

/** What a master manifest says of its renditions, the largest first. */
export function variantsOf(master: string): Variants {
  const found = [...master.matchAll(/^#EXT-X-STREAM-INF:(.*)$/gm)].map(([, text]) => attributesOf(text!))
  const renditions = found.map(renditionOf).toSorted((a, b) => b.height - a.height)
  return { renditions, hasAudio: found.some(({ CODECS = '' }) => CODECS.includes('mp4a')) }
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)]
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value!.replaceAll('"', '')]))
}

function renditionOf(attributes: Record<string, string>): Rendition {
  const [width = 0, height = 0] = (attributes.RESOLUTION ?? '').split('x').map(Number)
  const peakBitRate = Number(attributes.BANDWIDTH ?? 0)
  return {
    ...{ name: `v${Math.min(width, height)}`, width, height },
    frameRate: Number(attributes['FRAME-RATE'] ?? 0),
    codecs: attributes.CODECS ?? '',
    peakBitRate,
    averageBitRate: Number(attributes['AVERAGE-BANDWIDTH'] ?? peakBitRate),
    copied: false,
  }
}
