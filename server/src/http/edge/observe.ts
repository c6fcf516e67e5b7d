import type { Request, Response } from 'express'
import { maskText } from '../../lib/mask.ts'
import type { FinishedRequest, RequestObserver } from '../../ports/request-observer.ts'
import { addressOf } from '../request/client.ts'
import { traceOf } from '../trace.ts'
import { maskReferer, maskUrl } from './mask.ts'

/** So much of a header is enough for a log. */
const longestHeader = 512

/** Tells each observer once, when the answer is sent or the connection gone. */
export function observe(req: Request, res: Response, observers: RequestObserver[]): void {
  const startedAt = performance.now()
  const sentBefore = req.socket.bytesWritten
  res.once('close', () => {
    const ms = performance.now() - startedAt
    const finished = finishedRequest(req, res, ms, sentBefore)
    for (const tell of observers) tell(finished)
  })
}

function finishedRequest(req: Request, res: Response, ms: number, sentBefore: number): FinishedRequest {
  const { requestId, operation, viewerId } = traceOf(res)
  const aborted = !res.writableFinished
  return {
    method: req.method,
    url: maskUrl(req.originalUrl),
    httpVersion: req.httpVersion,
    status: aborted && !res.headersSent ? 499 : res.statusCode,
    ms,
    bytes: bytesSent(req, res, sentBefore, aborted),
    aborted,
    requestId,
    operation,
    viewerId,
    address: addressOf(req),
    // Cut when it is masked: half a secret may not look like one.
    userAgent: maskText(req.headers['user-agent'] ?? '').slice(0, longestHeader),
    referer: maskReferer(req.headers.referer ?? '').slice(0, longestHeader),
  }
}

function bytesSent(req: Request, res: Response, sentBefore: number, aborted: boolean): number {
  if (!res.headersSent || req.method === 'HEAD' || res.statusCode === 304 || res.statusCode === 204) return 0
  const declared = res.getHeader('Content-Length')
  if (declared !== undefined && !aborted) return Number(declared)
  return Math.max(0, req.socket.bytesWritten - sentBefore)
}
