import { randomUUID } from 'node:crypto'
import express, { type Express, type RequestHandler, Router } from 'express'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Endpoint } from './endpoint.ts'
import { failures, notFound } from './failures.ts'
import { type Kit, mountEndpoints } from './mount.ts'

export interface HttpParts {
  config: Config
  log: Logger
  endpoints: Endpoint[]
  kit: Kit
  /** Byte streams: media, with their own rules. */
  media: Router
}

/** A proxy's request id is kept when it is well-formed; every answer carries one. */
const requestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id')
  const id = given && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID()
  res.locals.requestId = id
  res.set('X-Request-Id', id)
  next()
}

export function createHttp({ config, log, endpoints, kit, media }: HttpParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', config.http.trustProxy)
  app.set('query parser', 'simple')
  app.use(requestId)

  const api = Router()
  mountEndpoints(api, endpoints, kit)
  app.use('/api/v1', api)
  app.use('/media', media)
  app.use(notFound)
  app.use(failures(log))
  return app
}
