import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listening server on a free port, for tests of parts that need a real socket. */
export async function listenOnFreePort(
  listener: RequestListener,
): Promise<{ url: string; port: number; running(): number; close(): Promise<void> }> {
  let open = 0
  const server = createServer((req, res) => {
    open += 1
    res.once('close', () => {
      open -= 1
    })
    listener(req, res)
  })
  server.requestTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    /** Requests that have neither been answered nor lost their client. */
    running: () => open,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
