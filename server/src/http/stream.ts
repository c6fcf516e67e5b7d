import { hash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { appError, type ErrorCode } from '../errors.ts'
import type { ByteRange, ObjectStore, OpenObject } from '../ports/object-store.ts'
import { sendText } from './answer/json.ts'
import { otherMethod } from './mount.ts'
import { isFresh, rangeOf } from './stream/conditions.ts'
import { traceOf } from './trace.ts'

/**
 * A byte stream is one value like an endpoint: GET and HEAD, ranges, conditions and errors are the kit's, the
 * value only says which object is meant.
 */
export interface StreamEndpoint {
  kind: 'stream'
  id: string
  /** Below `/media`; `*key` takes the rest of the path. */
  route: `GET /${string}`
  summary: string
  errors: ErrorCode[]
  find(params: Record<string, string>): Promise<StreamSource>
}

interface Sent {
  contentType: string
  cacheControl: string
}

interface StoredSource extends Sent {
  key: string
  isAttachment?: boolean
}

/** A stored object, or bytes that were made for this answer. */
export type StreamSource = StoredSource | (Sent & { made: string | Buffer })

export const streamEndpoint = (spec: Omit<StreamEndpoint, 'kind'>): StreamEndpoint => ({
  kind: 'stream',
  ...spec,
})

type Objects = Pick<ObjectStore, 'open'>

/** A client that takes nothing for so long has gone; a paused player asks again where it was. */
const standstillMs = 120_000
/** Larger texts are streamed as they are. */
const maxTextBytes = 4 * 1024 * 1024

interface StreamParts {
  objects: Objects
  /** A location of nginx that stands for the store, if it is to send the files. */
  accelLocation?: string | null
}

/** Strict: what a manifest names is found from its address, which a slash at the end would move. */
export function streamRouter(streams: StreamEndpoint[], parts: StreamParts): Router {
  const router = Router({ strict: true })
  for (const stream of streams) {
    const path = stream.route.slice('GET '.length)
    router.get(path, answering(stream, parts))
    router.all(path, otherMethod(['GET']))
  }
  return router
}

function answering(stream: StreamEndpoint, { objects, accelLocation }: StreamParts): RequestHandler {
  return async (req, res) => {
    traceOf(res).operation = stream.id
    const source = await stream.find(plainParams(req.params))
    if ('made' in source) return sendMade(req, res, source, source.made)
    if (accelLocation && !isText(source.contentType)) return handOver(res, source, accelLocation)
    const object = await objects.open(source.key, asksForAll(req) ? 'whole' : undefined)
    if (!object) throw appError('media_not_found')
    try {
      if (isText(source.contentType) && object.sizeBytes <= maxTextBytes) {
        await sendMade(req, res, source, (await buffer(object.read())).toString())
      } else await sendObject(req, res, source, object)
    } finally {
      await object.close()
    }
  }
}

/** Neither a part, nor only whether it is the same. */
const asksForAll = ({ method, headers }: Request): boolean =>
  method === 'GET' &&
  !headers.range &&
  headers['if-none-match'] === undefined &&
  headers['if-modified-since'] === undefined

/** A segment that holds an encoded slash is none of ours, and becomes a key that nothing has. */
function plainParams(params: Request['params']): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(params as Record<string, string | string[]>)) {
    const parts = [value].flat()
    plain[name] = parts.some((part) => part.includes('/')) ? '' : parts.join('/')
  }
  return plain
}

/** Manifests and subtitles: what HLS wants compressed, and nobody asks for in parts. */
const isText = (type: string): boolean => type.startsWith('text/') || type === 'application/vnd.apple.mpegurl'

async function sendMade(req: Request, res: Response, source: Sent, body: string | Buffer): Promise<void> {
  res.setHeader('Cache-Control', source.cacheControl)
  res.vary('Accept-Encoding')
  // HLS wants its manifests compressed, whatever their size.
  if (typeof body === 'string') return sendText(req, res, 200, body, source.contentType, 0)
  const etag = hash('sha1', body, 'base64url')
  res.setHeader('ETag', `"${etag}"`)
  if (isFresh(req, { etag, sizeBytes: body.length, modifiedAt: new Date() }, `"${etag}"`)) {
    res.statusCode = 304
    res.end()
    return
  }
  res.setHeader('Content-Type', source.contentType)
  res.setHeader('Content-Length', body.length)
  res.end(body)
}

/**
 * Who may have the file is settled; that it is there, ranges, conditions and bytes are nginx's, which looks below both roots
 * (deploy/nginx/reelbase/server.conf). Keys hold nothing that would have to be encoded.
 */
function handOver(res: Response, source: StoredSource, location: string): void {
  // Under its own name nginx would say it of its errors too.
  res.setHeader('X-File-Cache-Control', source.cacheControl)
  res.setHeader('Content-Type', source.contentType)
  if (source.isAttachment) res.setHeader('Content-Disposition', 'attachment')
  res.setHeader('X-Accel-Redirect', `${location}/${source.key}`)
  res.end()
}

async function sendObject(
  req: Request,
  res: Response,
  source: StoredSource,
  object: OpenObject,
): Promise<void> {
  const etag = `"${object.etag}"`
  const isKnown = isFresh(req, object, etag)
  const range = isKnown ? null : rangeOf(req, object, etag)
  if (range === 'unsatisfiable') {
    res.setHeader('Content-Range', `bytes */${object.sizeBytes}`)
    throw appError('range_not_satisfiable')
  }
  res.setHeader('ETag', etag)
  res.setHeader('Last-Modified', object.modifiedAt.toUTCString())
  res.setHeader('Cache-Control', source.cacheControl)
  res.setHeader('Accept-Ranges', 'bytes')
  if (isKnown) {
    res.statusCode = 304
    res.end()
    return
  }
  res.setHeader('Content-Type', source.contentType)
  if (source.isAttachment) res.setHeader('Content-Disposition', 'attachment')
  res.statusCode = range ? 206 : 200
  if (range) res.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${object.sizeBytes}`)
  const { start, end } = range ?? { start: 0, end: object.sizeBytes - 1 }
  res.setHeader('Content-Length', end - start + 1)
  // Whoever left while we looked would never be heard to leave again.
  if (req.method === 'HEAD' || object.sizeBytes === 0 || res.closed) res.end()
  else await sendBytes(res, object, { start, end })
}

/**
 * Resolves when the answer is sent or its client has gone, which is not our failure. `pipeline` does the same with
 * an AbortController and an error for each answer, a tenth of the time of a small one.
 */
function sendBytes(res: Response, object: OpenObject, range: ByteRange): Promise<void> {
  return new Promise((resolve, reject) => {
    const bytes = object.read(range)
    bytes.once('error', reject)
    res.once('close', () => {
      bytes.destroy()
      resolve()
    })
    res.setTimeout(standstillMs, () => res.destroy())
    bytes.pipe(res)
  })
}
