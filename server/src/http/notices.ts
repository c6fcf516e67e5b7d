import { Router } from 'express'
import { otherMethod } from './mount.ts'
import { readRawBody } from './request/body.ts'
import { traceOf } from './trace.ts'

/** Where a media host elsewhere tells what it has made. Not for clients. */
export const noticePath = '/hooks/media-host'

/** Answers `false` to what does not come from the host. */
export type HearNotice = (body: Buffer, header: (name: string) => string | undefined) => Promise<boolean>

/** Requests that are signed over their bytes as they came, so nothing parses them before. */
export function serveNotices(hear: HearNotice): Router {
  const router = Router()
  router
    .route(noticePath)
    .post(async (req, res) => {
      traceOf(res).operation = 'hearMediaHost'
      const isHeard = await hear(await readRawBody(req, res), (name) => req.get(name))
      res.status(isHeard ? 204 : 403).end()
    })
    .all(otherMethod(['POST']))
  return router
}
