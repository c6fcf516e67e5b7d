import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { appError } from '../../errors.ts'
import type { RequestObserver } from '../../ports/request-observer.ts'
import { traceOf } from '../trace.ts'
import { observe } from './observe.ts'
import { apiHeaders, setHeaders, transportHeaders } from './security-headers.ts'

/** Longer ones are a mistake or an attack. Somebody's ten thousand characters in the field of the search are neither. */
const longestUrl = 12 * 1024

/** The first thing that happens to every request: its id, the headers every answer has, who watches it. */
export function arrive(publicUrl: string | null, observers: RequestObserver[]): RequestHandler {
  const headers = { ...apiHeaders, ...transportHeaders(publicUrl) }
  return (req, res, next) => {
    const requestId = requestIdOf(req)
    traceOf(res).requestId = requestId
    res.setHeader('X-Request-Id', requestId)
    setHeaders(res, headers)
    if (observers.length > 0) observe(req, res, observers)
    if (req.url.length > longestUrl) throw appError('url_too_long')
    if (req.httpVersion === '1.1' && req.headers.host === undefined)
      throw appError('malformed_request', { message: 'The request names no host.' })
    // The one expectation that there is, `100-continue`, was met before.
    if (req.headers.expect && !/^100-continue$/i.test(req.headers.expect))
      throw appError('unknown_expectation')
    if (publicUrl === null && req.host && !isHost(req.host)) throw appError('malformed_request')
    next()
  }
}

/** A proxy's id is kept when it is well-formed. */
function requestIdOf(req: Request): string {
  const given = req.headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID()
}

const hostForm = /^(?:[a-z0-9._~-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** `name`, `name:port`, `[v6]` or `[v6]:port`: addresses in answers are made from it. */
const isHost = (host: string): boolean => hostForm.test(host) && URL.canParse(`http://${host}`)
