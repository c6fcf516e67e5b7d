import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { type Id, isId } from '../lib/id.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * Addresses of stored objects (docs/decisions/0005-media-addresses.md). The database keeps object keys; a
 * stored http(s) address comes from an adopted database and passes through.
 */
export type MediaUrls = ReturnType<typeof createMediaUrls>

export type TokenState = 'good' | 'expired' | 'forged'

/** A link outlives the longest video (12 h) by some hours, unless its maker knows better. */
const defaultTtlSeconds = 18 * 3600
/** Expiry is rounded up to this, so that addresses repeat and a browser's cache can work. */
const roundingSeconds = 6 * 3600
/** 192 bits: a whole number of base64url characters, so a token has exactly one spelling. */
const macBytes = 24

interface MediaUrlParts {
  secret: string
  clock: Clock
  /** Where a CDN has an object below `public/`; null: there is none. */
  publicAddress?: ((key: string) => string) | null
}

/** `secret` is the refresh token's: the key for links is derived from it, so that there is one secret less to set. */
export function createMediaUrls({ secret, clock, publicAddress }: MediaUrlParts) {
  const linkKey = Buffer.from(hkdfSync('sha256', secret, '', 'reelbase media links v1', 32))

  const mac = (opened: string, expires: number): Buffer =>
    createHmac('sha256', linkKey).update(`${opened}.${expires}`).digest().subarray(0, macBytes)

  /** The address of a key: plain for `public/`, with a path token for `private/`. */
  function url(baseUrl: string, key: string, ttlSeconds?: number): string {
    if (/^https?:\/\//i.test(key)) return key
    if (!key.startsWith('public/')) return grantedUrl(baseUrl, key, ttlSeconds)
    return publicAddress ? publicAddress(key) : ownUrl(baseUrl, key)
  }

  /** The address of a key below `public/` at this server, which finds what is still on its way there; a CDN does not. */
  const ownUrl = (baseUrl: string, key: string): string => `${baseUrl}/media/o/${key.slice('public/'.length)}`

  /**
   * The address for somebody who may see a video that is closed to the public. Its files may still lie under
   * `public/` for a moment, where the plain address answers nobody; this one answers at once.
   */
  function grantedUrl(baseUrl: string, key: string, ttlSeconds = defaultTtlSeconds): string {
    const opened = openedBy(key)
    if (!opened) return url(baseUrl, key)
    const wanted = clock.now().getTime() / 1000 + ttlSeconds
    const expires = Math.ceil(wanted / roundingSeconds) * roundingSeconds
    return `${baseUrl}/media/t/${expires}.${mac(opened, expires).toString('base64url')}/${key}`
  }

  /** `expired` only for a token that was once ours. */
  function checkToken(token: string, key: string): TokenState {
    const opened = openedBy(key)
    const match = /^([1-9]\d{0,11})\.([\w-]{32})$/.exec(token)
    if (!match || !opened) return 'forged'
    const expires = Number(match[1])
    if (!timingSafeEqual(Buffer.from(match[2]!, 'base64url'), mac(opened, expires))) return 'forged'
    return expires * 1000 > clock.now().getTime() ? 'good' : 'expired'
  }

  return { url, ownUrl, grantedUrl, checkToken }
}

/** A token opens all that is made of one video; its raw upload has one of its own, which opens nothing else. */
const openedBy = (key: string): string | null => (isSource(key) ? key : videoIdOf(key))

/** An upload as it came, with all that a phone wrote into it. */
export const isSource = (key: string): boolean => key.split('/')[3] === 'source'

/** The video that an object belongs to; null for those of users. */
export function videoIdOf(key: string): Id | null {
  const [, kind, id] = key.split('/')
  return kind === 'videos' && isId(id) ? id : null
}
