import type { Request } from 'express'
import type { Config } from '../../config/config.ts'
import { appError } from '../../errors.ts'
import { baseUrlOf, cookiesOf } from './client.ts'
import { sessionCookies } from './cookies.ts'

type OriginConfig = Pick<Config, 'production'> & { http: Pick<Config['http'], 'corsOrigins' | 'publicUrl'> }

/** Which web pages may call with the visitor's cookies, and the check of a request that one may have caused. */
export function createOrigins({ production, http: { corsOrigins, publicUrl } }: OriginConfig) {
  const named = new Set(corsOrigins)
  const isNamed = (origin: string): boolean =>
    corsOrigins === null ? !production && isLocal(origin) : named.has(origin)

  const isOwn = (origin: string, req: Request): boolean =>
    origin === baseUrlOf(req, null) || (publicUrl !== null && origin === new URL(publicUrl).origin)

  const allows = (origin: string, req: Request): boolean => isNamed(origin) || isOwn(origin, req)

  function isForeign(req: Request): boolean {
    const origin = req.get('origin')
    const site = req.get('sec-fetch-site')
    // A browser says so itself, also behind a proxy that hides https and the host name from us.
    if (site === 'same-origin' || site === 'none') return false
    if (origin !== undefined) return !allows(origin, req)
    return site !== undefined
  }

  /** Throws `foreign_origin` when a foreign page may have caused this request and it would act with a session. */
  function check(req: Request, setsSession: boolean): void {
    if ((setsSession || carriesSession(req)) && isForeign(req)) throw appError('foreign_origin')
  }

  return { allows, check }
}

const localNames = /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/

function isLocal(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, hostname } = new URL(origin)
  return /^https?:$/.test(protocol) && localNames.test(hostname)
}

function carriesSession(req: Request): boolean {
  const cookies = cookiesOf(req)
  return Object.values(sessionCookies).some((name) => cookies[name] !== undefined)
}
