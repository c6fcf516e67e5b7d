import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PageFiles } from '../pages.ts'

const swagger = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))
const own = join(import.meta.dirname, 'assets')

/** Swagger UI from our own disk; only what it needs. */
export const docsFiles: PageFiles = {
  '/docs': join(own, 'docs.html'),
  '/docs/docs.js': join(own, 'docs.js'),
  '/docs/docs.css': join(own, 'docs.css'),
  '/docs/swagger-ui.css': join(swagger, 'swagger-ui.css'),
  '/docs/swagger-ui-bundle.js': join(swagger, 'swagger-ui-bundle.js'),
  '/docs/favicon.png': join(swagger, 'favicon-32x32.png'),
}
