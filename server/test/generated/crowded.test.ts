import { afterAll, expect, it, vi } from 'vitest'
import type { Endpoint } from '../../src/http/endpoint.ts'
import { errorsOf } from '../../src/http/openapi/implied.ts'
import type { GateSize } from '../../src/lib/gate.ts'
import { form } from '../support/form.ts'
import { ask } from './support/ask.ts'
import { contentOf, createWorld } from './support/world.ts'

/** What operations answer while every line before them is full, and when the disk is: made from the endpoints. */

const now = vi.hoisted(() => ({ isCrowded: false, isDiskFull: false }))

vi.mock(import('../../src/lib/gate.ts'), async (original) => {
  const { createGate } = await original()
  return {
    createGate(size: GateSize) {
      const gate = createGate(size)
      return { run: (work) => (now.isCrowded ? Promise.reject(size.full()) : gate.run(work)) }
    },
  }
})

vi.mock(import('../../src/lib/disk-space.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    freeBytes: (path: string) => (now.isDiskFull ? Promise.resolve(0) : real.freeBytes(path)),
  }
})

// A worker keeps the modules of the files before: this one wants them anew, and leaves none of its own behind.
vi.resetModules()
afterAll(() => {
  vi.resetModules()
})
const { openSite } = await import('../support/app.ts')

const site = await openSite({ env: { ROLES: 'web' } })
const world = createWorld(site)

const documenting = (code: string): Endpoint[] =>
  site
    .app()
    .endpoints.filter((endpoint) => [...errorsOf(endpoint).values()].flat().some((one) => one === code))

/** What the operations that document a code answer to a good request while this is so. */
async function answersWhile(trouble: keyof typeof now, code: string) {
  const answers: string[] = []
  for (const endpoint of documenting(code)) {
    const good = await world.good(endpoint)
    const { accessToken } = await world.owner()
    const content =
      Object.keys(good.files).length > 0
        ? contentOf({ ...endpoint, files: allRequired(endpoint) }, good)
        : contentOf(endpoint, good)
    now[trouble] = true
    const answer = await ask(site.url(), endpoint, { params: good.params, content }, accessToken)
    now[trouble] = false
    answers.push(`${endpoint.id} ${answer.status} ${answer.code} ${answer.headers.has('retry-after')}`)
  }
  return answers
}

/** Sent as a form with every file in it. */
const allRequired = ({ files }: Endpoint): Endpoint['files'] =>
  Object.fromEntries(Object.entries(files).map(([name, file]) => [name, { ...file, required: true }]))

it('asks to come again where too many wait already', async () => {
  const answers = await answersWhile('isCrowded', 'overloaded')
  expect(answers.filter((answer) => !answer.endsWith(' 503 overloaded true'))).toEqual([])
  expect(answers.length).toBeGreaterThan(4)
})

it('takes no file for which there is no room', async () => {
  const answers = await answersWhile('isDiskFull', 'storage_full')
  expect(answers.filter((answer) => !answer.endsWith(' 507 storage_full false'))).toEqual([])
  expect(answers.length).toBeGreaterThan(3)
})

it('lets people log in by a form where there is no room for files', async () => {
  const { username, password } = await site.signUp('cat')
  now.isDiskFull = true
  expect((await site.visitor().post('/users/login', form({ username, password }))).status).toBe(200)
  now.isDiskFull = false
})
