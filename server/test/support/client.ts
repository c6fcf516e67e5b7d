import { noteAnswer } from '../coverage/note.ts'

/** How a client shows who it is: as a browser does, or as a program. */
export type CookieUse = 'cookies' | 'bearer'

export interface Answer {
  status: number
  /** The envelope's. Tests look into it freely, so its type is open. */
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what a test finds out
  data: any
  message: string
  code?: string
  errors?: { path: string; message: string }[]
  nextCursor?: string
  headers: Headers
  /** The cookies that the answer sets, by name, as they were written. */
  setCookies: Record<string, string>
}

export interface Client {
  /** What it would send: name → value. Free to be changed. */
  cookies: Map<string, string>
  accessToken: string | null
  refreshToken: string | null
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** `body`: a plain object goes as JSON, a form as multipart, a text as it is (with its own Content-Type). */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Any address of the site, such as a picture's. */
  fetch(url: string, init?: RequestInit): Promise<Response>
  logIn(who: { username: string; password: string }): Promise<Answer>
}

/** A client of the API at `url`, with a cookie jar of its own. */
export function createClient(url: string, use: CookieUse): Client {
  const cookies = new Map<string, string>()

  function ownHeaders(): Record<string, string> {
    const headers: Record<string, string> = {}
    if (use === 'cookies' && cookies.size > 0) headers.cookie = pairs(cookies)
    if (use === 'bearer' && client.accessToken) headers.authorization = `Bearer ${client.accessToken}`
    return headers
  }

  async function send(method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
    const { type, content } = encoded(body)
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...ownHeaders(), ...type, ...headers },
      body: content,
      redirect: 'manual',
    })
    const setCookies = keepCookies(response)
    const text = await response.text()
    noteAnswer('tests', method, response.url, response.status, text)
    const envelope = text === '' ? {} : (JSON.parse(text) as Partial<Answer>)
    return { ...envelope, status: response.status, headers: response.headers, setCookies } as Answer
  }

  function keepCookies(response: Response): Record<string, string> {
    const set: Record<string, string> = {}
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name === undefined || value === undefined) continue
      set[name] = line
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return set
  }

  const client: Client = {
    cookies,
    accessToken: null,
    refreshToken: null,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, body, headers) => send('PATCH', path, body, headers),
    delete: (path, body, headers) => send('DELETE', path, body, headers),
    fetch: (target, init = {}) =>
      fetch(new URL(target, url), { ...init, headers: { ...ownHeaders(), ...(init.headers as object) } }),
    async logIn({ username, password }) {
      const answer = await client.post('/users/login', { username, password })
      if (answer.status !== 200) throw new Error(`cannot log in as ${username}: ${answer.message}`)
      client.accessToken = answer.data.accessToken
      client.refreshToken = answer.data.refreshToken
      return answer
    },
  }
  return client
}

const pairs = (cookies: Map<string, string>): string =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

function encoded(body: unknown): { type: Record<string, string>; content: RequestInit['body'] } {
  if (body === undefined) return { type: {}, content: undefined }
  if (body instanceof FormData || typeof body === 'string') return { type: {}, content: body }
  return { type: { 'content-type': 'application/json' }, content: JSON.stringify(body) }
}
