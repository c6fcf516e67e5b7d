import { Router } from 'express'
import { sendJson } from './answer/json.ts'
import { otherMethod } from './mount.ts'
import type { PlainRoute } from './openapi/plain.ts'
import { traceOf } from './trace.ts'

/** A question of a load balancer, outside the API and its envelope: the status alone answers it. */
export interface Probe extends PlainRoute {
  method: 'GET'
  ask(): Promise<{ status: number; document: object }> | { status: number; document: object }
}

export function serveProbes(probes: Probe[]): Router {
  const router = Router()
  for (const { id, path, ask } of probes) {
    router
      .route(path)
      .get(async (req, res) => {
        traceOf(res).operation = id
        const { status, document } = await ask()
        res.setHeader('Cache-Control', 'no-store')
        await sendJson(req, res, status, document)
      })
      .all(otherMethod(['GET']))
  }
  return router
}
