import type { Request, RequestHandler, Response, Router } from 'express'
import { appError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Viewer } from '../viewer.ts'
import { answering, type Site } from './answer.ts'
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
  setCookies(res: Response, cookies: Reply<unknown>['cookies']): void
}

const routerMethod = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

interface Mounted {
  method: Method
  path: string
  endpoint: Endpoint
}

/**
 * Express matches in order of declaration, so a word in a place stands before a parameter, and each path
 * ends with an answer to the methods that it does not know: `GET /videos/publish` is not the video "publish".
 */
export function mountEndpoints(router: Router, endpoints: Endpoint[], kit: Kit, site: Site): void {
  const mounted = endpoints.flatMap((endpoint) =>
    [endpoint.route, ...endpoint.aliases].map((route): Mounted => ({ ...splitRoute(route), endpoint })),
  )
  const places = Object.entries(Object.groupBy(mounted, ({ path }) => path.replace(/:\w+/g, '~')))
  for (const [, routes = []] of places.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    for (const { method, path, endpoint } of routes) {
      router[routerMethod[method]](path, answering(endpoint, kit, site))
    }
    router.all(routes[0]!.path, otherMethod(routes.map(({ method }) => method)))
  }
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
