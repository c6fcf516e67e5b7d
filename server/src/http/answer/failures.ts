import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { type AppError, appError, isAppError } from '../../errors.ts'
import { isDatabaseUnavailable, isStatementTimeout } from '../../ports/database.ts'
import { isObjectStoreUnavailable } from '../../ports/object-store.ts'
import { maskUrl } from '../edge/mask.ts'
import { traceOf } from '../trace.ts'
import { errorEnvelope, problem } from './envelope.ts'
import { jsonType, sendJson } from './json.ts'
import { statusOf } from './statuses.ts'

/** What a client is told of a thrown value; everything unknown is our own fault and keeps its secrets. */
function asAppError(error: unknown): AppError {
  if (isAppError(error)) return error
  if (isDatabaseUnavailable(error)) {
    return appError('database_unavailable', { retryAfterSeconds: 2, cause: error })
  }
  if (isObjectStoreUnavailable(error)) {
    return appError('media_unavailable', { retryAfterSeconds: 5, cause: error })
  }
  if (isStatementTimeout(error)) return appError('too_slow', { retryAfterSeconds: 10, cause: error })
  if (error instanceof URIError) {
    return appError('invalid_input', { message: 'The path is not well encoded.' })
  }
  return appError('internal_error', { cause: error })
}

function sendError(req: Request, res: Response, error: AppError) {
  const { requestId } = traceOf(res)
  const status = statusOf[error.code]
  if (error.retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(error.retryAfterSeconds))
  if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer realm="Reelbase"')
  res.setHeader('Cache-Control', 'no-store')
  res.vary('Accept')
  return wantsProblem(req)
    ? sendJson(req, res, status, problem(error, requestId), 'application/problem+json')
    : sendJson(req, res, status, errorEnvelope(error, requestId), jsonType)
}

const wantsProblem = (req: Request): boolean =>
  req.headers.accept?.includes('application/problem+json') === true &&
  req.accepts(['application/json', 'application/problem+json']) === 'application/problem+json'

export const notFound: RequestHandler = (req, _res, next) =>
  next(appError('route_not_found', { message: `There is no ${req.method} ${maskUrl(req.path)}.` }))

/** We chose to say no, as where too many wait: nothing broke. */
const isOwn = (error: unknown): boolean =>
  isAppError(error) && error.cause === undefined && error.code !== 'internal_error'

export const failures =
  (log: Logger): ErrorRequestHandler =>
  (error, req, res, _next) => {
    const known = asAppError(error)
    if (statusOf[known.code] >= 500) {
      const { requestId, operation } = traceOf(res)
      if (isOwn(error)) log.warn({ code: known.code, requestId, operation }, known.message)
      else log.error({ err: error, requestId, operation }, 'request failed')
    }
    if (res.headersSent || res.destroyed) {
      res.destroy()
      return
    }
    sendError(req, res, known)
  }
