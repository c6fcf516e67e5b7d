import type { Request, RequestHandler, Response } from 'express'
import type { z } from 'zod'
import { appError, isAppError } from '../../errors.ts'
import type { Viewer } from '../../viewer.ts'
import type { Dialects, Translate } from '../dialects.ts'
import { type Allows, allowOrigin } from '../edge/cors.ts'
import { setHeaders } from '../edge/security-headers.ts'
import { type Asked, type Endpoint, isReply } from '../endpoint.ts'
import type { Kit } from '../mount.ts'
import { keyOf } from '../once/key.ts'
import { type AskedOfUser, type Result, runOnce } from '../once/run-once.ts'
import { readBody, runMiddleware } from '../request/body.ts'
import { baseUrlOf, clientOf } from '../request/client.ts'
import { formValues } from '../request/form-values.ts'
import { cleanQuery, type Parse, parser, schemaParser } from '../request/input.ts'
import { traceOf } from '../trace.ts'
import { missingFiles } from '../upload/required.ts'
import type { ReceivedForm, Receiving } from '../upload.ts'
import { type Envelope, envelope } from './envelope.ts'
import { sendJson, sendMade } from './json.ts'
import { isNobody, type SharedAnswer, type SharedAnswers } from './shared-answers.ts'

/** What is the same for every endpoint of this site. */
export interface Site {
  publicUrl: string | null
  dialects: Dialects
}

/** What of an endpoint is worth working out once, when it is mounted. */
interface Prepared {
  endpoint: Endpoint
  kit: Kit
  site: Site
  isWrite: boolean
  isShared: boolean
  parseParams: Parse
  parseQuery: Parse | null
  parseBody: Parse | null
  readValues: ReturnType<typeof formValues>
  takesFiles: boolean
  needsFile: boolean
  cacheControl: string
  translate: Translate | null
}

function prepare(endpoint: Endpoint, kit: Kit, site: Site): Prepared {
  const isWrite = !endpoint.route.startsWith('GET ')
  const files = Object.values(endpoint.files)
  return {
    endpoint,
    kit,
    site,
    isWrite,
    isShared: endpoint.isShared && kit.sharedAnswers !== null,
    parseParams: parser(endpoint.params, 'invalid_id'),
    parseQuery: Object.keys(endpoint.query).length > 0 ? parser(endpoint.query, 'invalid_input') : null,
    parseBody: endpoint.body ? schemaParser(endpoint.body, 'invalid_input') : null,
    readValues: formValues(endpoint.body),
    takesFiles: files.length > 0,
    needsFile: files.some((file) => file.required),
    // A browser keeps the answer and asks whether it still holds; nobody between keeps what is one person's.
    cacheControl: isWrite ? 'no-store' : endpoint.access === 'none' ? 'no-cache' : 'private, no-cache',
    translate: site.dialects.translation(endpoint.id),
  }
}

/** The Express handler of an endpoint. */
export function answering(endpoint: Endpoint, kit: Kit, site: Site): RequestHandler {
  const prepared = prepare(endpoint, kit, site)
  return (req, res) => answer(prepared, req, res)
}

async function answer(prepared: Prepared, req: Request, res: Response): Promise<void> {
  const { endpoint, kit, isWrite } = prepared
  traceOf(res).operation = endpoint.id
  if (isWrite) kit.checkOrigin(req, endpoint.setsSession)
  if (endpoint.rateLimit) await runMiddleware(kit.rateLimits[endpoint.rateLimit], req, res)
  const viewer = endpoint.access === 'none' ? null : await admit(prepared, req, res)
  const key = endpoint.again ? keyOf(req) : null
  const asked = {
    params: prepared.parseParams(req.params),
    query: prepared.parseQuery ? prepared.parseQuery(cleanQuery(req.query)) : noFields,
    body: undefined as unknown,
    files: noFields as ReceivedForm['files'],
    viewer,
    client: clientOf(req, res, prepared.site.publicUrl),
    now: kit.clock.now(),
    also: {},
  }
  if (prepared.isShared && isNobody(req)) {
    const make = async () => shared(prepared, req, await effect(prepared, key, asked))
    return sendShared(req, res, await kit.sharedAnswers!.make(req, make))
  }
  if (!prepared.parseBody && !prepared.takesFiles) {
    return send(prepared, req, res, await effect(prepared, key, asked))
  }
  const form = await receive(prepared, req, res, { withDigests: key !== null })
  try {
    const fields = isForm(req) ? (prepared.readValues?.(form.fields) ?? form.fields) : form.fields
    asked.body = checked(prepared, fields, form.files)
    asked.files = form.files
    await send(prepared, req, res, await effect(prepared, key, asked))
  } finally {
    await form.dispose()
  }
}

/** Says at once which fields are wrong and which files are missing. */
function checked({ endpoint, parseBody }: Prepared, fields: unknown, files: ReceivedForm['files']): unknown {
  const missing = missingFiles(endpoint.files, files)
  try {
    const body = parseBody?.(fields)
    if (missing) throw missing
    return body
  } catch (error) {
    if (!missing || !isAppError(error, 'invalid_input')) throw error
    throw appError(error.code, { message: error.message, errors: [...error.errors, ...missing.errors] })
  }
}

async function effect({ endpoint, kit }: Prepared, key: string | null, asked: unknown): Promise<Result> {
  if (key !== null) return runOnce(kit, endpoint, key, asked as AskedOfUser)
  const result = await endpoint.handle(asked as Asked<never, never, never, never, never>)
  return { status: endpoint.status, result }
}

const noFields = Object.freeze({})

async function admit({ endpoint, kit }: Prepared, req: Request, res: Response): Promise<Viewer | null> {
  const viewer = await kit.authenticate(req)
  if (viewer) traceOf(res).viewerId = viewer.id
  if (endpoint.access === 'optional') return viewer
  if (!viewer) throw appError(carriesToken(req) ? 'invalid_token' : 'not_authenticated')
  if (endpoint.access === 'admin' && viewer.role !== 'admin') throw appError('not_allowed')
  return viewer
}

const carriesToken = (req: Request): boolean =>
  req.headers.authorization !== undefined || /(?:^|;\s*)accessToken=/.test(req.headers.cookie ?? '')

const nothingToDispose = async (): Promise<void> => {}
const noForm: ReceivedForm = Object.freeze({ fields: noFields, files: noFields, dispose: nothingToDispose })

const isForm = (req: Request): boolean =>
  Boolean(req.is(['multipart/form-data', 'application/x-www-form-urlencoded']))

/** Front ends send forms to routes without files too, so any route that takes a body takes one. */
async function receive(
  { endpoint, kit, needsFile }: Prepared,
  req: Request,
  res: Response,
  how: Receiving,
): Promise<ReceivedForm> {
  if (!needsFile && !req.is('multipart/form-data')) {
    return { fields: await readBody(endpoint, req, res), files: {}, dispose: nothingToDispose }
  }
  try {
    return await kit.receiveForm(endpoint.files, req, how)
  } catch (error) {
    if (endpoint.bodyMode === 'lenient' && isAppError(error, 'malformed_form')) return noForm
    throw error
  }
}

async function send(prepared: Prepared, req: Request, res: Response, made: Result): Promise<void> {
  const { body, headers } = render(prepared, req, made)
  setHeaders(res, headers)
  if (isReply(made.result) && made.result.cookies) prepared.kit.setCookies(res, made.result.cookies)
  await sendJson(req, res, made.status, body)
}

function shared(prepared: Prepared, req: Request, made: Result): SharedAnswer {
  const { body, headers } = render(prepared, req, made)
  return { operation: prepared.endpoint.id, headers, text: JSON.stringify(body) }
}

function sendShared(req: Request, res: Response, answer: SharedAnswer) {
  setHeaders(res, answer.headers)
  return sendMade(req, res, 200, answer)
}

/**
 * Before any routing, which takes longer than this: whoever is nobody in particular is given what another one was given a
 * moment ago.
 */
export const answeringShared =
  (answers: SharedAnswers, allowsOrigin: Allows): RequestHandler =>
  (req, res, next) => {
    const found = answers.find(req)
    if (!found) return next()
    traceOf(res).operation = found.operation
    allowOrigin(req, res, allowsOrigin)
    return sendShared(req, res, found)
  }

function render(
  { endpoint, site, translate, cacheControl }: Prepared,
  req: Request,
  { status, result }: Result,
): { body: Envelope; headers: Record<string, string> } {
  const full = isReply(result) ? result : undefined
  const encoded = (endpoint.answer as z.ZodType).parse(full ? full.data : result)
  const plain = { data: encoded, nextCursor: full?.nextCursor }
  const { data, nextCursor } = translate ? translate(plain) : plain
  const body = envelope(status, data, full?.message ?? endpoint.message)
  const headers: Record<string, string> = { 'Cache-Control': cacheControl }
  if (nextCursor) {
    body.nextCursor = nextCursor
    headers.Link = `<${nextPage(req, site, nextCursor)}>; rel="next"`
  }
  return { body, headers }
}

function nextPage(req: Request, site: Site, cursor: string): string {
  const next = new URL(`${baseUrlOf(req, site.publicUrl)}${req.baseUrl}${req.path}`)
  const at = req.originalUrl.indexOf('?')
  next.search = at < 0 ? '' : req.originalUrl.slice(at)
  next.searchParams.delete('page')
  next.searchParams.set('cursor', cursor)
  return next.href
}
