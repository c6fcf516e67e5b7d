import { type Endpoint, splitRoute } from '../../../src/http/endpoint.ts'
import { noteAnswer } from '../../coverage/note.ts'

/** What is sent as the body: JSON, a form, or a text as it stands. */
export type Content =
  | { json: unknown }
  | { text: string; type: string }
  | { form: [name: string, value: string | File][] }

export interface Request {
  params?: Record<string, string>
  /** Parameters of the path stand in it as they are, not encoded. */
  asTheyAre?: boolean
  /** With its question mark. */
  query?: string
  content?: Content
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  code: string | undefined
  message: string
  /** What is wrong, field by field. */
  paths: string[]
  text: string
  headers: Headers
}

/** Asks an endpoint at its own route, as the bearer of a token or as nobody. */
export async function ask(
  url: string,
  endpoint: Endpoint,
  request: Request,
  token: string | null,
): Promise<Answer> {
  const { method, path } = splitRoute(endpoint.route)
  const encode = request.asTheyAre ? String : encodeURIComponent
  const place = path.replace(/:(\w+)/g, (_, name: string) => encode(request.params?.[name] ?? ''))
  const { type, body } = encoded(request.content)
  const response = await fetch(`${url}/api/v1${place}${request.query ?? ''}`, {
    method,
    body,
    headers: {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(type && { 'content-type': type }),
      ...request.headers,
    },
    redirect: 'manual',
  })
  const text = await response.text()
  noteAnswer('tests', method, response.url, response.status, text)
  const {
    code,
    message = '',
    errors = [],
  } = JSON.parse(text) as {
    code?: string
    message?: string
    errors?: { path: string }[]
  }
  const paths = errors.map((error) => error.path)
  return { status: response.status, code, message, paths, text, headers: response.headers }
}

function encoded(content: Content | undefined): { type?: string; body?: string | FormData } {
  if (!content) return {}
  if ('json' in content) return { type: 'application/json', body: JSON.stringify(content.json) }
  if ('text' in content) return { type: content.type, body: content.text }
  const body = new FormData()
  for (const [name, value] of content.form) body.append(name, value)
  return { body }
}
