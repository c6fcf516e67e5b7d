import express, { type Request, type RequestHandler, type Response } from 'express'
import { AppError, appError } from '../../errors.ts'
import type { Endpoint } from '../endpoint.ts'

const limitBytes = 256 * 1024
const readJson = express.json({ limit: limitBytes, strict: false, type: () => true })
const readForm = express.urlencoded({ extended: false, limit: limitBytes })

/** A small body that takes longer is an attack, or a connection that is lost. */
const patienceMs = 30_000

/** Runs an Express middleware as a promise. */
export const runMiddleware = (middleware: RequestHandler, req: Request, res: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    middleware(req, res, (error?: unknown) => (error ? reject(error) : resolve()))
  })

const hasBody = (req: Request): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0

/** The body of an endpoint without files: JSON, or a plain HTML form's fields. Undefined when there is none. */
export async function readBody(
  endpoint: Pick<Endpoint, 'bodyMode'>,
  req: Request,
  res: Response,
  withinMs = patienceMs,
): Promise<unknown> {
  const isLenient = endpoint.bodyMode === 'lenient'
  if (!hasBody(req)) return isLenient ? {} : undefined
  const read = readerFor(req, isLenient)
  try {
    await inTime(runMiddleware(read, req, res), res, withinMs)
    return isLenient ? (req.body ?? {}) : req.body
  } catch (error) {
    if (isLenient && (isUnreadable(error) || isBadStream(error))) return {}
    throw translated(error)
  }
}

const readBytes = express.raw({ limit: limitBytes, inflate: false, type: () => true })

/** A small body as it came. */
export async function readRawBody(req: Request, res: Response): Promise<Buffer> {
  try {
    await inTime(runMiddleware(readBytes, req, res), res, patienceMs)
    return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
  } catch (error) {
    throw translated(error)
  }
}

function readerFor(req: Request, isLenient: boolean): RequestHandler {
  if (req.is('application/x-www-form-urlencoded')) return readForm
  if (isLenient || req.is(['json', '+json'])) return readJson
  throw new AppError('unsupported_content_type', {
    message: `This route takes application/json, not ${mediaTypeOf(req)}.`,
  })
}

const mediaTypeOf = (req: Request): string =>
  req.headers['content-type']?.split(';')[0]?.trim().slice(0, 100) || 'a body without a content type'

function inTime(work: Promise<void>, res: Response, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      res.setHeader('Connection', 'close')
      reject(appError('request_timeout', { message: 'The body did not arrive in time.' }))
    }, withinMs)
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}

const typeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : ''

const isUnreadable = (error: unknown): boolean =>
  /^(entity\.parse\.failed|encoding\.unsupported|charset\.unsupported)$/.test(typeOf(error))

/** What the body parser says, in our words. Its own errors hold the body, so they go no further than this. */
function translated(error: unknown): unknown {
  switch (typeOf(error)) {
    case 'entity.too.large':
      return appError('body_too_large', { message: `The body may hold at most ${limitBytes / 1024} KiB.` })
    case 'entity.parse.failed':
      return appError('malformed_json')
    case 'parameters.too.many':
      return appError('invalid_input', { message: 'The form has too many fields.' })
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return appError('unsupported_content_type', {
        message: 'The body has an encoding that is not accepted here.',
      })
    case 'request.aborted':
    case 'request.size.invalid':
      return appError('upload_aborted')
    default:
      return isBadStream(error)
        ? appError('malformed_json', { message: 'The body cannot be decompressed.' })
        : error
  }
}

/** A body that says that it is gzip and is not. */
const isBadStream = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && /^Z_/.test(String(error.code))
