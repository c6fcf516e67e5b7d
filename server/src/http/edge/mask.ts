/** The only parameters whose values may be read in a log; anything else could be a token under a new name. */
const harmless = new Set('page limit cursor query search sortBy sortType userId'.split(' '))

const mediaToken = /(\/media\/+t\/+)[^/?#]+/gi
const jsonWebToken = /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g

/** A URL as it may stand in a log: no token of a media path, no secret of a query. */
export function maskUrl(url: string): string {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const safePath = maskText(path)
  return at < 0
    ? safePath
    : `${safePath}?${maskText(
        url
          .slice(at + 1)
          .split('&')
          .map(maskPair)
          .join('&'),
      )}`
}

function maskPair(pair: string): string {
  const at = pair.indexOf('=')
  if (at < 0) return harmless.has(pair) ? pair : '***'
  return harmless.has(pair.slice(0, at)) ? pair : `${pair.slice(0, at)}=***`
}

/** Any text that a client sent, with what looks like a token gone. */
export const maskText = (text: string): string =>
  text.replace(mediaToken, '$1***').replace(jsonWebToken, '***')
