import type { Request, Response } from 'express'

/** A request that is over. */
export interface Observed {
  req: Request
  res: Response
  ms: number
  /** Bytes of the answer's body that were sent. */
  bytes: number
  /** 499, as nginx has it, when the client left before the answer began. */
  status: number
  /** The client left before the answer's last byte. */
  aborted: boolean
}

export type RequestObserver = (observed: Observed) => void

/** Tells each observer once, when the answer is sent or the connection gone. */
export function observe(req: Request, res: Response, observers: RequestObserver[]): void {
  const startedAt = performance.now()
  const sentBefore = req.socket.bytesWritten
  res.once('close', () => {
    const aborted = !res.writableFinished
    const observed: Observed = {
      req,
      res,
      ms: performance.now() - startedAt,
      bytes: bytesSent(req, res, sentBefore, aborted),
      status: aborted && !res.headersSent ? 499 : res.statusCode,
      aborted,
    }
    for (const tell of observers) tell(observed)
  })
}

function bytesSent(req: Request, res: Response, sentBefore: number, aborted: boolean): number {
  if (!res.headersSent || req.method === 'HEAD' || res.statusCode === 304 || res.statusCode === 204) return 0
  const declared = res.getHeader('Content-Length')
  if (declared !== undefined && !aborted) return Number(declared)
  return Math.max(0, req.socket.bytesWritten - sentBefore)
}
