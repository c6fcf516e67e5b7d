import type { Logger } from 'pino'
import type { RequestObserver } from '../../ports/request-observer.ts'

/** One structured line a request. */
export const requestLine =
  (log: Logger): RequestObserver =>
  (request) => {
    const { method, url, status, bytes, requestId, operation, viewerId, aborted } = request
    const ms = Math.round(request.ms * 10) / 10
    const line = { method, path: url, status, ms, bytes, requestId, operation, viewer: viewerId }
    log.info(aborted ? { ...line, aborted } : line, `${method} ${url} ${status} ${ms} ms`)
  }
