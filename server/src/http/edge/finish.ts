import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'

/** Node hangs the answer that runs on its connection. */
type Connection = Socket & { _httpMessage?: ServerResponse | null }

const connections = new WeakMap<Server, Set<Connection>>()
const lookEveryMs = 100
/** How long a kept connection may still ask. A proxy finds within it that nobody takes new ones, and goes elsewhere. */
const lingerMs = 1_000

/** Remembers who is connected, so that `finish` can tell them. */
export function watchConnections(server: Server): void {
  const open = new Set<Connection>()
  connections.set(server, open)
  server.on('connection', (connection) => {
    open.add(connection)
    connection.once('close', () => open.delete(connection))
  })
}

/**
 * Takes no new connections and waits for the requests that run, but not for ever. Every answer that has not begun says
 * that it is the last one of its connection; connections that have nothing to wait for stay open a while longer, for
 * what a proxy sends at this very moment would be lost.
 */
export async function finish(server: Server, graceMs: number, idleMs = lingerMs): Promise<void> {
  if (!server.listening) return
  const open = connections.get(server) ?? new Set()
  const closed = once(server, 'close')
  server.prependListener('request', (_req, res) => sayLast(res))
  for (const { _httpMessage: running } of open) sayLast(running)
  // The server's own would close idle connections at once.
  NetServer.prototype.close.call(server)
  const idleUntil = performance.now() + Math.min(idleMs, graceMs)
  const look = setInterval(() => {
    if (performance.now() >= idleUntil) closeIdle(server, open)
  }, lookEveryMs)
  const late = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(look)
  clearTimeout(late)
}

function sayLast(res: ServerResponse | null | undefined): void {
  if (res && !res.headersSent) res.setHeader('Connection', 'close')
}

function closeIdle(server: Server, open: Set<Connection>): void {
  server.closeIdleConnections()
  // A browser connects before it has anything to ask; to Node that is a request on its way.
  for (const connection of open) if (connection.bytesRead === 0) connection.destroy()
}
