import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listen } from './listen.ts'

/** The figures as text, made when somebody looks. */
export interface Figures {
  contentType: string
  read(): Promise<string>
}

export interface MetricsServer {
  port: number
  close(): Promise<void>
}

/**
 * `GET /metrics` on a port of its own, so that the world outside never reaches it by accident; and `GET /live`, which asks
 * nobody: figures wait for the database, and a worker must not be ended because that is away.
 */
export async function serveMetrics(
  figures: Figures,
  { port, host }: { port: number; host: string },
): Promise<MetricsServer> {
  const server = createServer(async (req, res) => {
    const path = req.url?.split('?')[0]
    if (path === '/live') {
      res.writeHead(200, { 'Content-Type': 'text/plain' }).end('live\n')
      return
    }
    if (path !== '/metrics') {
      res.writeHead(404, { 'Content-Type': 'text/plain' }).end('The figures are at /metrics.\n')
      return
    }
    res.setHeader('Content-Type', figures.contentType)
    res.end(await figures.read())
  })
  await listen(server, port, host, 'METRICS_PORT')
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
