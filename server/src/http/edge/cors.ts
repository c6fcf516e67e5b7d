import type { Request, RequestHandler, Response } from 'express'
import { mediaHeaders, setHeaders } from './security-headers.ts'

const exposed = [
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Length',
  'Content-Range',
  'ETag',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
].join(', ')

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE'

const usualHeaders = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'If-Range',
  'Range',
  'X-Request-Id',
  'X-Requested-With',
].join(', ')

const headerList = /^[\w\-!#$%&'*+.^`|~]+(?:\s*,\s*[\w\-!#$%&'*+.^`|~]+)*$/

const isPreflight = (req: Request): boolean =>
  req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined

export type Allows = (origin: string, req: Request) => boolean

/** The API, for the origins that may call with cookies. Others get no header, and browsers keep the answer from them. */
export function apiCors(allows: Allows): RequestHandler {
  return (req, res, next) => {
    const allowed = allowOrigin(req, res, allows)
    if (isPreflight(req)) return preflight(req, res, allowed)
    next()
  }
}

export function allowOrigin(req: Request, res: Response, allows: Allows): boolean {
  const { origin } = req.headers
  res.setHeader('Vary', 'Origin, Accept-Encoding')
  if (origin === undefined || !allows(origin, req)) return false
  res.setHeader('Access-Control-Allow-Origin', origin)
  res.setHeader('Access-Control-Allow-Credentials', 'true')
  if (!isPreflight(req)) res.setHeader('Access-Control-Expose-Headers', exposed)
  return true
}

/** Media, for every site: nothing under /media looks at a cookie. */
export const mediaCors: RequestHandler = (req, res, next) => {
  setHeaders(res, mediaHeaders)
  if (isPreflight(req)) return preflight(req, res, true)
  next()
}

function preflight(req: Request, res: Response, allowed: boolean): void {
  if (allowed) {
    const asked = req.headers['access-control-request-headers']
    res.setHeader('Access-Control-Allow-Methods', methods)
    // An allowed origin is trusted with any header: front ends invent some, and none means anything to us.
    res.setHeader('Access-Control-Allow-Headers', asked && headerList.test(asked) ? asked : usualHeaders)
    res.setHeader('Access-Control-Max-Age', '7200')
    res.vary('Access-Control-Request-Headers')
  }
  res.statusCode = 204
  res.end()
}
