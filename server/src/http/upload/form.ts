import { once } from 'node:events'
import type { Readable } from 'node:stream'
import busboy, { type Busboy, type FileInfo } from 'busboy'
import type { Request } from 'express'
import { type AppError, appError, isAppError } from '../../errors.ts'
import type { Staging } from '../../ports/staging.ts'
import type { FileShape, StagedFile } from '../endpoint.ts'
import { collectFields } from './fields.ts'
import { discardNameless, stageFile } from './file.ts'
import { maxFieldBytes, maxFields } from './limits.ts'

interface FormParts {
  newPath(): Promise<string>
  staging: Staging
  withDigests: boolean
  /** Rejects when the body cannot be waited for any longer. */
  failed: Promise<never>
}

interface Form {
  fields: Record<string, string | string[]>
  files: Record<string, StagedFile | undefined>
}

/** Reads the whole form; fields and files in any order. No write is under way any more when it settles. */
export async function readForm(specs: FileShape, req: Request, parts: FormParts): Promise<Form> {
  const parser = openParser(specs, req)
  const { fields, add } = collectFields()
  const files: Form['files'] = Object.create(null)
  const taken = new Set<string>()
  const streams: Readable[] = []
  const writes: Promise<void>[] = []
  const { promise: broken, reject } = Promise.withResolvers<never>()
  broken.catch(() => {})
  const fail = (error: unknown): void => reject(isAppError(error) ? error : unreadable(error))

  async function take(sentName: string | undefined, stream: Readable, info: FileInfo): Promise<void> {
    const name = nameOf(specs, sentName)
    if (!name) return info.filename ? refuseFile(sentName) : discardNameless(stream, sentName)
    if (taken.has(name)) throw unexpected(name, 'was sent twice')
    taken.add(name)
    const file = await stageFile(stream, { ...parts, name, maxBytes: specs[name]!.maxBytes })
    // A browser sends an empty, nameless part for an input in which no file was chosen.
    if (file.sizeBytes === 0 && !info.filename) return
    files[name] = { ...file, originalName: info.filename ?? '', declaredType: info.mimeType }
  }

  parser.on('file', (name, stream, info) => {
    stream.on('error', () => {})
    streams.push(stream)
    writes.push(take(name, stream, info).catch(fail))
  })
  parser.on('field', (name, value, info) => {
    try {
      add(name, value, info.valueTruncated)
    } catch (error) {
      fail(error)
    }
  })
  parser.on('filesLimit', () => fail(unexpected('form', 'holds too many files')))
  for (const limit of ['fieldsLimit', 'partsLimit'] as const) parser.on(limit, () => fail(tooManyFields()))
  parser.on('error', fail)

  const closed = once(parser, 'close')
  closed.catch(() => {})
  try {
    req.pipe(parser)
    await Promise.race([parts.failed, broken, closed])
    await Promise.race([parts.failed, broken, Promise.all(writes)])
    return { fields, files }
  } catch (error) {
    req.unpipe(parser)
    parser.destroy()
    for (const stream of streams) stream.destroy()
    await Promise.all(writes)
    throw error
  }
}

function openParser(specs: FileShape, req: Request): Busboy {
  const files = Object.keys(specs).length + 1
  if (!/;\s*boundary=/i.test(req.headers['content-type'] ?? '')) throw withoutBoundary()
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: {
        files,
        fields: maxFields,
        fieldSize: maxFieldBytes + 1,
        parts: maxFields + files + 1,
        headerPairs: 32,
      },
    })
  } catch (error) {
    throw unreadable(error)
  }
}

const nameOf = (specs: FileShape, sent: string | undefined): string | undefined =>
  Object.keys(specs).find((name) => name === sent || specs[name]!.aliases?.includes(sent ?? ''))

const refuseFile = (name: string | undefined): never => {
  throw unexpected(name?.slice(0, 100) ?? 'form', 'is not expected here')
}

const unexpected = (path: string, what: string): AppError =>
  appError('unexpected_file', {
    message: `The file "${path}" ${what}.`,
    errors: [{ path, message: `This file ${what}.` }],
  })

const withoutBoundary = (): AppError =>
  appError('malformed_form', {
    message:
      'The Content-Type has no boundary. Do not set it yourself: the HTTP client does, with a boundary.',
  })

const tooManyFields = (): AppError =>
  appError('malformed_form', { message: `A form may hold at most ${maxFields} fields.` })

const unreadable = (cause: unknown): AppError => appError('malformed_form', { cause })
