import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { S3Settings } from '../../src/adapters/s3/client.ts'

interface Meddling {
  /** Awaited before a request goes on to the store; a number answers that status instead. */
  before?(method: string, path: string): Promise<number | undefined>
  /** After so many bytes of an answer the connection breaks; asked once an answer. */
  cutAfter?(method: string): number | undefined
}

/** The same bucket by a way on which things happen. Signatures hold, for they cover the Host header that the client sent. */
export async function meddled(settings: S3Settings, { before, cutAfter }: Meddling): Promise<S3Settings> {
  const { hostname, port } = new URL(settings.endpoint!)

  async function pass(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = req
    const status = await before?.(method, path)
    if (status) {
      req.resume()
      res.writeHead(status).end()
      return
    }
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 500, answer.headers)
      let left = cutAfter?.(method) ?? Number.POSITIVE_INFINITY
      answer.on('data', (chunk: Buffer) => {
        if (left <= 0) return
        res.write(chunk.subarray(0, left))
        left -= chunk.length
        if (left <= 0) setImmediate(() => res.destroy())
      })
      answer.on('end', () => left > 0 && res.end())
    })
    onward.on('error', () => res.destroy())
    req.pipe(onward)
  }

  const server = createServer((req, res) => void pass(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { ...settings, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
