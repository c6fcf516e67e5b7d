import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { appError, type ErrorCode } from '../../errors.ts'
import type { RequestObserver } from '../../ports/request-observer.ts'
import { errorEnvelope } from '../answer/envelope.ts'
import { statusOf } from '../answer/statuses.ts'
import { plain } from '../request/client.ts'

const codes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Answers in JSON what never became a request, and tells the observers of it: no method and no address are known. */
export const refuse =
  (observers: RequestObserver[]) =>
  (error: NodeJS.ErrnoException, socket: Socket & { _httpMessage?: ServerResponse }): void => {
    if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
      socket.destroy()
      return
    }
    const known = appError(codes[error.code ?? ''] ?? 'malformed_request')
    const status = statusOf[known.code]
    const requestId = randomUUID()
    const body = JSON.stringify(errorEnvelope(known, requestId))
    const bytes = Buffer.byteLength(body)
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${bytes}`,
        `X-Request-Id: ${requestId}`,
        'X-Content-Type-Options: nosniff',
        'Cache-Control: no-store',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    )
    const address = plain(socket.remoteAddress ?? '')
    for (const tell of observers)
      tell({
        ...{ method: '-', url: '-', httpVersion: '1.1', status, ms: 0, bytes, aborted: false, requestId },
        ...{ operation: undefined, viewerId: undefined, address, userAgent: '', referer: '' },
      })
  }
