import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { appError, type ErrorCode } from '../../errors.ts'
import { errorEnvelope } from '../answer/envelope.ts'
import { statusOf } from '../answer/statuses.ts'
import { watchConnections } from './finish.ts'

/** Node's server with our patience, and JSON even for what is not HTTP. Not listening yet. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(listener)
  // An upload may take hours; one that stands still is cut by the upload itself, and a small body by http/body.ts.
  server.requestTimeout = 0
  server.headersTimeout = 30_000
  // Longer than nginx's 60 s, so that a proxy never sends into a connection that is just being closed.
  server.keepAliveTimeout = 65_000
  server.on('clientError', refuse)
  watchConnections(server)
  return server
}

const codes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

function refuse(error: NodeJS.ErrnoException, socket: Socket & { _httpMessage?: ServerResponse }): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy()
    return
  }
  const known = appError(codes[error.code ?? ''] ?? 'malformed_request')
  const status = statusOf[known.code]
  const body = JSON.stringify(errorEnvelope(known, ''))
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

export type Where = [port: number, host: string | null, setting: 'PORT' | 'METRICS_PORT']

/**
 * Listens, or throws a sentence that names the setting to change. Port 0 takes a free one; without a host, Node takes
 * every address of the machine, with or without IPv6.
 */
export async function listen(server: Server, ...[port, host, setting]: Where): Promise<void> {
  server.listen(port, host ?? undefined)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Error(sentence(error, port, host, setting), { cause: error })
  }
}

function sentence(error: unknown, port: number, host: string | null, setting: string): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program. Stop it, or set ${setting}.`
  if (code === 'EACCES')
    return `Port ${port} needs more rights than this user has. Set ${setting} above 1023.`
  const hostSetting = setting.replace('PORT', 'HOST')
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${host}. Set ${hostSetting}.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EINVAL')
    return `${hostSetting} is "${host}", but must be an address of this machine such as 127.0.0.1.`
  return message
}
