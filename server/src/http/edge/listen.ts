import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { RequestObserver } from '../../ports/request-observer.ts'
import { watchConnections } from './finish.ts'
import { refuse } from './refuse.ts'

/**
 * Node's server with our patience, and JSON even for what is not HTTP. The observers hear of that; of requests the
 * listener tells them. Not listening yet.
 */
export function createHttpServer(listener: RequestListener, observers: RequestObserver[] = []): Server {
  // Node would answer these two without a body: `arrive` does it.
  const server = createServer({ requireHostHeader: false }, listener)
  server.on('checkExpectation', (req, res) => server.emit('request', req, res))
  // An upload may take hours; one that stands still is cut by the upload itself, and a small body by http/body.ts.
  server.requestTimeout = 0
  server.headersTimeout = 30_000
  // Longer than nginx's 60 s, so that a proxy never sends into a connection that is just being closed.
  server.keepAliveTimeout = 65_000
  server.on('clientError', refuse(observers))
  watchConnections(server)
  return server
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
