import { createReadStream, statSync } from 'node:fs'
import { serveAsChild } from '../lib/serve.ts'

/** The least that Node can do to send a file: a stream of it, whoever asks for what. */
await serveAsChild(({ path }: { path: string }) => {
  const { size } = statSync(path)
  return (_req, res) => {
    res.writeHead(200, { 'Content-Type': 'video/iso.segment', 'Content-Length': size })
    createReadStream(path).pipe(res)
  }
})
