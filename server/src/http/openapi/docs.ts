import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import compression from 'compression'
import { Router } from 'express'
import { pageHeaders, setHeaders } from '../edge/security-headers.ts'
import { traceOf } from '../trace.ts'

const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const own = join(import.meta.dirname, 'assets')

const files: Record<string, string> = {
  '/': join(own, 'docs.html'),
  '/docs.js': join(own, 'docs.js'),
  '/docs.css': join(own, 'docs.css'),
  '/swagger-ui.css': join(swagger, 'swagger-ui.css'),
  '/swagger-ui-bundle.js': join(swagger, 'swagger-ui-bundle.js'),
  '/favicon.png': join(swagger, 'favicon-32x32.png'),
}

/** Swagger UI from our own disk; only the files that it needs. */
export function docsPages(): Router {
  const router = Router()
  router.use(compression())
  for (const [path, file] of Object.entries(files)) {
    router.get(path, (_req, res) => {
      traceOf(res).operation = 'docs'
      setHeaders(res, pageHeaders)
      res.sendFile(file, { cacheControl: false })
    })
  }
  return router
}
