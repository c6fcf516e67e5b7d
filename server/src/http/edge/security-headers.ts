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

interface PagePolicy {
  style?: string
  media?: string
  connect?: string
  worker?: string
  framedBy?: string
}

const policyOf = ({
  style = '',
  media = '',
  connect = '',
  worker,
  framedBy = "'none'",
}: PagePolicy = {}): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${style}`,
    `img-src 'self' data: blob: https: http:`,
    `media-src 'self'${media} https: http:`,
    `connect-src 'self'${connect}`,
    ...(worker ? [`worker-src ${worker}`] : []),
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framedBy}`,
  ].join('; ')

/** Our own pages: no inline script, nothing from elsewhere but the media of old databases. */
export const pageHeaders: Headers = {
  'Content-Security-Policy': policyOf(),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
}

/**
 * The web client: no inline script either. The elements of its player carry their style in themselves, and what they
 * play is put together in memory from segments that may lie on another host.
 */
const clientPolicy: PagePolicy = {
  ...{ style: " 'unsafe-inline'", media: ' blob:', connect: ' https: http:', worker: "'self' blob:" },
}
export const clientHeaders: Headers = {
  ...pageHeaders,
  'Content-Security-Policy': policyOf(clientPolicy),
  'Referrer-Policy': 'strict-origin-when-cross-origin',
}

/** The player alone, which any site may show in a frame of its own. */
export const embedHeaders: Headers = {
  ...clientHeaders,
  'Content-Security-Policy': policyOf({ ...clientPolicy, framedBy: '*' }),
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

/** Only a site that is reached by https promises that it always will be; its neighbours' names are not ours to promise for. */
export const transportHeaders = (publicUrl: string | null): Headers =>
  publicUrl?.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}
