import type { CookieOptions, Response } from 'express'
import type { Config } from '../../config/config.ts'
import type { Cookie } from '../endpoint.ts'

export const sessionCookies = { access: 'accessToken', refresh: 'refreshToken' } as const
/** Names the accounts that logged in on this device before. */
export const deviceCookie = 'knownDevice'

/** Sets and clears cookies, with flags that come from the configuration and never from the request. */
export function createSetCookies({ publicUrl, cookieSameSite }: Config['http']) {
  const flags: CookieOptions = {
    httpOnly: true,
    path: '/',
    secure: publicUrl?.startsWith('https:') ?? false,
    sameSite: cookieSameSite,
  }
  return (res: Response, cookies: Cookie[] = []): void => {
    for (const { name, value, maxAgeSeconds } of cookies) {
      if (value === null) res.clearCookie(name, flags)
      else res.cookie(name, value, maxAgeSeconds ? { ...flags, maxAge: maxAgeSeconds * 1000 } : flags)
    }
  }
}
