import type { Request } from 'express'
import { appError } from '../../errors.ts'

interface ProgressLimits {
  idleMs: number
  /** Of the whole body: what stands before, between and after the parts counts too. */
  maxBytes: number
}

/**
 * Watches a body come in by its socket's count, so that nobody needs to touch the stream. `failed` rejects when
 * it stands still, grows without end, or breaks off; it never resolves.
 */
export function watchProgress(
  req: Request,
  { idleMs, maxBytes }: ProgressLimits,
): { failed: Promise<never>; stop(): void } {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  failed.catch(() => {})
  const { socket } = req
  const start = socket.bytesRead
  let seen = start
  let movedAt = performance.now()

  function look(): void {
    if (req.complete) return
    const now = performance.now()
    if (socket.bytesRead === seen && now - movedAt >= idleMs) setImmediate(giveUp, seen)
    if (socket.bytesRead - start > maxBytes) reject(appError('body_too_large'))
    if (socket.bytesRead !== seen) movedAt = now
    seen = socket.bytesRead
  }
  /** What came while this process was too busy to read is read first. */
  function giveUp(stoodAt: number): void {
    if (socket.bytesRead === stoodAt && !req.complete) reject(appError('request_timeout'))
  }
  const aborted = (): void => {
    if (!req.complete) reject(appError('upload_aborted'))
  }
  const timer = setInterval(look, Math.min(idleMs / 4, 1000)).unref()
  req.on('error', aborted)
  req.once('close', aborted)
  if (req.destroyed) aborted()
  return {
    failed,
    // The listener for errors stays: a late one must not end the process.
    stop: () => clearInterval(timer),
  }
}
