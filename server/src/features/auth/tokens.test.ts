import { SignJWT, UnsecuredJWT } from 'jose'
import { expect, it } from 'vitest'
import { createTokens, readRefreshToken } from './tokens.ts'

const [userId, sessionId] = ['a'.repeat(24), 'b'.repeat(24)]
const now = new Date('2026-03-04T05:06:07.089Z')
const inMinutes = (n: number) => new Date(now.getTime() + n * 60_000)
const parts = { accessSecret: 'access secret', refreshSecret: 'refresh secret', accessSeconds: 900 }
const tokens = createTokens(parts)
const session = { id: sessionId, seed: 'seed' }

it('reads its own access tokens, until they expire', async () => {
  const token = await tokens.accessToken(userId, sessionId, now)
  expect(await tokens.readAccessToken(token, inMinutes(14))).toMatchObject({ userId, sessionId })
  expect(await tokens.readAccessToken(token, inMinutes(15))).toBeNull()
})

it('reads no access token that somebody else made', async () => {
  const other = createTokens({ ...parts, accessSecret: 'another secret' })
  const key = new TextEncoder().encode(parts.accessSecret)
  const claims = { sid: sessionId, sub: userId }
  const expiry = Math.floor(inMinutes(5).getTime() / 1000)
  const forgeries = [
    '',
    'null',
    'a.b.c',
    await other.accessToken(userId, sessionId, now),
    new UnsecuredJWT(claims).setExpirationTime(expiry).encode(),
    await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).setExpirationTime(expiry).sign(key),
    await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key),
    await new SignJWT({ sub: userId })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(expiry)
      .sign(key),
    await new SignJWT({ sub: userId, sid: { $ne: '' } })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(expiry)
      .sign(key),
  ]
  for (const token of forgeries) expect(await tokens.readAccessToken(token, now)).toBeNull()
})

it('derives the same refresh token again, another one for each number, session, seed and secret', () => {
  const token = tokens.refreshToken(session, 3)
  expect(tokens.refreshToken({ ...session }, 3)).toBe(token)
  expect(readRefreshToken(token)).toEqual({ sessionId, number: 3 })
  const others = [
    tokens.refreshToken(session, 4),
    tokens.refreshToken({ ...session, seed: 'other' }, 3),
    tokens.refreshToken({ ...session, id: userId }, 3),
    createTokens({ ...parts, refreshSecret: 'other' }).refreshToken(session, 3),
  ]
  expect(new Set([token, ...others]).size).toBe(5)
  expect(tokens.isRefreshToken(token, session, 3)).toBe(true)
  for (const other of others) expect(tokens.isRefreshToken(other, session, 3)).toBe(false)
})

it('knows one spelling of a refresh token only', () => {
  const token = tokens.refreshToken(session, 3)
  const last = token.at(-1)!
  const twin = token.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1)
  for (const spelling of [twin, `${token}=`, token.toUpperCase(), `${token}\u0000`, ` ${token}`]) {
    expect(tokens.isRefreshToken(spelling, session, 3)).toBe(false)
  }
})

it.each(['', 'x', `${sessionId}.0.${'a'.repeat(43)}`, `${sessionId}.1e3.${'a'.repeat(43)}`, 'a.1.b'])(
  'sees that %j is no refresh token',
  (text) => {
    expect(readRefreshToken(text)).toBeNull()
  },
)
