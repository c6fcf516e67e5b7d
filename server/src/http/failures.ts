import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { type AppError, appError, isAppError } from '../errors.ts'
import { DatabaseUnavailable } from '../ports/database.ts'
import { errorEnvelope, problem } from './envelope.ts'
import { statusOf } from './statuses.ts'

/** What a client is told of a thrown value; everything unknown is our own fault and keeps its secrets. */
function asAppError(error: unknown): AppError {
  if (isAppError(error)) return error
  if (error instanceof DatabaseUnavailable) {
    return appError('database_unavailable', { retryAfterSeconds: 2, cause: error })
  }
  if (error instanceof URIError)
    return appError('invalid_input', { message: 'The path is not well encoded.' })
  return appError('internal_error', { cause: error })
}

export function sendError(req: Request, res: Response, error: AppError): void {
  const requestId = String(res.locals.requestId ?? '')
  res.status(statusOf[error.code])
  if (error.retryAfterSeconds !== undefined) res.set('Retry-After', String(error.retryAfterSeconds))
  if (req.accepts(['application/json', 'application/problem+json']) === 'application/problem+json') {
    res.type('application/problem+json').send(JSON.stringify(problem(error, requestId)))
    return
  }
  res.json(errorEnvelope(error, requestId))
}

export const notFound: RequestHandler = (req, _res, next) =>
  next(appError('route_not_found', { message: `There is no ${req.method} ${req.path}.` }))

export const failures =
  (log: Logger): ErrorRequestHandler =>
  (error, req, res, _next) => {
    const known = asAppError(error)
    if (statusOf[known.code] >= 500) {
      log.error(
        { err: error, requestId: res.locals.requestId, operation: res.locals.operation },
        'request failed',
      )
    }
    if (res.headersSent) {
      res.destroy()
      return
    }
    sendError(req, res, known)
  }
