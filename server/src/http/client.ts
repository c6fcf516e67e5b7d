import type { Request, Response } from 'express'
import type { Client } from './endpoint.ts'

/** Cookies of the request by name; the first of a name counts, an undecodable value is taken as it is. */
export function cookiesOf(req: Request): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null)
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 1) continue
    const name = pair.slice(0, at).trim()
    if (Object.hasOwn(cookies, name)) continue
    cookies[name] = decoded(
      pair
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    )
  }
  return cookies
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

export function baseUrlOf(req: Request, publicUrl: string | null): string {
  return publicUrl ?? `${req.protocol}://${req.host}`
}

export function clientOf(req: Request, res: Response, publicUrl: string | null): Client {
  const gone = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  return {
    address: req.ip ?? '',
    userAgent: (req.headers['user-agent'] ?? '').slice(0, 512),
    requestId: String(res.locals.requestId ?? ''),
    cookies: cookiesOf(req),
    baseUrl: baseUrlOf(req, publicUrl),
    signal: gone.signal,
  }
}
