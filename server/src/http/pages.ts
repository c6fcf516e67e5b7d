import compression from 'compression'
import { Router } from 'express'
import { pageHeaders, setHeaders } from './edge/security-headers.ts'
import { otherMethod } from './mount.ts'
import { traceOf } from './trace.ts'

/** Files of our own pages by their path; nothing else of their folders is served. */
export type PageFiles = Record<string, string>

export function servePages(operation: string, files: PageFiles): Router {
  const router = Router()
  const compress = compression()
  for (const [path, file] of Object.entries(files)) {
    router
      .route(path)
      .get(compress, (_req, res) => {
        traceOf(res).operation = operation
        setHeaders(res, pageHeaders)
        res.sendFile(file, { cacheControl: false })
      })
      .all(otherMethod(['GET']))
  }
  return router
}
