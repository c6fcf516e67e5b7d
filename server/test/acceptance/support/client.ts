import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { noteAnswer } from '../../coverage/note.ts'
import { target } from './target.ts'
import type { Envelope } from './wire.ts'

export interface Answer<T> {
  status: number
  headers: Headers
  /** The whole body; null where it is not JSON. */
  body: Envelope<T>
  data: T
  text: string
}

export interface Credentials {
  bearer?: string
  cookie?: string
}

type Fields = Record<string, string | Blob | undefined>

/** A browser's name: what calls itself a program is not counted as a viewer. */
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

export type Client = ReturnType<typeof clientWith>

/** Somebody who asks the API, with these credentials. Nothing is kept between two requests. */
export function clientWith(credentials: Credentials = {}) {
  const headersOf = (more: Record<string, string> = {}): Record<string, string> => ({
    'user-agent': browser,
    ...(credentials.bearer ? { authorization: `Bearer ${credentials.bearer}` } : {}),
    ...(credentials.cookie ? { cookie: credentials.cookie } : {}),
    ...more,
  })

  async function send<T>(
    method: string,
    path: string,
    body?: string | FormData,
    more?: Record<string, string>,
  ): Promise<Answer<T>> {
    const response = await fetch(urlOf(path), { method, body, headers: headersOf(more), redirect: 'manual' })
    const text = await response.text()
    noteAnswer('acceptance', method, response.url, response.status, text)
    const parsed = parse<T>(text)
    return { status: response.status, headers: response.headers, body: parsed, data: parsed?.data, text }
  }

  const withJson =
    (method: string) =>
    <T = unknown>(path: string, body?: unknown, more: Record<string, string> = {}) =>
      body === undefined
        ? send<T>(method, path, undefined, more)
        : send<T>(method, path, JSON.stringify(body), { 'content-type': 'application/json', ...more })

  return {
    credentials,
    get: <T = unknown>(path: string, more?: Record<string, string>) => send<T>('GET', path, undefined, more),
    post: withJson('POST'),
    patch: withJson('PATCH'),
    delete: withJson('DELETE'),
    /** A body as it stands, for what is wrong on purpose. */
    raw: send,
    form: <T = unknown>(
      method: 'POST' | 'PATCH',
      path: string,
      fields: Fields,
      more?: Record<string, string>,
    ) => send<T>(method, path, formOf(fields), more),
    /** A file by its URL or path on this server. */
    fetch: async (url: string, more?: Record<string, string>, method = 'GET') => {
      const response = await fetch(absolute(url), { method, headers: headersOf(more), redirect: 'manual' })
      const text = response.status < 400 ? '' : await response.clone().text()
      noteAnswer('acceptance', method, response.url, response.status, text)
      return response
    },
  }
}

export const stranger = clientWith()

/** A file of a form; its type as a browser would declare it. */
export async function file(path: string, type: string, name = basename(path)): Promise<File> {
  return new File([await openAsBlob(path)], name, { type })
}

function formOf(fields: Fields): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value)
  return form
}

/** The API path, or one of the server where it starts with `!`: `!/health/live`. */
const urlOf = (path: string): string =>
  path.startsWith('!') ? `${target.url}${path.slice(1)}` : `${target.url}/api/v1${path}`

export const absolute = (url: string): string => new URL(url, `${target.url}/`).href

function parse<T>(text: string): Envelope<T> {
  try {
    return JSON.parse(text) as Envelope<T>
  } catch {
    return null as never
  }
}

/** The `name=value` pairs that an answer sets, as a browser sends them back. */
export const cookiesOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .filter((pair) => !pair.endsWith('='))
    .join('; ')
