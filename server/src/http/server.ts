import express, { type Express, Router } from 'express'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { RequestObserver } from '../ports/request-observer.ts'
import { answeringShared } from './answer/answer.ts'
import { failures, notFound } from './answer/failures.ts'
import { serveWebClient, type WebClient } from './client/serve.ts'
import { createDialects } from './dialects.ts'
import { arrive } from './edge/arrive.ts'
import { type Allows, apiCors, mediaCors } from './edge/cors.ts'
import type { Endpoint } from './endpoint.ts'
import { type Kit, mountEndpoints } from './mount.ts'
import { type HearNotice, serveNotices } from './notices.ts'
import { docsFiles } from './openapi/docs.ts'
import type { PlainRoute } from './openapi/plain.ts'
import { openApiRoute } from './openapi/route.ts'
import { servePages } from './pages.ts'
import { type Probe, serveProbes } from './probe.ts'
import { boundUnreadBody } from './upload/unread-body.ts'

export interface HttpParts {
  config: Config
  log: Logger
  endpoints: Endpoint[]
  kit: Kit
  /** May a page of this origin call with cookies? */
  allowsOrigin: Allows
  /** Byte streams: media, with their own rules. */
  media: Router
  /** The routes of `media`, for the documentation. */
  mediaRoutes: PlainRoute[]
  probes: Probe[]
  /** Null: nobody elsewhere makes anything for this site. */
  hearNotice: HearNotice | null
  /** Null: this server has no pages but the documentation. */
  webClient: WebClient | null
  observers: RequestObserver[]
}

export function createHttp(parts: HttpParts): Express {
  const { config, log, kit } = parts
  const { publicUrl, trustProxy, dialects: names } = config.http
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', trustProxy)
  app.set('query parser', 'simple')
  app.use(arrive(publicUrl, parts.observers))
  app.use(boundUnreadBody)
  if (kit.sharedAnswers) app.use(answeringShared(kit.sharedAnswers, parts.allowsOrigin))

  const dialects = createDialects(names)
  const endpoints = dialects.endpoints(parts.endpoints)
  const api = Router()
  api.use(apiCors(parts.allowsOrigin))
  mountEndpoints(api, endpoints, kit, { publicUrl, dialects })
  api.use(openApiRoute(endpoints, dialects.description, [...parts.probes, ...parts.mediaRoutes]))

  app.use('/api/v1', api)
  app.use('/media', mediaCors, parts.media)
  app.use(serveProbes(parts.probes))
  if (parts.hearNotice) app.use(serveNotices(parts.hearNotice))
  app.use(servePages('getDocs', docsFiles))
  if (parts.webClient) app.use(serveWebClient(parts.webClient, publicUrl))
  app.use(notFound)
  app.use(failures(log))
  return app
}
