import { describe, expect, it, vi } from 'vitest'
import type { Endpoint } from '../../src/http/endpoint.ts'
import { errorsOf } from '../../src/http/openapi/implied.ts'
import { StatementTimeout } from '../../src/ports/database.ts'
import { ObjectStoreUnavailable } from '../../src/ports/object-store.ts'
import { openSite } from '../support/app.ts'
import { cuttable } from '../support/proxy.ts'
import { ask } from './support/ask.ts'
import { contentOf, createWorld } from './support/world.ts'

/** What every operation answers when something is wrong with the server: made from the endpoints themselves. */

let database: Awaited<ReturnType<typeof cuttable>> | undefined
const site = await openSite({
  env: { ROLES: 'web' },
  connection: async (url) => {
    database = await cuttable(url)
    return database.url
  },
})
const world = createWorld(site)
const { endpoints } = site.app()

const documents = (endpoint: Endpoint, code: string): boolean =>
  [...errorsOf(endpoint).values()].flat().some((documented) => documented === code)

async function plainly(endpoint: Endpoint) {
  const good = await world.good(endpoint)
  return { request: { params: good.params, content: contentOf(endpoint, good) }, by: await world.owner() }
}

/** All operations in one test, each with things of its own. */
const patience = { timeout: 240_000 }

it('tells nobody what went wrong inside', patience, async () => {
  const told: Record<string, unknown> = {}
  for (const endpoint of endpoints) {
    const { request, by } = await plainly(endpoint)
    const broken = vi.spyOn(endpoint, 'handle').mockRejectedValue(new Error('the secret'))
    const { status, code, text } = await ask(site.url(), endpoint, request, by.accessToken)
    broken.mockRestore()
    if (status !== 500 || code !== 'internal_error' || text.includes('secret')) told[endpoint.id] = text
  }
  expect(told).toEqual({})
})

it('says that it takes too long, and when to come again, while the database works', patience, async () => {
  const told: Record<string, unknown> = {}
  for (const endpoint of endpoints.filter((each) => documents(each, 'too_slow'))) {
    const { request, by } = await plainly(endpoint)
    const slow = vi.spyOn(endpoint, 'handle').mockRejectedValue(new StatementTimeout('canceled'))
    const { status, code, headers } = await ask(site.url(), endpoint, request, by.accessToken)
    slow.mockRestore()
    const answer = `${status} ${code} ${headers.get('retry-after')}`
    if (answer !== '503 too_slow 10') told[endpoint.id] = answer
  }
  expect(told).toEqual({})
})

it(
  'says when to come again for what needs the store of media files, while that does not answer',
  patience,
  async () => {
    const told: Record<string, unknown> = {}
    for (const endpoint of endpoints.filter((each) => documents(each, 'media_unavailable'))) {
      const { request, by } = await plainly(endpoint)
      const cut = vi.spyOn(endpoint, 'handle').mockRejectedValue(new ObjectStoreUnavailable('cut off'))
      const { status, code, headers } = await ask(site.url(), endpoint, request, by.accessToken)
      cut.mockRestore()
      const answer = `${status} ${code} ${headers.get('retry-after')}`
      if (answer !== '503 media_unavailable 5') told[endpoint.id] = answer
    }
    expect(told).toEqual({})
  },
)

describe('without its database', () => {
  it('answers 503 and when to come again, whoever asks for what', patience, async () => {
    const prepared = []
    for (const endpoint of endpoints.filter((each) => documents(each, 'database_unavailable'))) {
      // Its owner is looked up, which ends the sessions of none.
      prepared.push({ endpoint, ...(await plainly(endpoint)) })
    }
    database!.cut()
    const told = await Promise.all(
      prepared.map(async ({ endpoint, request, by }) => {
        const { status, code, headers } = await ask(site.url(), endpoint, request, by.accessToken)
        return `${endpoint.id}: ${status} ${code} ${headers.get('retry-after')}`
      }),
    )
    expect(told.filter((answer) => !answer.endsWith(': 503 database_unavailable 2'))).toEqual([])
    expect(prepared.length).toBeGreaterThan(50)
  })
})
