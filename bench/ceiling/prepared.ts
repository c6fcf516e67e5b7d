import express from 'express'
import { serveAsChild } from '../lib/serve.ts'

export interface PreparedInput {
  /** The answer as it stands. */
  body: string
}

/** What Express and this machine can give at all: the same bytes, over and over. */
await serveAsChild(({ body }: PreparedInput) => {
  const bytes = Buffer.from(body)
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.get('/api/v1/*rest', (_req, res) => {
    res.setHeader('Content-Type', 'application/json; charset=utf-8')
    res.setHeader('Content-Length', bytes.length)
    res.end(bytes)
  })
  return app
})
