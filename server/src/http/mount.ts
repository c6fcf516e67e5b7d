import type { Request, RequestHandler, Response, Router } from 'express'
import { appError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Viewer } from '../viewer.ts'
import { readBody, runMiddleware } from './body.ts'
import { clientOf } from './client.ts'
import { type Asked, type Endpoint, isReply, type RateLimitName, type Reply, splitRoute } from './endpoint.ts'
import { envelope } from './envelope.ts'
import { cleanQuery, parseBody, parseShape } from './input.ts'
import type { ReceivedForm, ReceiveForm } from './upload.ts'

/** What the kit needs to answer any endpoint. */
export interface Kit {
  clock: Clock
  /** Reads the session that a token of the request names; null when there is none that is valid. */
  authenticate(req: Request): Promise<Viewer | null>
  /** Throws `foreign_origin` for a write that a foreign web page may have caused. */
  checkOrigin(req: Request, setsSession: boolean): void
  receiveForm: ReceiveForm
  rateLimits: Record<RateLimitName, RequestHandler>
  setCookies(res: Response, cookies: Reply<unknown>['cookies']): void
  publicUrl: string | null
  /** Contradictions of front ends, by operation id. */
  dialect(id: string, data: unknown): unknown
}

const routerMethod = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

/** Express matches in order of declaration, so a route without parameters in a place stands before one with. */
const byLiteralFirst = (a: { path: string }, b: { path: string }): number =>
  a.path.replaceAll(':', '~') < b.path.replaceAll(':', '~') ? -1 : 1

export function mountEndpoints(router: Router, endpoints: Endpoint[], kit: Kit): void {
  const routes = endpoints.flatMap((endpoint) =>
    [endpoint.route, ...endpoint.aliases].map((route) => ({ ...splitRoute(route), endpoint })),
  )
  for (const { method, path, endpoint } of routes.toSorted(byLiteralFirst)) {
    router[routerMethod[method]](path, (req, res) => {
      res.locals.operation = endpoint.id
      return answer(endpoint, kit, req, res)
    })
  }
}

async function answer(endpoint: Endpoint, kit: Kit, req: Request, res: Response): Promise<void> {
  if (endpoint.rateLimit) await runMiddleware(kit.rateLimits[endpoint.rateLimit], req, res)
  if (req.method !== 'GET' && req.method !== 'HEAD') kit.checkOrigin(req, endpoint.setsSession)
  const viewer = await admit(endpoint, kit, req)
  const params = parseShape(endpoint.params, req.params, 'invalid_id')
  const query = parseShape(endpoint.query, cleanQuery(req.query), 'invalid_input')
  const form = await receive(endpoint, kit, req, res)
  try {
    const asked: Asked<never, never, never, never, never> = {
      params: params as never,
      query: query as never,
      body: (endpoint.body ? parseBody(endpoint.body, form.fields) : undefined) as never,
      files: form.files as never,
      viewer: viewer as never,
      client: clientOf(req, res, kit.publicUrl),
      now: kit.clock.now(),
    }
    send(endpoint, kit, req, res, await endpoint.handle(asked as never))
  } finally {
    await form.dispose()
  }
}

async function admit(endpoint: Endpoint, kit: Kit, req: Request): Promise<Viewer | null> {
  if (endpoint.access === 'none') return null
  const viewer = await kit.authenticate(req)
  if (endpoint.access === 'optional') return viewer
  if (!viewer) throw appError(carriesToken(req) ? 'invalid_token' : 'not_authenticated')
  if (endpoint.access === 'admin' && viewer.role !== 'admin') throw appError('not_allowed')
  return viewer
}

const carriesToken = (req: Request): boolean =>
  req.headers.authorization !== undefined || /(?:^|;\s*)accessToken=/.test(req.headers.cookie ?? '')

const nothing = async (): Promise<void> => {}

async function receive(endpoint: Endpoint, kit: Kit, req: Request, res: Response): Promise<ReceivedForm> {
  const takesFiles = Object.keys(endpoint.files).length > 0
  if (takesFiles && (req.is('multipart/form-data') || needsFile(endpoint))) {
    return kit.receiveForm(endpoint.files, req, res)
  }
  return { fields: await readBody(endpoint, req, res), files: {}, dispose: nothing }
}

const needsFile = (endpoint: Endpoint): boolean => Object.values(endpoint.files).some((file) => file.required)

function send(endpoint: Endpoint, kit: Kit, req: Request, res: Response, result: unknown): void {
  const full = isReply(result) ? result : undefined
  const data = kit.dialect(endpoint.id, endpoint.answer.parse(full ? full.data : result))
  const body = envelope(endpoint.status, data, full?.message ?? endpoint.message)
  kit.setCookies(res, full?.cookies)
  if (full?.nextCursor) {
    body.nextCursor = full.nextCursor
    const next = new URL(req.originalUrl, 'http://host')
    next.searchParams.delete('page')
    next.searchParams.set('cursor', full.nextCursor)
    res.append('Link', `<${next.pathname}${next.search}>; rel="next"`)
  }
  res.status(endpoint.status).json(body)
}
