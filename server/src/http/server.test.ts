import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../test/support/tiny-app.ts'
import { appError, catalogue } from '../errors.ts'
import type { FinishedRequest } from '../ports/request-observer.ts'
import { createHttpServer } from './edge/listen.ts'
import { endpoint, reply } from './endpoint.ts'
import { Id, Toggle } from './fields.ts'

const Thing = z.object({ _id: z.string(), name: z.string() })
const id = '66f0c1e2a1b2c3d4e5f60718'

const endpoints = [
  endpoint({
    id: 'getThing',
    route: 'GET /things/:thingId',
    aliases: ['GET /things/old/:thingId'],
    summary: 'A thing',
    access: 'optional',
    params: { thingId: Id },
    answer: Thing,
    message: 'The thing',
    errors: [],
    handle: ({ params }) => ({ _id: params.thingId, name: 'lamp', passwordHash: 'never' }),
  }),
  endpoint({
    id: 'getAllThings',
    route: 'GET /things',
    summary: 'All things',
    access: 'none',
    query: { page: z.coerce.number().optional(), sort: z.string().optional() },
    answer: z.array(z.looseObject({})),
    message: 'The things',
    errors: [],
    handle: ({ query, client }) =>
      reply([{ ...query, address: client.address, filler: 'x'.repeat(2000) }], { nextCursor: 'abc' }),
  }),
  endpoint({
    id: 'addThing',
    route: 'POST /things/add',
    summary: 'Add a thing',
    access: 'user',
    body: z.object({
      name: z.string().min(1, 'A name is needed.'),
      deep: z.object({ n: z.number() }).optional(),
    }),
    answer: Thing,
    status: 201,
    message: 'Added',
    errors: [],
    again: null,
    handle: ({ body }) => ({ _id: id, name: body.name }),
  }),
  endpoint({
    id: 'toggleThing',
    route: 'POST /things/toggle',
    summary: 'Toggle',
    access: 'none',
    body: Toggle('liked'),
    bodyMode: 'lenient',
    answer: z.object({ liked: z.boolean().nullable() }),
    message: 'Toggled',
    errors: [],
    handle: ({ body }) => ({ liked: (body.liked as boolean | undefined) ?? null }),
  }),
  endpoint({
    id: 'failThing',
    route: 'GET /things/fail',
    summary: 'Fail',
    access: 'none',
    answer: Thing,
    message: 'Never',
    errors: [],
    handle: () => {
      throw new Error('secret detail at /etc/passwd')
    },
  }),
]

const app = tinyApp(endpoints)
const api = () => request(app)

describe('an answer', () => {
  it('is the envelope, and holds nothing that its schema does not name', async () => {
    const { status, body } = await api().get(`/api/v1/things/${id}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      statusCode: 200,
      data: { _id: id, name: 'lamp' },
      message: 'The thing',
      success: true,
    })
  })

  it('is found with a trailing slash, under an alias and with an address in capitals', async () => {
    for (const path of [`/things/${id}/`, `/things/old/${id}`, '/things/?page=1', `/THINGS/${id}`]) {
      expect((await api().get(`/api/v1${path}`)).status, path).toBe(200)
    }
  })

  it('has an ETag, and is not sent again to who has it', async () => {
    const first = await api().get(`/api/v1/things/${id}`)
    const { etag } = first.headers
    for (const known of [etag, `"other", ${etag}`, String(etag).replace('W/', ''), '*']) {
      const second = await api().get(`/api/v1/things/${id}`).set('If-None-Match', String(known))
      expect(second.status, known).toBe(304)
      expect(second.text).toBe('')
      expect(second.headers).toMatchObject({ etag, 'cache-control': 'private, no-cache' })
    }
    expect((await api().get(`/api/v1/things/${id}`).set('If-None-Match', '"other"')).status).toBe(200)
  })

  it('comes compressed when it is large and the client takes that', async () => {
    const gzip = await api().get('/api/v1/things').set('Accept-Encoding', 'gzip')
    expect(gzip.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Origin, Accept-Encoding' })
    expect(gzip.body.data).toHaveLength(1)
    const brotli = await api().get('/api/v1/things').set('Accept-Encoding', 'gzip, deflate, br')
    expect(brotli.headers['content-encoding']).toBe('br')
    for (const accepted of ['identity', 'gzip;q=0', 'br;q=0.0, gzip; q=0', 'xbr']) {
      const plain = await api().get('/api/v1/things').set('Accept-Encoding', accepted)
      expect(plain.headers['content-encoding'], accepted).toBeUndefined()
    }
    const small = await api().get(`/api/v1/things/${id}`).set('Accept-Encoding', 'gzip')
    expect(small.headers['content-encoding']).toBeUndefined()
  })

  it('answers HEAD with the headers alone', async () => {
    const get = await api().get(`/api/v1/things/${id}`)
    const head = await api().head(`/api/v1/things/${id}`)
    expect(head.status).toBe(200)
    expect(head.text).toBeFalsy()
    expect(head.headers).toMatchObject({
      etag: get.headers.etag,
      'content-length': get.headers['content-length'],
    })
  })

  it('takes the empty words that front ends send in queries as nothing', async () => {
    const { body } = await api().get('/api/v1/things?page=undefined&sort=%20&page=3')
    expect(body.data[0]).not.toHaveProperty('page')
    expect(body.data[0]).not.toHaveProperty('sort')
  })

  it('links the next page of an array', async () => {
    const { headers, body } = await api().get('/api/v1/things?page=2&sort=name').set('Host', 'site.example')
    expect(body.nextCursor).toBe('abc')
    expect(headers.link).toBe('<http://site.example/api/v1/things?sort=name&cursor=abc>; rel="next"')
  })
})

describe('a refusal', () => {
  it.each([
    ['an unknown route', 'get', '/api/v1/nothing', 404, 'route_not_found'],
    ['an unknown path outside the API', 'get', '/nothing', 404, 'route_not_found'],
    ['a wrong id', 'get', '/api/v1/things/123', 400, 'invalid_id'],
    ['a path that is not well encoded', 'get', '/api/v1/things/%E0%A4%A', 400, 'invalid_input'],
    ['a wrong method', 'delete', `/api/v1/things/${id}`, 405, 'method_not_allowed'],
    [
      'the word of another method, not taken for an id',
      'get',
      '/api/v1/things/add',
      405,
      'method_not_allowed',
    ],
    ['a stranger', 'post', '/api/v1/things/add', 401, 'not_authenticated'],
    ['a query that is nonsense', 'get', '/api/v1/things?page=two', 400, 'invalid_input'],
    ['an address that is too long', 'get', `/api/v1/things?sort=${'x'.repeat(12_288)}`, 414, 'url_too_long'],
    ['our own fault', 'get', '/api/v1/things/fail', 500, 'internal_error'],
  ] as const)('to %s is JSON', async (_what, method, path, status, code) => {
    const answer = await api()[method](path).set('Accept', 'text/html')
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.body).toMatchObject({ statusCode: status, data: null, success: false, code })
    expect(answer.body.requestId).toBe(answer.headers['x-request-id'])
    expect(answer.text).not.toMatch(/passwd|at .*\.ts/)
  })

  it('says which methods a path knows', async () => {
    const { headers } = await api().put('/api/v1/things')
    expect(headers.allow).toBe('GET, HEAD, OPTIONS')
    const options = await api().options('/api/v1/things/add')
    expect(options.status).toBe(204)
    expect(options.headers.allow).toBe('POST, OPTIONS')
  })

  it('is an RFC 9457 document for who asks for that', async () => {
    const answer = await api().get('/api/v1/things/1').set('Accept', 'application/problem+json')
    expect(answer.headers['content-type']).toBe('application/problem+json')
    const problem = JSON.parse(answer.text)
    expect(problem.message).toBe(problem.detail)
    expect(problem).toMatchObject({
      type: 'urn:reelbase:error:invalid_id',
      title: catalogue.invalid_id,
      status: 400,
      code: 'invalid_id',
      errors: [{ path: 'thingId' }],
    })
    const either = await api()
      .get('/api/v1/things/1')
      .set('Accept', 'application/json, application/problem+json;q=0.5')
    expect(either.headers['content-type']).toMatch('application/json')
  })

  it('is a fault in the log only where something broke', async () => {
    const lines: { level: number; err?: unknown }[] = []
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
    const full = endpoint({
      ...{ id: 'fullThing', route: 'GET /things/full', summary: 'Full', access: 'none', answer: Thing },
      ...{ message: 'Never', errors: ['overloaded'] },
      handle: () => {
        throw appError('overloaded', { retryAfterSeconds: 2 })
      },
    })
    const loud = request(tinyApp([...endpoints, full], { log }))
    expect((await loud.get('/api/v1/things/full')).status).toBe(503)
    expect((await loud.get('/api/v1/things/fail')).status).toBe(500)
    expect(lines.map(({ level, err }) => [level, err !== undefined])).toEqual([
      [40, false],
      [50, true],
    ])
  })

  it('asks for a token in the words of HTTP', async () => {
    const bad = await api().post('/api/v1/things/add').set('Authorization', 'Bearer junk')
    expect(bad.body.code).toBe('invalid_token')
    expect(bad.headers['www-authenticate']).toMatch(/^Bearer/)
  })
})

describe('a body', () => {
  const add = () => api().post('/api/v1/things/add').set('Authorization', 'Bearer ann')

  it.each([
    ['not JSON', 'application/json', '{"name":', 400, 'malformed_json'],
    ['JSON of another shape', 'application/json', '[1]', 400, 'invalid_input'],
    ['a primitive', 'application/json', 'null', 400, 'invalid_input'],
    ['of a wrong type', 'text/plain', '{"name":"x"}', 415, 'unsupported_content_type'],
    [
      'in an unknown character set',
      'application/json; charset=klingon',
      '{}',
      415,
      'unsupported_content_type',
    ],
    ['too large', 'application/json', JSON.stringify({ name: 'x'.repeat(300_000) }), 413, 'body_too_large'],
  ])('that is %s is refused', async (_what, type, text, status, code) => {
    const answer = await add().set('Content-Type', type).send(text)
    expect(answer.body).toMatchObject({ statusCode: status, code })
  })

  it('that is absent is refused by the fields that are missing', async () => {
    expect((await add()).body).toMatchObject({ statusCode: 400, code: 'invalid_input' })
  })

  it('names the field that is wrong', async () => {
    const { body } = await add().send({ name: '', deep: { n: 'x' } })
    expect(body.message).toBe('name: A name is needed.')
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['name', 'deep.n'])
  })

  it('may be a plain form or compressed, but not larger once it is unpacked', async () => {
    expect((await add().type('form').send({ name: 'lamp' })).status).toBe(201)
    const packed = (value: object) =>
      add()
        .set('Content-Type', 'application/json')
        .set('Content-Encoding', 'gzip')
        .serialize((raw) => raw)
        .send(gzipSync(JSON.stringify(value)) as unknown as string)
    expect((await packed({ name: 'lamp' })).status).toBe(201)
    expect((await packed({ name: 'x'.repeat(1e6) })).body.code).toBe('body_too_large')
  })

  it.each(['', 'null', '{}', 'junk', '{"liked":'])(
    'of a toggle counts as none when it is %j',
    async (text) => {
      const answer = await api()
        .post('/api/v1/things/toggle')
        .set('Content-Type', 'application/json')
        .send(text)
      expect(answer.body.data).toEqual({ liked: null })
    },
  )

  it('of a toggle sets what it says, and refuses a wrong type there', async () => {
    const set = await api().post('/api/v1/things/toggle').send({ liked: false })
    expect(set.body.data).toEqual({ liked: false })
    expect((await api().post('/api/v1/things/toggle').send({ liked: 'yes' })).status).toBe(400)
  })
})

describe('every answer', () => {
  it('has a request id, and keeps a well-formed one', async () => {
    const given = await api().get('/api/v1/things').set('X-Request-Id', 'proxy-12345678')
    expect(given.headers['x-request-id']).toBe('proxy-12345678')
    for (const bad of ['short', 'with space in it', 'x'.repeat(200)]) {
      const { headers } = await api().get('/api/v1/things').set('X-Request-Id', bad)
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('says nothing of the program and lets nothing run', async () => {
    const { headers } = await api().get('/api/v1/nothing')
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('strict-transport-security')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    })
  })

  it('promises https only where the site is reached by it', async () => {
    const secure = tinyApp(endpoints, { env: { PUBLIC_URL: 'https://videos.example.org' } })
    const { headers } = await request(secure).get('/api/v1/things')
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    expect(headers.link).toMatch('<https://videos.example.org/api/v1/things?')
  })

  it('believes only the proxies that are named', async () => {
    const forwarded = (server: typeof app) =>
      request(server).get('/api/v1/things').set('X-Forwarded-For', '6.6.6.6, 203.0.113.9')
    expect((await forwarded(app)).body.data[0].address).toMatch(/127\.0\.0\.1|::1/)
    const behind = tinyApp(endpoints, { env: { TRUST_PROXY: '1' } })
    expect((await forwarded(behind)).body.data[0].address).toBe('203.0.113.9')
  })
})

describe('what is not a request', () => {
  const seen: FinishedRequest[] = []
  const observers = [(request: FinishedRequest) => seen.push(request)]
  const observed = tinyApp(endpoints, { observers })

  async function raw(text: string): Promise<string> {
    const server = createHttpServer(observed, observers)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.end(text)
    let answer = ''
    for await (const part of socket) answer += part
    server.close()
    return answer
  }

  it.each([
    ['no HTTP at all', 'HELLO', 400, 'malformed_request'],
    ['an unknown method', 'HELLO / HTTP/1.1\r\nHost: x', 400, 'malformed_request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked',
      400,
      'malformed_request',
    ],
    ['long headers', `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(20_000)}`, 431, 'headers_too_large'],
    ['no host', 'GET /api/v1/things HTTP/1.1\r\nConnection: close', 400, 'malformed_request'],
    [
      'an unknown expectation',
      'GET /api/v1/things HTTP/1.1\r\nHost: x\r\nExpect: foo\r\nConnection: close',
      417,
      'unknown_expectation',
    ],
  ])('because of %s is refused in JSON, with an id, and logged once', async (_, head, status, code) => {
    seen.length = 0
    const answer = await raw(`${head}\r\n\r\n`)
    const [headers, body] = answer.split('\r\n\r\n') as [string, string]
    const { requestId, ...envelope } = JSON.parse(body)
    expect(headers).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(envelope).toMatchObject({ statusCode: status, code, success: false })
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers).toMatch(new RegExp(`^X-Request-Id: ${requestId}\r?$`, 'im'))
    await expect.poll(() => seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ status, requestId, address: '127.0.0.1' })
  })

  it('does not take from a client the continuation that it may expect', async () => {
    const head = 'POST /api/v1/things HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close'
    expect(await raw(`${head}\r\nContent-Length: 2\r\n\r\n{}`)).toMatch(/^HTTP\/1.1 100 Continue/)
  })

  it('knows a method that no route has', async () => {
    expect(await raw('PROPFIND /api/v1/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 405 /,
    )
  })
})
