import type { Response } from 'express'

type Headers = Record<string, string>

export function setHeaders(res: Response, headers: Headers): void {
  for (const name in headers) res.setHeader(name, headers[name]!)
}

/** What every answer says that is not more special: nothing in it may run, be framed or be guessed at. */
export const apiHeaders: Headers = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Media may be shown on any site; opened in a tab of its own, a browser needs a little style for its player. */
export const mediaHeaders: Headers = {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'none'; object-src 'none'; style-src 'unsafe-inline'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Length, Content-Range, ETag, X-Request-Id',
  'Timing-Allow-Origin': '*',
}

/** Our own pages: no inline script, nothing from elsewhere but the media of old databases. */
export const pageHeaders: Headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: https: http:",
    "media-src 'self' https: http:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
}

/** Only a site that is reached by https promises that it always will be; its neighbours' names are not ours to promise for. */
export const transportHeaders = (publicUrl: string | null): Headers =>
  publicUrl?.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}
