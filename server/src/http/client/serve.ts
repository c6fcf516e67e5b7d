import { type Request, type RequestHandler, type Response, Router } from 'express'
import { sendText } from '../answer/json.ts'
import { isNobody } from '../answer/shared-answers.ts'
import { clientHeaders, embedHeaders, setHeaders } from '../edge/security-headers.ts'
import { baseUrlOf } from '../request/client.ts'
import { traceOf } from '../trace.ts'
import type { ClientDist, ClientFile } from './dist.ts'
import { escaped, headTags, type PageHead, type Picture, preloadTags } from './head.ts'

export interface BuiltClient {
  /** Waits while a build runs; null when there is none and none can be made. */
  current(): Promise<ClientDist | null>
}

/** What stands at a plain address beside the pages: a feed, a map. Null: nothing. */
export interface TextPage {
  /** As Express has it. */
  path: string
  contentType: string
  make(asked: { name: string; url: string; baseUrl: string }): Promise<string | null>
}

export interface Described {
  isMissing: boolean
  /** Null where nothing is said of the page, as of what is unlisted. */
  head: PageHead | null
  /** The largest picture that is seen first: fetched before any script has asked for it. */
  picture: Picture | null
  /** The address of the answer that the page begins with, likewise; null where it is for one person. */
  answer: string | null
}

export interface WebClient extends BuiltClient {
  /** What there is at an address of the client, for everybody. `path`: with its query. */
  describe(path: string, baseUrl: string): Promise<Described>
  pages: TextPage[]
}

const htmlType = 'text/html; charset=utf-8'
const year = 31_536_000

/** What is never a page of the client, whatever its build says. */
const notPages = /^\/(api|media|docs|health|assets)(\/|$)/

/**
 * The web client: its files, and its page for every address that it knows. Who asks for a page that there is not gets
 * the client's own 404; a program, which takes anything, gets the API's.
 */
export function serveWebClient(client: WebClient, publicUrl: string | null): Router {
  const router = Router()
  for (const page of client.pages) router.get(page.path, sendPage(page, publicUrl))
  router.use(async (req, res, next) => {
    if ((req.method !== 'GET' && req.method !== 'HEAD') || /^\/(api|media)\//.test(req.path)) return next()
    const dist = await client.current()
    if (!dist) return wantsPage(req) ? sendMissing(req, res) : next()
    const file = dist.files.get(req.path)
    if (file) return sendFile(req, res, file)
    const page = notPages.test(req.path) ? null : dist.pageAt(req.path)
    if (!page) return wantsPage(req) ? sendShell(req, res, 404, dist.shell, clientHeaders) : next()
    const { isMissing, head, picture, answer } = await client.describe(req.url, baseUrlOf(req, publicUrl))
    const isFramed = req.path.startsWith('/embed/')
    const shell = withHead(isFramed ? withoutFrame(dist.shell) : dist.shell, head)
    // Of a session that is about to be renewed, the browser would fetch what a stranger sees.
    const preloads = preloadTags({ scripts: page.scripts, picture, answer: isNobody(req) ? answer : null })
    const whole = shell.replace('</head>', () => `${preloads}</head>`)
    return sendShell(req, res, isMissing ? 404 : 200, whole, isFramed ? embedHeaders : clientHeaders)
  })
  return router
}

/** A browser that goes somewhere, not a program that takes anything. */
const wantsPage = (req: Request): boolean =>
  req.headers.accept?.includes('text/html') === true && !notPages.test(req.path)

/** What stands there until the script has run is for a page of our own. */
const withoutFrame = (shell: string): string => shell.replace(/<div class="boot">.*?<\/div>/, '')

const withHead = (shell: string, head: PageHead | null): string =>
  head
    ? shell
        .replace(/<title>.*?<\/title>/, () => `<title>${escaped(head.title)} – Reelbase</title>`)
        .replace('<!--sharing-->', () => headTags(head))
    : shell

const sendPage =
  ({ contentType, make }: TextPage, publicUrl: string | null): RequestHandler =>
  async (req, res, next) => {
    traceOf(res).operation = 'getTextPage'
    const { name } = req.params
    const asked = {
      name: String(name ?? ''),
      url: String(req.query.url ?? ''),
      baseUrl: baseUrlOf(req, publicUrl),
    }
    const made = await make(asked)
    if (made === null) return next()
    res.setHeader('Cache-Control', 'public, max-age=300')
    res.vary('Accept-Encoding')
    await sendText(req, res, 200, made, contentType)
  }

function sendShell(
  req: Request,
  res: Response,
  status: number,
  shell: string,
  headers: typeof clientHeaders,
) {
  traceOf(res).operation = 'getPage'
  setHeaders(res, headers)
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
  const { type, etag, isImmutable } = file
  res.setHeader('Cache-Control', isImmutable ? `public, max-age=${year}, immutable` : 'no-cache')
  res.setHeader('Content-Type', type)
  res.vary('Accept-Encoding')
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
