import { type IRoute, type Request, type RequestHandler, type Response, Router } from 'express'
import { appError } from '../errors.ts'
import type { InTurn } from '../lib/turns.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdempotencyRecords } from '../ports/idempotency.ts'
import type { Viewer } from '../viewer.ts'
import { answering, type Site } from './answer/answer.ts'
import type { SharedAnswers } from './answer/shared-answers.ts'
import { type Endpoint, type Method, type RateLimitName, type Reply, splitRoute } from './endpoint.ts'
import type { ReceiveForm } from './upload.ts'

/** What the kit needs to answer any endpoint. */
export interface Kit {
  clock: Clock
  /** Reads the session that a token of the request names; null when there is none that is valid. */
  authenticate(req: Request): Promise<Viewer | null>
  /** Throws `foreign_origin` for a write that a foreign web page may have caused. */
  checkOrigin(req: Request, setsSession: boolean): void
  receiveForm: ReceiveForm
  rateLimits: Record<RateLimitName, RequestHandler>
  records: IdempotencyRecords
  /** For requests under one key. Another process's is met when the store writes. */
  inTurn: InTurn
  setCookies(res: Response, cookies: Reply<unknown>['cookies']): void
  /** Null: each answer is made for whoever asks. */
  sharedAnswers: SharedAnswers | null
}

const routerMethod = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

interface Mounted {
  method: Method
  path: string
  endpoint: Endpoint
}

/**
 * Express tries routes one after the other, so each first word of a path has a router of its own, found at once.
 * No route begins with a parameter.
 */
export function mountEndpoints(router: Router, endpoints: Endpoint[], kit: Kit, site: Site): void {
  const mounted = endpoints.flatMap((endpoint) =>
    [endpoint.route, ...endpoint.aliases].map((route): Mounted => ({ ...splitRoute(route), endpoint })),
  )
  const rooms = Map.groupBy(mounted, ({ path }) => firstWord(path))
  const routers = new Map([...rooms].map(([word, routes]) => [word, roomOf(routes, kit, site)]))
  router.use((req, res, next) => {
    const room = routers.get(firstWord(req.path))
    if (room) room(req, res, next)
    else next()
  })
}

const firstWord = (path: string): string => path.split('/', 2)[1]!.toLowerCase()

/**
 * A word in a place stands before a parameter, and each place ends with an answer to the methods that it does not
 * know: `GET /videos/publish` is not the video "publish".
 */
function roomOf(mounted: Mounted[], kit: Kit, site: Site): Router {
  const room = Router()
  const places = Object.entries(Object.groupBy(mounted, ({ path }) => path.replace(/:\w+/g, '~')))
  for (const [, routes = []] of places.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    let last: IRoute | undefined
    for (const [path, alike] of Map.groupBy(routes, (route) => route.path)) {
      last = room.route(path)
      for (const { method, endpoint } of alike) last[routerMethod[method]](answering(endpoint, kit, site))
    }
    last?.all(otherMethod(routes.map(({ method }) => method)))
  }
  return room
}

/** The last handler of a path: 405, or what OPTIONS wants to know. */
export function otherMethod(methods: string[]): RequestHandler {
  const allowed = new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))
  const allow = [...allowed, 'OPTIONS'].join(', ')
  return (req, res) => {
    res.setHeader('Allow', allow)
    if (req.method !== 'OPTIONS') {
      throw appError('method_not_allowed', {
        message: `This route answers to ${allow}, not to ${req.method}.`,
      })
    }
    res.statusCode = 204
    res.end()
  }
}
