import { createHmac, createSecretKey, hkdfSync, timingSafeEqual } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { type Id, isId } from '../../lib/id.ts'

export type Tokens = ReturnType<typeof createTokens>

export interface TokenParts {
  accessSecret: string
  refreshSecret: string
  accessSeconds: number
}

/** What a refresh token says of itself; to be believed only when `isRefreshToken` agrees. */
export interface RefreshClaim {
  sessionId: Id
  number: number
}

interface AccessClaim {
  userId: Id
  sessionId: Id
  expiresAt: Date
}

/** About 4 MB of tokens. */
const mostVerified = 10_000

interface Seeded {
  id: Id
  seed: string
}

/**
 * Access tokens are JWTs that name their session. Refresh token number n of a session is derived from the secret, the
 * session's seed and n, so that none is stored and all that race for the next one get the same.
 */
export function createTokens({ accessSecret, refreshSecret, accessSeconds }: TokenParts) {
  const accessKey = createSecretKey(Buffer.from(accessSecret))
  const refreshKey = Buffer.from(hkdfSync('sha256', refreshSecret, '', 'reelbase refresh tokens v1', 32))

  const accessToken = (userId: Id, sessionId: Id, now: Date): Promise<string> => {
    const seconds = Math.floor(now.getTime() / 1000)
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(userId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + accessSeconds)
      .sign(accessKey)
  }

  // A signature that was found right stays right, and a token comes with every request of its owner.
  const verified = new Map<string, AccessClaim>()

  /** Null for whatever is not a token of ours that lasts still. */
  async function readAccessToken(token: string, now: Date): Promise<AccessClaim | null> {
    const claim = verified.get(token) ?? (await verify(token, now))
    return claim && claim.expiresAt > now ? claim : null
  }

  async function verify(token: string, now: Date): Promise<AccessClaim | null> {
    try {
      const { payload } = await jwtVerify(token, accessKey, {
        algorithms: ['HS256'],
        currentDate: now,
        requiredClaims: ['exp'],
      })
      const { sub: userId, sid: sessionId, exp } = payload
      if (!isId(userId) || !isId(sessionId)) return null
      const claim = { userId, sessionId, expiresAt: new Date(exp! * 1000) }
      verified.set(token, claim)
      if (verified.size > mostVerified) verified.delete(verified.keys().next().value!)
      return claim
    } catch {
      return null
    }
  }

  function refreshToken({ id, seed }: Seeded, number: number): string {
    const mac = createHmac('sha256', refreshKey).update(`${id}.${seed}.${number}`).digest('base64url')
    return `${id}.${number}.${mac}`
  }

  /** Whether this very text is that token: nothing is compared before its length is the same. */
  function isRefreshToken(token: string, session: Seeded, number: number): boolean {
    const [given, right] = [Buffer.from(token), Buffer.from(refreshToken(session, number))]
    return given.length === right.length && timingSafeEqual(given, right)
  }

  return { accessSeconds, accessToken, readAccessToken, refreshToken, isRefreshToken }
}

/** Null for a text that no refresh token looks like. */
export function readRefreshToken(token: string): RefreshClaim | null {
  const match = /^([0-9a-f]{24})\.([1-9]\d{0,8})\.[\w-]{43}$/.exec(token)
  return match && { sessionId: match[1]!, number: Number(match[2]) }
}
