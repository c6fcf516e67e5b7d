import { describe, expect, it } from 'vitest'
import { createTokens } from '../../src/features/auth/tokens.ts'
import { type Endpoint, splitRoute } from '../../src/http/endpoint.ts'
import { openSite, type Person } from '../support/app.ts'
import { ask, type Request } from './support/ask.ts'
import { complaint, type Expected } from './support/judge.ts'
import { unknownId } from './support/values.ts'
import { contentOf, createWorld, type Good } from './support/world.ts'

/**
 * Who may ask what: made from the endpoints themselves, so that a new one is in it by being there. The owner of all
 * things, somebody else, nobody, and tokens that are no good ask every operation.
 */

// Nobody works on what is uploaded here.
const site = await openSite({ env: { ROLES: 'web' } })
const world = createWorld(site)
const { endpoints } = site.app()
let asked = 0

async function put(endpoint: Endpoint, request: Request, token: string | null, expected: Expected) {
  asked += 1
  return complaint(endpoint, await ask(site.url(), endpoint, request, token), expected)
}

const requestOf = (endpoint: Endpoint, good: Good): Request => ({
  params: good.params,
  content: contentOf(endpoint, good),
})

const claimsOf = (token: string): { sub: string; sid: string } =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

/** Signed by this very server, for a session that lasts, a year ago. */
async function expired({ accessToken }: Person): Promise<string> {
  const { secrets } = site.app()
  const tokens = createTokens({
    ...{ accessSecret: secrets.accessToken, refreshSecret: secrets.refreshToken, accessSeconds: 60 },
  })
  const { sub, sid } = claimsOf(accessToken!)
  return tokens.accessToken(sub, sid, new Date(Date.now() - 365 * 86_400_000))
}

/** Of a session that has ended. */
const endedTokens = new Map<Person, Promise<string>>()
function ended(who: Person): Promise<string> {
  const token = endedTokens.get(who) ?? logOut(who)
  endedTokens.set(who, token)
  return token
}

async function logOut(who: Person): Promise<string> {
  const client = site.visitor('bearer')
  await client.logIn(who)
  await client.post('/users/logout')
  return client.accessToken!
}

const needsViewer = ({ access }: Endpoint): boolean => access === 'user' || access === 'admin'
const isFor = (endpoint: Endpoint, token: string | null): Expected => {
  if (!needsViewer(endpoint)) return { outcome: 'success' }
  return { outcome: token === null ? 'not_authenticated' : 'invalid_token' }
}

/** Somebody else's things: forbidden where the endpoint says so, else as if they were not there, or one's own. */
function forOthers(endpoint: Endpoint): Expected {
  if (!needsViewer(endpoint)) return { outcome: 'success' }
  const namesThings = Object.keys(endpoint.params).length > 0
  if (namesThings && endpoint.errors.includes('not_allowed')) return { outcome: 'not_allowed' }
  return { outcome: 'any' }
}

describe.each(endpoints.map((endpoint) => [endpoint.id, endpoint] as const))('%s', (_, endpoint) => {
  it('answers its owner, at each of its addresses', async () => {
    for (const route of [endpoint.route, ...endpoint.aliases]) {
      const good = await world.good(endpoint)
      const { accessToken } = await world.owner()
      const request = requestOf(endpoint, good)
      const expected = { outcome: endpoint.access === 'admin' ? 'not_allowed' : 'success' } as const
      expect([route, await put({ ...endpoint, route }, request, accessToken, expected)]).toEqual([
        route,
        null,
      ])
    }
  })

  it('knows nobody by a token that is no good', async () => {
    const owner = await world.owner()
    const bad = { none: null, garbage: 'x.y.z', expired: await expired(owner), ended: await ended(owner) }
    const found: Record<string, string | null> = {}
    let good = await world.good(endpoint)
    for (const [name, token] of Object.entries(bad)) {
      const request = requestOf(endpoint, good)
      if (!needsViewer(endpoint)) good = await world.good(endpoint)
      found[name] = await put(endpoint, request, token, isFor(endpoint, token))
    }
    expect(found).toEqual({ none: null, garbage: null, expired: null, ended: null })
  })

  it('keeps others from what is not theirs', async () => {
    const request = requestOf(endpoint, await world.good(endpoint))
    const { accessToken } = await world.other()
    expect(await put(endpoint, request, accessToken, forOthers(endpoint))).toBeNull()
  })

  const { method, path } = splitRoute(endpoint.route)
  if (method !== 'GET') {
    it('does nothing for a foreign page', async () => {
      const { accessToken } = await world.owner()
      const headers = { origin: 'https://evil.example', cookie: `accessToken=${accessToken}` }
      const request = { ...requestOf(endpoint, await world.good(endpoint)), headers }
      expect(await put(endpoint, request, null, { outcome: 'foreign_origin' })).toBeNull()
    })
  }

  const hidden = world.hidable.filter((name) => path.split('/').includes(`:${name}`))
  if (hidden.length === 0) return

  it('tells others nothing of what is private', async () => {
    const { accessToken } = await world.other()
    for (const token of needsViewer(endpoint) ? [accessToken] : [accessToken, null]) {
      const good = await world.good(endpoint)
      const secrets = await world.thingsFor(endpoint, 'private')
      const unknown = Object.fromEntries(Object.keys(secrets).map((name) => [name, unknownId]))
      const [secret, nothing] = await Promise.all(
        [secrets, unknown].map((params) =>
          ask(site.url(), endpoint, requestOf(endpoint, { ...good, params }), token),
        ),
      )
      asked += 2
      const told = ({ status, code, message }: typeof secret & {}) => ({ status, code, message })
      expect(told(secret!)).toEqual(told(nothing!))
    }
  })
})

it('has asked every operation as everybody', () => {
  console.info(`access: ${asked} requests to ${endpoints.length} operations`)
  expect(asked).toBeGreaterThan(endpoints.length * 6)
})
