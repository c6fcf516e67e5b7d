import { expect, it } from 'vitest'
import type { Endpoint } from '../../src/http/endpoint.ts'
import { openSite } from '../support/app.ts'
import { bodyCases, keyCases } from './cases/bodies.ts'
import type { Case } from './cases/case.ts'
import { formCases } from './cases/forms.ts'
import { pathCases, queryCases } from './cases/places.ts'
import { ask } from './support/ask.ts'
import { complaint, succeeds } from './support/judge.ts'
import { createWorld } from './support/world.ts'

/**
 * What may be sent: made from the endpoints themselves, so that a new one is in it by being there. Each field of each
 * operation gets every value that is wrong in some way; the documentation says which of them must be refused, with the
 * field named. The others may be taken, or refused by an error that is documented; nothing may be a fault of ours.
 */

const site = await openSite({ env: { ROLES: 'web' } })
const world = createWorld(site)
const { endpoints } = site.app()
let asked = 0

/** Sends all cases, each made from a good request; what is wrong with their answers. */
async function mismatches(endpoint: Endpoint, cases: Case[]): Promise<string[]> {
  const found: string[] = []
  let good = await world.good(endpoint)
  let { accessToken } = await world.owner()
  for (const { name, request, expected } of cases) {
    const answer = await ask(site.url(), endpoint, { params: good.params, ...request(good) }, accessToken)
    asked += 1
    const wrong = complaint(endpoint, answer, expected)
    if (wrong) found.push(`${name}: ${wrong}`)
    if (!succeeds(endpoint, answer) || endpoint.route.startsWith('GET ')) continue
    // What was changed or removed is made anew.
    good = await world.good(endpoint)
    accessToken = (await world.owner()).accessToken
  }
  return found
}

const odd = endpoints.flatMap((endpoint) => {
  const parts = [pathCases, queryCases, bodyCases, formCases, keyCases]
  const cases = parts.flatMap((casesOf) => casesOf(endpoint))
  return cases.length > 0 ? [{ id: endpoint.id, endpoint, cases }] : []
})

// Passwords are slow on purpose, and some operations check one with every request.
const patience = { timeout: 240_000 }

it.each(odd)('$id takes $cases.length odd requests as it says', patience, async ({ endpoint, cases }) => {
  const found = await mismatches(endpoint, cases)
  expect(found, found.join('\n')).toEqual([])
  expect(Object.keys(Object.prototype)).toEqual([])
})

it('has asked every operation that takes something', () => {
  console.info(`input: ${asked} odd requests to ${odd.length} operations`)
  expect(asked).toBe(odd.reduce((sum, { cases }) => sum + cases.length, 0))
})
