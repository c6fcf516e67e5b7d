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

/** The API, for the origins that may call with cookies. Others get no header, and browsers keep the answer from them. */
export function apiCors(allows: (origin: string, req: Request) => boolean): RequestHandler {
  return (req, res, next) => {
    const origin = req.headers.origin
    res.setHeader('Vary', 'Origin, Accept-Encoding')
    const allowed = origin !== undefined && allows(origin, req)
    if (allowed) {
      res.setHeader('Access-Control-Allow-Origin', origin)
      res.setHeader('Access-Control-Allow-Credentials', 'true')
    }
    if (isPreflight(req)) return preflight(req, res, allowed)
    if (allowed) res.setHeader('Access-Control-Expose-Headers', exposed)
    next()
  }
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
