import { type Request, request } from 'express'
import { expect, it } from 'vitest'
import { createOrigins } from './origin.ts'

interface Setting {
  production?: boolean
  corsOrigins?: string[] | null
  publicUrl?: string | null
}
const origins = ({ production = false, corsOrigins = null, publicUrl = null }: Setting = {}) =>
  createOrigins({ production, http: { corsOrigins, publicUrl } })

/** A request to http://videos.test, as far as origins look at it. */
function asking(headers: Record<string, string>): Request {
  const app = { get: () => () => false }
  const socket = { encrypted: false }
  return Object.assign(Object.create(request), {
    app,
    socket,
    connection: socket,
    headers: { host: 'videos.test', ...headers },
  })
}
const page = 'https://evil.example'

it.each([
  ['http://localhost:3000', true],
  ['https://localhost', true],
  ['http://app.localhost:5173', true],
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:3000', true],
  ['http://videos.test', true],
  ['https://videos.test', false],
  ['http://localhost.evil.example', false],
  ['http://notlocalhost', false],
  ['http://127.0.0.1.evil.example', false],
  ['file://localhost', false],
  ['null', false],
  ['', false],
])('without CORS_ORIGIN, outside production, %j is allowed: %s', (origin, isAllowed) => {
  expect(origins().allows(origin, asking({}))).toBe(isAllowed)
})

it('allows in production only what is named, and itself', () => {
  const { allows } = origins({ production: true, publicUrl: 'https://tube.example/base' })
  expect(allows('http://localhost:3000', asking({}))).toBe(false)
  expect(allows('https://tube.example', asking({}))).toBe(true)
  const named = origins({ production: true, corsOrigins: ['https://www.example.org'] })
  expect(named.allows('https://www.example.org', asking({}))).toBe(true)
  expect(named.allows('https://example.org', asking({}))).toBe(false)
  expect(named.allows('http://localhost:3000', asking({}))).toBe(false)
})

it.each([
  ['a foreign origin', { origin: page }, true],
  ['an opaque origin', { origin: 'null' }, true],
  ['a foreign page that hides its origin', { 'sec-fetch-site': 'cross-site' }, true],
  ['a sister site that hides its origin', { 'sec-fetch-site': 'same-site' }, true],
  ['a foreign origin that the browser confirms', { origin: page, 'sec-fetch-site': 'cross-site' }, true],
  ['its own page', { origin: 'http://videos.test' }, false],
  [
    'its own page behind a proxy that hides https',
    { origin: 'https://videos.test', 'sec-fetch-site': 'same-origin' },
    false,
  ],
  ['an allowed page', { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }, false],
  ['no browser', {}, false],
  ['an address that a person typed', { 'sec-fetch-site': 'none' }, false],
])('a session cookie from %s is refused: %s', (_, headers: Record<string, string>, isRefused) => {
  const check = (cookie: string, setsSession: boolean) => () =>
    origins().check(asking({ ...headers, ...(cookie ? { cookie } : {}) }), setsSession)
  for (const attempt of [
    check('accessToken=x', false),
    check('a=b; refreshToken=x', false),
    check('', true),
  ]) {
    if (isRefused) expect(attempt).toThrow('Requests from this origin are not allowed.')
    else expect(attempt).not.toThrow()
  }
  expect(check('', false)).not.toThrow()
  expect(check('other=x', false)).not.toThrow()
})
