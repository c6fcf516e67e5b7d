import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import type { Config } from '../../config/config.ts'
import { endpoint } from '../../http/endpoint.ts'
import { createLogs } from './logs.ts'

const secret = 'S3cretS3cret'
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${secret}.${secret}`

const login = endpoint({
  id: 'loginUser',
  route: 'POST /users/login',
  summary: 'Log in',
  access: 'optional',
  body: z.object({ password: z.string() }),
  answer: z.object({ accessToken: z.string() }),
  message: 'Welcome',
  errors: [],
  handle({ body }) {
    if (body.password !== 'right') {
      const cause = new Error(`connect postgres://reelbase:${secret}@db/x failed for ${jwt}`)
      throw Object.assign(new Error('the store failed', { cause }), {
        body,
        detail: `Key (token)=(${secret})`,
      })
    }
    return { accessToken: jwt }
  },
})

async function site(settings: Partial<Config['log']> = {}, isTTY = false) {
  const lines = { out: '', err: '' }
  const { log, onRequest } = await createLogs(
    { level: 'info', format: 'auto', ...settings },
    { out: { write: (text) => (lines.out += text), isTTY }, err: { write: (text) => (lines.err += text) } },
  )
  const app = tinyApp([login], { log, observers: onRequest ? [onRequest] : [] })
  return { app, log, lines, onRequest }
}

/** Secrets in every place of a request that there is. */
const noisy = (app: Awaited<ReturnType<typeof site>>['app'], password: string) =>
  request(app)
    .post(`/api/v1/users/login?token=${secret}&accessToken=${secret}&page=2`)
    .set('Authorization', 'Bearer ann')
    .set('Cookie', `accessToken=${secret}; refreshToken=${secret}`)
    .set('Referer', `https://ann:${secret}@site.example/media/t/${secret}/x?token=${secret}`)
    .set('User-Agent', `tool "${jwt}"`)
    .send({ password, refreshToken: secret, token: secret })

describe('the lines of a request', () => {
  it('are one of JSON with what an operator asks for', async () => {
    const { app, lines } = await site()
    await noisy(app, 'right')
    const line = JSON.parse(lines.out)
    expect(line).toMatchObject({
      level: 'info',
      method: 'POST',
      path: '/api/v1/users/login?token=***&accessToken=***&page=2',
      status: 200,
      operation: 'loginUser',
      viewer: '66f0c1e2a1b2c3d4e5f60718',
      bytes: expect.any(Number),
      ms: expect.any(Number),
      requestId: expect.any(String),
    })
    expect(new Date(line.time).getFullYear()).toBeGreaterThan(2000)
  })

  it('are one of Apache on request, which nobody can forge from outside', async () => {
    const { app, lines } = await site({ format: 'combined' })
    const answer = await noisy(app, 'right')
    expect(lines.out).toMatch(
      /^(?:127\.0\.0\.1|::1) - 66f0c1e2a1b2c3d4e5f60718 \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "POST \/api\/v1\/users\/login\?token=\*\*\*&accessToken=\*\*\*&page=2 HTTP\/1\.1" 200 (\d+) "https:\/\/\*\*\*@site\.example\/media\/t\/\*\*\*\/x" "tool \\"\*\*\*\\""\n$/,
    )
    expect(lines.out).toContain(` ${Buffer.byteLength(answer.text)} `)
    expect(lines.err).toBe('')
  })

  it('are for people in a terminal', async () => {
    const { app, lines } = await site({}, true)
    await noisy(app, 'right')
    expect(lines.out).toMatch(/INFO.*POST \/api\/v1\/users\/login\S* 200 [\d.]+ ms/)
  })

  it('cost nothing where the level asks for none', async () => {
    const { onRequest } = await site({ level: 'warn' })
    expect(onRequest).toBeNull()
  })

  it('say that a client left', async () => {
    const { onRequest, lines } = await site()
    const finished = {
      method: 'GET',
      url: '/',
      httpVersion: '1.1',
      status: 499,
      ms: 1,
      bytes: 0,
      aborted: true,
    }
    const who = {
      requestId: 'r',
      operation: undefined,
      viewerId: undefined,
      address: '',
      userAgent: '',
      referer: '',
    }
    onRequest?.({ ...finished, ...who })
    expect(JSON.parse(lines.out)).toMatchObject({ status: 499, aborted: true })
  })
})

describe.each([
  ['JSON', { format: 'json' }, false],
  ['readable lines', { format: 'pretty' }, false],
  ['lines in a terminal', {}, true],
  ['Apache lines', { format: 'combined' }, false],
] as const)('secrets in %s', (_name, settings, isTTY) => {
  it('are nowhere, wherever a client or an error has put them', async () => {
    const { app, log, lines } = await site({ ...settings, level: 'trace' }, isTTY)
    expect((await noisy(app, 'wrong')).status).toBe(500)
    await noisy(app, 'right')
    await request(app).get(`/media/t/${secret}/abc/master.m3u8`)
    await request(app)
      .post('/api/v1/users/login')
      .set('Content-Type', 'application/json')
      .send(`{"password":"${secret}`)
    log.info({ password: secret, user: { refreshToken: secret }, headers: { cookie: secret } }, 'careless')
    log.error({ err: { message: secret } }, 'no error')
    const all = lines.out + lines.err
    expect(all).toMatch(/the store failed/)
    expect(all).toMatch(/careless/)
    expect(all).not.toContain(secret)
  })
})
