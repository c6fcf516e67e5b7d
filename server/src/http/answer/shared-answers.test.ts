import request from 'supertest'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { appError } from '../../errors.ts'
import { endpoint, reply } from '../endpoint.ts'
import { createSharedAnswers } from './shared-answers.ts'

/** An app that counts how often it makes an answer, and the hands of its clock. */
function site({ publicUrl = null as string | null, gate = Promise.resolve() } = {}) {
  const made = { lists: 0, details: 0 }
  let now = 0
  const sharedAnswers = createSharedAnswers(publicUrl, () => now)
  const base = { summary: 'Things', answer: z.string(), message: 'Things', errors: [] }
  const list = endpoint({
    ...base,
    id: 'getThings',
    route: 'GET /things',
    access: 'optional',
    isShared: true,
    query: { q: z.string().optional(), cursor: z.string().optional() },
    async handle({ query, viewer, client }) {
      made.lists++
      const nth = made.lists
      await gate
      if (query.q === 'missing') throw appError('video_not_found')
      const text = `${nth} for ${viewer?.username ?? 'nobody'} at ${client.baseUrl} ${'long '.repeat(500)}`
      return reply(text, { nextCursor: 'next' })
    },
  })
  const detail = endpoint({
    ...base,
    id: 'getThing',
    route: 'GET /things/one',
    access: 'optional',
    handle: () => `${++made.details}`,
  })
  const env: Record<string, string> = publicUrl ? { PUBLIC_URL: publicUrl } : {}
  const app = tinyApp([list, detail], { env, kit: { sharedAnswers } })
  return {
    ...{ app, made, sharedAnswers },
    // supertest listens on another port each time.
    get: (path = '/things') => request(app).get(`/api/v1${path}`).set('Host', 'site.example'),
    later: (ms: number) => {
      now += ms
    },
  }
}

it('makes one answer a second for all who are nobody in particular', async () => {
  const { get, later, made } = site()
  const answers = [await get(), await get(), await get()]
  expect(new Set(answers.map(({ body }) => body.data)).size).toBe(1)
  expect(made.lists).toBe(1)
  later(999)
  await get()
  expect(made.lists).toBe(1)
  later(1)
  await get()
  expect(made.lists).toBe(2)
})

it('gives what is kept with the same headers: ETag, Link, Cache-Control, and an id of its own', async () => {
  const { get } = site()
  const [first, second] = [await get(), await get()]
  for (const name of ['etag', 'link', 'cache-control', 'content-type', 'vary', 'content-security-policy'])
    expect(second.headers[name]).toBe(first.headers[name])
  expect(second.headers.link).toContain('cursor=next')
  expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
  expect((await get().set('If-None-Match', first.headers.etag!)).status).toBe(304)
})

it('makes it once when twenty ask at the same moment', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { get, made } = site({ gate: promise })
  const asking = Promise.all(Array.from({ length: 20 }, () => get()))
  await expect.poll(() => made.lists).toBe(1)
  resolve()
  expect(new Set((await asking).map(({ status, body }) => `${status} ${body.data}`)).size).toBe(1)
  expect(made.lists).toBe(1)
})

it.each([
  ['a token', { Authorization: 'Bearer ann' }],
  ['a token that is none', { Authorization: 'Bearer garbage' }],
  ['a cookie, whatever it is', { Cookie: 'theme=dark' }],
])('makes a new answer for who sends %s, and keeps it for nobody', async (_what, headers) => {
  const { get, made } = site()
  await get()
  await get().set(headers as Record<string, string>)
  await get().set(headers as Record<string, string>)
  expect(made.lists).toBe(3)
  expect((await get()).body.data).toContain('1 for nobody')
  expect(made.lists).toBe(3)
})

it('keeps nothing of what is asked by HEAD, nor of an endpoint that is not shared', async () => {
  const { app, get, made } = site()
  await request(app).head('/api/v1/things')
  await get()
  expect(made.lists).toBe(2)
  await get('/things/one')
  await get('/things/one')
  expect(made.details).toBe(2)
})

it('tells addresses apart: the query, the host where no PUBLIC_URL is set', async () => {
  const { get, made } = site()
  await get('/things?q=a')
  await get('/things?q=b')
  expect(made.lists).toBe(2)
  const here = await get().set('Host', 'here.example')
  const there = await get().set('Host', 'there.example')
  expect(here.body.data).toContain('http://here.example')
  expect(there.body.data).toContain('http://there.example')
  expect(there.headers.link).toContain('http://there.example')
})

it('is the same for every host where PUBLIC_URL is set', async () => {
  const { get, made } = site({ publicUrl: 'https://site.example' })
  await get().set('Host', 'here.example')
  await get().set('Host', 'there.example')
  expect(made.lists).toBe(1)
})

it('lets each origin have its own CORS headers', async () => {
  const { get, made } = site()
  await get().set('Origin', 'https://friend.example')
  const stranger = await get().set('Origin', 'https://stranger.example')
  const friend = await get().set('Origin', 'https://friend.example')
  expect(made.lists).toBe(1)
  expect(stranger.headers['access-control-allow-origin']).toBeUndefined()
  expect(friend.headers['access-control-allow-origin']).toBe('https://friend.example')
})

it('compresses what is kept for each who takes it', async () => {
  const { get } = site()
  const [plain, gzip, brotli, again] = [
    await get().set('Accept-Encoding', 'identity'),
    await get().set('Accept-Encoding', 'gzip'),
    await get().set('Accept-Encoding', 'br'),
    await get().set('Accept-Encoding', 'gzip'),
  ]
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(gzip.headers['content-encoding']).toBe('gzip')
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(again.body).toEqual(plain.body)
})

it('does not keep an error, and shows each the form it asked for', async () => {
  const { get, made } = site()
  expect((await get('/things?q=missing')).status).toBe(404)
  const problem = await get('/things?q=missing').set('Accept', 'application/problem+json')
  expect(problem.headers['content-type']).toContain('application/problem+json')
  expect(made.lists).toBe(2)
})

it('forgets everything when something may not be seen any more, also what is being made', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { get, made, sharedAnswers } = site({ gate: promise })
  const asking = get().then((answer) => answer)
  await expect.poll(() => made.lists).toBe(1)
  sharedAnswers.clear()
  const after = get().then((answer) => answer)
  await expect.poll(() => made.lists).toBe(2)
  resolve()
  expect((await asking).body.data).toContain('1 for')
  expect((await after).body.data).toContain('2 for')
  expect((await get()).body.data).toContain('2 for')
})

it('holds a bounded number of answers', async () => {
  const { get, sharedAnswers } = site()
  const made = { text: 'x'.repeat(1024 * 1024), operation: 'getThings', headers: {} }
  for (let n = 0; n < 100; n++) {
    const req = { method: 'GET', headers: {}, protocol: 'http', host: 'a', originalUrl: `/${n}` }
    await sharedAnswers.make(req as never, async () => ({ ...made }))
  }
  expect(sharedAnswers.figures().size).toBeLessThanOrEqual(32)
  await get()
  expect(sharedAnswers.figures()).toMatchObject({ misses: 101 })
})
