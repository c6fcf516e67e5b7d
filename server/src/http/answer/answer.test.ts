import request from 'supertest'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { endpoint, reply } from '../endpoint.ts'

const base = {
  summary: 'A thing',
  answer: z.object({ name: z.string() }),
  message: 'Done',
  errors: [],
}

const rename = endpoint({
  ...base,
  id: 'renameThing',
  route: 'PATCH /things',
  access: 'user',
  body: z.object({ name: z.string() }),
  files: { picture: { required: false, maxBytes: 10, description: 'A picture.' } },
  handle({ body }) {
    if (body.name === 'bad') throw new Error('the handler failed')
    return { name: body.name }
  },
})
const logIn = endpoint({
  ...base,
  id: 'loginUser',
  route: 'POST /login',
  access: 'none',
  rateLimit: 'login',
  setsSession: true,
  body: z.object({ name: z.string() }),
  handle: ({ body }) => reply({ name: body.name }, { cookies: [{ name: 'accessToken', value: 'x' }] }),
})
const rule = endpoint({
  ...base,
  id: 'rule',
  route: 'DELETE /things',
  access: 'admin',
  handle: () => ({ name: 'gone' }),
})
const broken = endpoint({
  ...base,
  id: 'broken',
  route: 'GET /broken',
  access: 'none',
  handle: () => ({ nome: 'x' }) as never,
})
const endpoints = [rename, logIn, rule, broken]

function site() {
  const dispose = vi.fn(async () => {})
  const setCookies = vi.fn()
  const receiveForm = vi.fn(async () => ({ fields: { name: 'from a form' }, files: {}, dispose }))
  const refuse = vi.fn((_req, res, next) => {
    res.setHeader('Retry-After', '5')
    next()
  })
  const rateLimits = { login: refuse, register: refuse, refresh: refuse }
  const app = tinyApp(endpoints, { kit: { receiveForm, setCookies, rateLimits } })
  return { app, dispose, receiveForm, setCookies, refuse }
}

it('takes JSON where files are optional, and a form where one is sent', async () => {
  const { app, receiveForm, dispose } = site()
  const patch = () => request(app).patch('/api/v1/things').set('Authorization', 'Bearer ann')
  expect((await patch().send({ name: 'from JSON' })).body.data).toEqual({ name: 'from JSON' })
  expect(receiveForm).not.toHaveBeenCalled()
  expect((await patch().field('name', 'x')).body.data).toEqual({ name: 'from a form' })
  expect(dispose).toHaveBeenCalledOnce()
})

it('takes a form on a route without files too', async () => {
  const { app } = site()
  expect((await request(app).post('/api/v1/login').field('name', 'x')).body.data).toEqual({
    name: 'from a form',
  })
})

it('removes what was received when the handler fails', async () => {
  const { app, dispose, receiveForm } = site()
  receiveForm.mockResolvedValue({ fields: { name: 'bad' }, files: {}, dispose })
  const answer = await request(app)
    .patch('/api/v1/things')
    .set('Authorization', 'Bearer ann')
    .field('name', 'x')
  expect(answer.status).toBe(500)
  expect(dispose).toHaveBeenCalledOnce()
})

it('refuses a stranger before anything of the body is read', async () => {
  const { app, receiveForm } = site()
  expect((await request(app).patch('/api/v1/things').field('name', 'x')).status).toBe(401)
  expect(receiveForm).not.toHaveBeenCalled()
})

it('asks for the origin first, then for the limit, then for the body', async () => {
  const { app, refuse } = site()
  const foreign = await request(app)
    .post('/api/v1/login')
    .set('Origin', 'https://foreign.example')
    .send({ name: 'x' })
  expect(foreign.body.code).toBe('foreign_origin')
  expect(refuse).not.toHaveBeenCalled()
  const wrong = await request(app).post('/api/v1/login').send({})
  expect(wrong.body.code).toBe('invalid_input')
  expect(wrong.headers['retry-after']).toBe('5')
})

it('lets only administrators do what is theirs', async () => {
  const { app } = site()
  const answer = await request(app).delete('/api/v1/things').set('Authorization', 'Bearer ann')
  expect(answer.body).toMatchObject({ statusCode: 403, code: 'not_allowed' })
})

it('keeps an answer with cookies out of every cache', async () => {
  const { app, setCookies } = site()
  const { headers } = await request(app).post('/api/v1/login').send({ name: 'x' })
  expect(headers['cache-control']).toBe('no-store')
  expect(setCookies.mock.calls[0]?.[1]).toEqual([{ name: 'accessToken', value: 'x' }])
})

it('answers 500 rather than what its schema does not describe', async () => {
  const { app } = site()
  const { body, text } = await request(app).get('/api/v1/broken')
  expect(body).toMatchObject({ statusCode: 500, code: 'internal_error' })
  expect(text).not.toMatch('nome')
})
