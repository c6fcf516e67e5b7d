import { isObjectKey } from '../lib/object-key.ts'

/** What the path of an object tells: `<root>/<kind>/<id>/<part>/<generation>/<name>`. */

export type Root = 'public' | 'private'

const contentTypes: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  mp4: 'video/mp4',
  m4s: 'video/iso.segment',
  m4a: 'audio/mp4',
  ts: 'video/mp2t',
  webm: 'video/webm',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  vtt: 'text/vtt; charset=utf-8',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
}

/** By the name that we gave it, never by what a client said. */
export const contentTypeOf = (key: string): string =>
  contentTypes[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream'

export const hasRoot = (key: string, ...roots: Root[]): boolean =>
  isObjectKey(key) && roots.some((root) => key.startsWith(`${root}/`))
