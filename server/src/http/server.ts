import express, { type Express, type Request, Router } from 'express'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { createDialects } from './dialects.ts'
import { arrive } from './edge/arrive.ts'
import { apiCors, mediaCors } from './edge/cors.ts'
import type { RequestObserver } from './edge/observe.ts'
import type { Endpoint } from './endpoint.ts'
import { failures, notFound } from './failures.ts'
import { type Kit, mountEndpoints } from './mount.ts'
import { docsPages } from './openapi/docs.ts'
import type { PlainRoute } from './openapi/plain.ts'
import { openApiRoute } from './openapi/route.ts'

export interface HttpParts {
  config: Config
  log: Logger
  endpoints: Endpoint[]
  kit: Kit
  /** May a page of this origin call with cookies? */
  allowsOrigin(origin: string, req: Request): boolean
  /** Byte streams: media, with their own rules. */
  media: Router
  /** What lies outside the API: health for probes, the start page. */
  pages: Router
  /** Routes outside the kit that the documentation names. */
  plainRoutes: PlainRoute[]
  observers: RequestObserver[]
}

export function createHttp(parts: HttpParts): Express {
  const { config, log, kit } = parts
  const { publicUrl, trustProxy, dialects: names } = config.http
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', trustProxy)
  app.set('query parser', 'simple')
  app.use(arrive(publicUrl, parts.observers))

  const dialects = createDialects(names)
  const endpoints = dialects.endpoints(parts.endpoints)
  const api = Router()
  api.use(apiCors(parts.allowsOrigin))
  mountEndpoints(api, endpoints, kit, { publicUrl, dialects })
  api.use(openApiRoute(parts.endpoints, parts.plainRoutes))

  app.use('/api/v1', api)
  app.use('/media', mediaCors, parts.media)
  app.use('/docs', docsPages())
  app.use(parts.pages)
  app.use(notFound)
  app.use(failures(log))
  return app
}
