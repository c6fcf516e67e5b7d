import request from 'supertest'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { endpoint } from '../endpoint.ts'

const app = tinyApp([
  endpoint({
    id: 'addThing',
    route: 'POST /things',
    summary: 'Add a thing',
    access: 'user',
    answer: z.object({}),
    message: 'Added',
    errors: [],
    again: null,
    handle: () => ({}),
  }),
])

const friend = 'https://friend.example'
const preflight = (path: string, origin: string) =>
  request(app).options(path).set('Origin', origin).set('Access-Control-Request-Method', 'PATCH')

it('echoes the origin of a friend, with cookies, also on errors', async () => {
  const { headers, status } = await request(app).post('/api/v1/things').set('Origin', friend)
  expect(status).toBe(401)
  expect(headers).toMatchObject({
    'access-control-allow-origin': friend,
    'access-control-allow-credentials': 'true',
    vary: expect.stringContaining('Origin'),
  })
  for (const name of ['X-Request-Id', 'Link', 'ETag', 'RateLimit', 'Retry-After']) {
    expect(headers['access-control-expose-headers']).toContain(name)
  }
})

it('tells a foreign origin nothing', async () => {
  for (const answer of [
    await request(app).get('/api/v1/things').set('Origin', 'https://foreign.example'),
    await preflight('/api/v1/things', 'https://foreign.example'),
    await preflight('/api/v1/things', 'null'),
  ]) {
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    expect(answer.headers.vary).toContain('Origin')
  }
})

it('answers a preflight at once, for any method and any header of a friend', async () => {
  const plain = await preflight('/api/v1/things', friend)
  expect(plain.status).toBe(204)
  expect(plain.text).toBe('')
  expect(plain.headers['access-control-allow-methods']).toBe('GET, HEAD, POST, PUT, PATCH, DELETE')
  for (const name of ['Authorization', 'Range', 'Idempotency-Key', 'If-None-Match']) {
    expect(plain.headers['access-control-allow-headers']).toContain(name)
  }
  const own = await preflight('/api/v1/things', friend).set(
    'Access-Control-Request-Headers',
    'x-my-thing, range',
  )
  expect(own.headers['access-control-allow-headers']).toBe('x-my-thing, range')
})

it('lets every site show media, without cookies', async () => {
  const { headers, status } = await preflight('/media/any/master.m3u8', 'https://foreign.example')
  expect(status).toBe(204)
  expect(headers['access-control-allow-origin']).toBe('*')
  expect(headers).not.toHaveProperty('access-control-allow-credentials')
})
