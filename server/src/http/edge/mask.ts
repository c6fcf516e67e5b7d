import { maskText } from '../../lib/mask.ts'

/** The only parameters whose values may be read in a log; anything else could be a token under a new name. */
const harmless = new Set('page limit cursor query search sortBy sortType userId'.split(' '))

const mediaToken = /(\/media\/+t\/+)[^/?#]+/gi

/** A URL as it may stand in a log: no token of a media path, no secret of a query. */
export function maskUrl(url: string): string {
  const at = url.indexOf('?')
  if (at < 0) return maskPath(url)
  return `${maskPath(url.slice(0, at))}?${maskPath(
    url
      .slice(at + 1)
      .split('&')
      .map(maskPair)
      .join('&'),
  )}`
}

/** Where somebody came from matters; what they searched there is theirs. */
export const maskReferer = (referer: string): string => maskPath(referer.replace(/[?#].*$/, ''))

const maskPath = (path: string): string => maskText(path.replace(mediaToken, '$1***'))

function maskPair(pair: string): string {
  const at = pair.indexOf('=')
  if (at < 0) return harmless.has(pair) ? pair : '***'
  return harmless.has(pair.slice(0, at)) ? pair : `${pair.slice(0, at)}=***`
}
