import type { Request, Response } from 'express'
import type { Client } from '../endpoint.ts'
import { traceOf } from '../trace.ts'

/** Cookies of the request by name; the first of a name counts, an undecodable value is taken as it is. */
export function cookiesOf(req: Request): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null)
  const header = req.headers.cookie
  if (header === undefined) return cookies
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at < 1) continue
    const name = pair.slice(0, at).trim()
    if (name in cookies) continue
    cookies[name] = decoded(unquoted(pair.slice(at + 1).trim()))
  }
  return cookies
}

const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1')

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

export const baseUrlOf = (req: Request, publicUrl: string | null): string =>
  publicUrl ?? `${req.protocol}://${hostOf(req)}`

/** What HTTP/1.0 does not name is the address that it came to. */
function hostOf(req: Request): string {
  if (req.host) return req.host
  const { localAddress = '', localPort } = req.socket
  const address = plain(localAddress)
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`
}

export const addressOf = (req: Request): string => plain(req.ip ?? '')

/** A socket that takes both kinds of address writes IPv4 ones as `::ffff:192.0.2.1`. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

export const clientOf = (req: Request, res: Response, publicUrl: string | null): Client =>
  new Asking(req, res, publicUrl)

/**
 * Most handlers look at one or two of these, so each is made when it is asked for. A class because getters of an
 * object literal give each request a hidden class of its own: that took a third of a short answer's time.
 */
class Asking implements Client {
  readonly #req: Request
  readonly #res: Response
  readonly #publicUrl: string | null
  constructor(req: Request, res: Response, publicUrl: string | null) {
    this.#req = req
    this.#res = res
    this.#publicUrl = publicUrl
  }
  get method() {
    return this.#req.method
  }
  get address() {
    return addressOf(this.#req)
  }
  get userAgent() {
    return (this.#req.headers['user-agent'] ?? '').slice(0, 512)
  }
  get requestId() {
    return traceOf(this.#res).requestId
  }
  get cookies() {
    return cookiesOf(this.#req)
  }
  get baseUrl() {
    return baseUrlOf(this.#req, this.#publicUrl)
  }
  get signal() {
    return goneSignal(this.#res)
  }
}

const signals = new WeakMap<Response, AbortSignal>()

function goneSignal(res: Response): AbortSignal {
  const known = signals.get(res)
  if (known) return known
  const gone = new AbortController()
  const look = (): void => {
    if (!res.writableFinished) gone.abort()
  }
  if (res.closed) look()
  else res.once('close', look)
  signals.set(res, gone.signal)
  return gone.signal
}
