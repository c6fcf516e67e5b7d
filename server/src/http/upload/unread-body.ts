import type { Request, RequestHandler } from 'express'

const graceMs = 10_000
const graceBytes = 32 * 1024 * 1024
const lookMs = 250

/**
 * A refused upload gets its answer at once, while its client may still be sending. Closing then would reset the
 * connection and could cost the client the answer; reading on for ever would cost us. So what is left is thrown
 * away for a while, and only then the connection is closed.
 */
export const boundUnreadBody: RequestHandler = (req, res, next) => {
  if (carriesBody(req)) {
    res.once('finish', () => {
      if (!req.complete) discard(req)
    })
  }
  next()
}

const carriesBody = ({ headers }: Request): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined

function discard(req: Request): void {
  const { socket } = req
  const start = socket.bytesRead
  const until = performance.now() + graceMs
  req.on('error', () => {})
  req.unpipe()
  req.resume()
  const timer = setInterval(() => {
    if (req.complete || socket.destroyed) clearInterval(timer)
    else if (performance.now() > until || socket.bytesRead - start > graceBytes) socket.destroy()
  }, lookMs).unref()
}
