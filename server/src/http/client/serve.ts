import { hash } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { sendText } from '../answer/json.ts'
import { clientHeaders, setHeaders } from '../edge/security-headers.ts'
import { traceOf } from '../trace.ts'
import type { ClientDist, ClientFile } from './dist.ts'

export interface WebClient {
  /** Waits while a build runs; null when there is none and none can be made. */
  current(): Promise<ClientDist | null>
}

const htmlType = 'text/html; charset=utf-8'
const year = 31_536_000

/** What is never a page of the client, whatever its build says. */
const notPages = /^\/(api|media|docs|health|assets)(\/|$)/

/**
 * The web client: its files, and its page for every address that it knows. Who asks for a page that there is not gets
 * the client's own 404; a program, which takes anything, gets the API's.
 */
export function serveWebClient(client: WebClient): Router {
  const router = Router()
  router.use(async (req, res, next) => {
    if ((req.method !== 'GET' && req.method !== 'HEAD') || /^\/(api|media)\//.test(req.path)) return next()
    const dist = await client.current()
    if (!dist) return wantsPage(req) ? sendMissing(req, res) : next()
    const file = dist.files.get(req.path)
    if (file) return sendFile(req, res, file)
    const isPage = dist.hasPage(req.path) && !notPages.test(req.path)
    if (!isPage && !wantsPage(req)) return next()
    return sendShell(req, res, isPage ? 200 : 404, dist.shell)
  })
  return router
}

/** A browser that goes somewhere, not a program that takes anything. */
const wantsPage = (req: Request): boolean =>
  req.headers.accept?.includes('text/html') === true && !notPages.test(req.path)

function sendShell(req: Request, res: Response, status: number, shell: string) {
  traceOf(res).operation = 'getPage'
  setHeaders(res, clientHeaders)
  res.setHeader('Cache-Control', 'no-cache')
  res.vary('Accept-Encoding')
  return sendText(req, res, status, shell, htmlType)
}

function sendMissing(req: Request, res: Response) {
  traceOf(res).operation = 'getPage'
  setHeaders(res, clientHeaders)
  res.setHeader('Cache-Control', 'no-store')
  return sendText(req, res, 503, missing, htmlType)
}

const missing = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Reelbase</title>
<h1>The web client is not built</h1><p>Run <code>npm run build</code>. The API answers meanwhile: <a href="/docs">its documentation</a>.</p>`

function sendFile(req: Request, res: Response, file: ClientFile): void {
  traceOf(res).operation = 'getClientFile'
  const { type, body, isImmutable } = file
  res.setHeader('Cache-Control', isImmutable ? `public, max-age=${year}, immutable` : 'no-cache')
  res.setHeader('Content-Type', type)
  res.vary('Accept-Encoding')
  const etag = `"${hash('sha1', body, 'base64url')}"`
  res.setHeader('ETag', etag)
  if (req.headers['if-none-match'] === etag) {
    res.statusCode = 304
    res.end()
    return
  }
  const [coding, sent] = bestOf(req, file)
  if (coding) res.setHeader('Content-Encoding', coding)
  res.setHeader('Content-Length', sent.length)
  res.end(req.method === 'HEAD' ? undefined : sent)
}

function bestOf(req: Request, { body, brotli, gzip }: ClientFile): ['br' | 'gzip' | null, Buffer] {
  const taken = req.acceptsEncodings(['br', 'gzip'])
  if (brotli && taken === 'br') return ['br', brotli]
  if (gzip && req.acceptsEncodings(['gzip']) === 'gzip') return ['gzip', gzip]
  return [null, body]
}
