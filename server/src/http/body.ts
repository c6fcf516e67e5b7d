import express, { type Request, type RequestHandler, type Response } from 'express'
import { AppError } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'

const jsonLimitBytes = 256 * 1024
const readJson = express.json({ limit: jsonLimitBytes, strict: false, type: () => true })
const readForm = express.urlencoded({ extended: false, limit: jsonLimitBytes })

/** Runs an Express middleware as a promise. */
export const runMiddleware = (middleware: RequestHandler, req: Request, res: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    middleware(req, res, (error?: unknown) => (error ? reject(error) : resolve()))
  })

const hasBody = (req: Request): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0

/** The body of an endpoint without files: JSON, or a plain HTML form's fields. Undefined when there is none. */
export async function readBody(endpoint: Endpoint, req: Request, res: Response): Promise<unknown> {
  if (!endpoint.body || !hasBody(req)) return endpoint.bodyMode === 'lenient' ? {} : undefined
  try {
    return await readDeclared(endpoint, req, res)
  } catch (error) {
    if (endpoint.bodyMode === 'lenient' && isUnreadable(error)) return {}
    throw translated(error)
  }
}

async function readDeclared(endpoint: Endpoint, req: Request, res: Response): Promise<unknown> {
  if (req.is('application/x-www-form-urlencoded')) {
    await runMiddleware(readForm, req, res)
    return req.body
  }
  if (endpoint.bodyMode !== 'lenient' && !req.is(['json', '+json'])) {
    throw new AppError('unsupported_content_type', {
      message: `This route takes application/json, not ${req.headers['content-type'] ?? 'a body without a content type'}.`,
    })
  }
  await runMiddleware(readJson, req, res)
  return endpoint.bodyMode === 'lenient' ? (req.body ?? {}) : req.body
}

const typeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : ''

const isUnreadable = (error: unknown): boolean =>
  /^(entity\.parse\.failed|encoding\.unsupported|charset\.unsupported)$/.test(typeOf(error))

function translated(error: unknown): unknown {
  const type = typeOf(error)
  if (type === 'entity.too.large') {
    return new AppError('body_too_large', {
      message: `The body may hold at most ${jsonLimitBytes / 1024} KiB.`,
    })
  }
  if (type === 'entity.parse.failed') return new AppError('malformed_json', { cause: error })
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new AppError('unsupported_content_type', { cause: error })
  }
  if (type === 'request.aborted' || type === 'request.size.invalid') {
    return new AppError('upload_aborted', { cause: error })
  }
  return error
}
