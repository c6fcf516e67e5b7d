import { text } from '../text/text.ts'
import { inDefaultDialect, routeOf } from './dialects.ts'
import { ApiError, isApiError } from './errors.ts'
import type { Operations } from './operations.ts'
import { freshSession, renewSession } from './session.ts'

export type OperationName = keyof Operations
export type AnswerOf<Name extends OperationName> = Operations[Name]['answer']

type Part<Key extends string, Value> = keyof Value extends never
  ? { [K in Key]?: undefined }
  : Partial<Value> extends Value
    ? { [K in Key]?: Value }
    : { [K in Key]: Value }

/** What an operation is asked with: only what it knows, all that it needs. */
export type AskOf<Name extends OperationName> = Part<'params', Operations[Name]['params']> &
  Part<'query', Operations[Name]['query']> &
  (undefined extends Operations[Name]['body']
    ? { body?: Operations[Name]['body'] }
    : { body: Operations[Name]['body'] }) & { signal?: AbortSignal; idempotencyKey?: string }

export interface Envelope<Data> {
  data: Data
  message: string
  nextCursor?: string
}

interface AnyAsk {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  idempotencyKey?: string
}

/** Calls an operation and answers its data. Throws an `ApiError`. */
export async function call<Name extends OperationName>(
  name: Name,
  ask: AskOf<Name>,
): Promise<AnswerOf<Name>> {
  return (await callWhole(name, ask)).data
}

/** The same with all that stands beside the data. */
export async function callWhole<Name extends OperationName>(
  name: Name,
  ask: AskOf<Name>,
): Promise<Envelope<AnswerOf<Name>>> {
  await freshSession(name)
  try {
    return await once(name, ask as AnyAsk)
  } catch (error) {
    if (!isApiError(error) || error.status !== 401 || !(await renewSession(name, error.code))) throw error
    return await once(name, ask as AnyAsk)
  }
}

export function addressOf(name: OperationName, { params = {}, query = {} }: AnyAsk): string {
  const [, path = ''] = routeOf(name).split(' ')
  const place = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(key, String(value))
  return `/api/v1${place}${search.size > 0 ? `?${search}` : ''}`
}

async function once<Data>(name: OperationName, ask: AnyAsk): Promise<Envelope<Data>> {
  const [method] = routeOf(name).split(' ')
  const { body, signal, idempotencyKey } = ask
  const isForm = body instanceof FormData || hasFile(body)
  const headers = {
    Accept: 'application/json',
    ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
    ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
  }
  const sent = body === undefined ? undefined : isForm ? formOf(body) : JSON.stringify(body)
  let response: Response
  try {
    response = await fetch(addressOf(name, ask), { method, headers, body: sent, signal })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError({ status: 0, code: 'offline', message: text.errors.offline })
  }
  const answered = await response.text()
  return inDefaultDialect(
    name,
    readEnvelope<Data>(response.status, answered, response.headers.get('Retry-After')),
  )
}

/** Throws what the server said was wrong; a proxy that answers in its place says it in HTML. */
export function readEnvelope<Data>(
  status: number,
  answered: string,
  retryAfter: string | null,
): Envelope<Data> {
  const envelope = parsed(answered)
  if (status < 400 && envelope?.success) return envelope as unknown as Envelope<Data>
  throw new ApiError({
    status,
    code: String(envelope?.code ?? 'no_answer'),
    message: String(envelope?.message ?? text.errors.serverGone),
    fields: Object.fromEntries(
      ((envelope?.errors as { path: string; message: string }[]) ?? []).map(({ path, message }) => [
        path,
        message,
      ]),
    ),
    retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
  })
}

function parsed(answered: string): Record<string, unknown> | null {
  try {
    return JSON.parse(answered)
  } catch {
    return null
  }
}

const hasFile = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null && Object.values(body).some((value) => value instanceof Blob)

export function formOf(body: unknown): FormData {
  if (body instanceof FormData) return body
  const form = new FormData()
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    if (value === undefined || value === null) continue
    if (value instanceof File) form.set(name, value, value.name)
    else if (value instanceof Blob) form.set(name, value, 'picture.png')
    else form.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  return form
}
