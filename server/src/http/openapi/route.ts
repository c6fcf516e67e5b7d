import { Router } from 'express'
import { jsonType, sendText } from '../answer/json.ts'
import type { Endpoint } from '../endpoint.ts'
import { otherMethod } from '../mount.ts'
import { openApiDocument } from './document.ts'
import type { PlainRoute } from './plain.ts'

/** `GET /openapi.json`. Made at the first question, for most processes are never asked. */
export function openApiRoute(endpoints: Endpoint[], dialects: string | null, plain: PlainRoute[]): Router {
  let text: string | undefined
  const router = Router()
  router
    .route('/openapi.json')
    .get((req, res) => {
      text ??= JSON.stringify(openApiDocument(endpoints, plain, dialects))
      res.setHeader('Cache-Control', 'no-cache')
      return sendText(req, res, 200, text, jsonType)
    })
    .all(otherMethod(['GET']))
  return router
}
