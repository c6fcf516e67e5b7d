import { request } from 'node:http'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { absolute, clientWith, stranger } from './support/client.ts'
import { person } from './support/people.ts'
import { until } from './support/settle.ts'

const unknownId = '0'.repeat(24)

describe('health', () => {
  it('answers the healthcheck of the contract', async () => {
    const answer = await stranger.get('/healthcheck')
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, statusCode: 200, data: { status: 'OK' } },
    })
  })

  it('answers whether it lives and whether it is ready, naming each part', async () => {
    expect((await stranger.get('!/health/live')).status).toBe(200)
    const look = () => stranger.get('!/health/ready')
    const ready = await until('it is not ready', look, ({ status }) => status === 200)
    for (const part of ['database', 'ffmpeg', 'disk']) expect(ready.text).toContain(part)
    expect(ready.text).not.toMatch(/password|\/tmp\/|Error:/)
  })
})

describe('the description of the API', () => {
  const document = async () => (await stranger.fetch('/api/v1/openapi.json')).json() as Promise<OpenApi>
  interface OpenApi {
    openapi: string
    paths: Record<
      string,
      Record<string, { operationId: string; summary: string; responses: Record<string, unknown> }>
    >
  }

  it('is valid OpenAPI 3.1, says an independent validator', async () => {
    const found = await new Validator().validate((await document()) as unknown as Record<string, unknown>)
    expect(found.errors).toBeUndefined()
    expect(found.valid).toBe(true)
    expect((await document()).openapi).toMatch(/^3\.1/)
  })

  it('names every operation once, with a summary and its answers', async () => {
    const operations = Object.values((await document()).paths).flatMap((methods) =>
      Object.values(methods).filter((operation) => operation.operationId),
    )
    const ids = operations.map((operation) => operation.operationId)
    expect(ids).toEqual(
      expect.arrayContaining([
        ...[
          'registerUser',
          'loginUser',
          'logoutUser',
          'refreshAccessToken',
          'getCurrentUser',
          'getUserChannelProfile',
        ],
        ...[
          'updateAccountDetails',
          'changeCurrentPassword',
          'updateUserAvatar',
          'updateCoverImage',
          'getSessions',
        ],
        ...['endSession', 'getAllVideos', 'publishVideo', 'getVideoById', 'updateVideo', 'deleteVideo'],
        ...['togglePublishStatus', 'healthcheck'],
      ]),
    )
    for (const operation of operations) {
      expect([operation.operationId, operation.summary.length > 5]).toEqual([operation.operationId, true])
      expect(Object.keys(operation.responses).some((status) => /^20[01]$/.test(status))).toBe(true)
    }
  })

  it('can be tried out in a page that loads nothing from elsewhere', async () => {
    const first = await stranger.fetch('/docs')
    const page = first.status === 200 ? first : await stranger.fetch('/docs/')
    expect(page.headers.get('content-type')).toContain('text/html')
    const html = await page.text()
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, url]) => new URL(url!, page.url || absolute('/docs/')),
    )
    expect(sources.length).toBeGreaterThan(0)
    for (const url of sources) {
      expect(url.origin).toBe(new URL(absolute('/')).origin)
      expect([url.pathname, (await stranger.fetch(url.href)).status]).toEqual([url.pathname, 200])
    }
  })
})

describe('an error', () => {
  it('is an envelope with a code and the id of the request', async () => {
    const answer = await stranger.get('/nothing-here')
    expect(answer.status).toBe(404)
    expect(answer.body).toEqual({
      ...{ statusCode: 404, data: null, success: false, errors: [], code: 'route_not_found' },
      message: expect.stringMatching(/\.$/),
      requestId: answer.headers.get('x-request-id'),
    })
  })

  it('is a problem document for those who ask for one', async () => {
    const answer = await stranger.get('/nothing-here', { accept: 'application/problem+json' })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({
      status: 404,
      title: expect.any(String),
      type: expect.any(String),
      code: 'route_not_found',
    })
  })

  it('keeps the request id of a proxy, and not a strange one', async () => {
    const kept = await stranger.get('/healthcheck', { 'x-request-id': 'proxy-0123456789' })
    expect(kept.headers.get('x-request-id')).toBe('proxy-0123456789')
    const odd = await stranger.get('/healthcheck', { 'x-request-id': 'a"b<script>' })
    expect(odd.headers.get('x-request-id')).not.toContain('script')
  })

  it.each([
    ['malformed JSON', '{"username":', 'application/json', 400],
    ['a type that is not taken', '<a/>', 'application/xml', 415],
    [
      'a body that is too large',
      JSON.stringify({ username: 'a'.repeat(400_000), password: 'x' }),
      'application/json',
      413,
    ],
    ['a list in the place of an object', '[1,2]', 'application/json', 400],
    ['nothing', '', 'application/json', 400],
  ])('answers %s', async (_, body, type, status) => {
    const answer = await stranger.raw('POST', '/users/login', body, { 'content-type': type })
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ success: false, statusCode: status, code: expect.any(String) })
  })

  it.each(['xyz', '123', `${'0'.repeat(23)}G`, '0'.repeat(25), '%00', "'; drop table videos; --"])(
    'answers 400 to the id %s',
    async (id) => {
      const answer = await stranger.get(`/videos/${encodeURIComponent(id).replaceAll('%25', '%')}`)
      expect([400, 404]).toContain(answer.status)
      expect(answer.body.success).toBe(false)
      if (!id.startsWith('%')) expect(answer.body.code).toBe('invalid_id')
    },
  )

  it('answers 400 to a path that is not well encoded', async () => {
    expect(await stranger.get('/videos/%E0%A4%A')).toMatchObject({ status: 400, body: { success: false } })
  })

  it('answers 404 to what is not there', async () => {
    expect(await stranger.get(`/videos/${unknownId}`)).toMatchObject({
      status: 404,
      body: { code: 'video_not_found' },
    })
    expect((await stranger.fetch(`/media/${unknownId}/master.m3u8`)).status).toBe(404)
    expect((await stranger.fetch('/media/../../etc/passwd')).status).toBe(404)
    expect((await stranger.fetch('/media/..%2f..%2fetc%2fpasswd')).status).toBeGreaterThanOrEqual(400)
  })

  it.each([
    ['PUT', '/users/login'],
    ['DELETE', '/users/current-user'],
    ['POST', '/healthcheck'],
    ['PATCH', '/videos'],
  ])('answers 405 to %s %s and says what is allowed', async (method, path) => {
    const answer = await stranger.raw(method, path)
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed', success: false } })
    expect(answer.headers.get('allow')).toMatch(/GET|POST/)
  })
})

describe('a request', () => {
  it('may end its path with a slash', async () => {
    expect(await stranger.get('/healthcheck/')).toMatchObject({ status: 200 })
    expect(await stranger.get('/videos/?page=1')).toMatchObject({ status: 200 })
  })

  it('by HEAD gets the head of what GET gets', async () => {
    const got = await stranger.fetch('/api/v1/healthcheck')
    const head = await stranger.fetch('/api/v1/healthcheck', {}, 'HEAD')
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'))
  })

  it('by OPTIONS hears which methods there are', async () => {
    const answer = await stranger.fetch('/api/v1/videos', {}, 'OPTIONS')
    expect([200, 204]).toContain(answer.status)
    expect(`${answer.headers.get('allow')}`).toMatch(/GET/)
  })

  it('of a page on localhost is let through with credentials; of a foreign page it is not', async () => {
    const preflight = (origin: string) =>
      stranger.fetch(
        '/api/v1/users/login',
        { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
        'OPTIONS',
      )
    const local = await preflight('http://localhost:5173')
    expect(local.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
    expect(local.headers.get('access-control-allow-credentials')).toBe('true')
    const foreign = await preflight('https://evil.example')
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('that writes with a cookie from a foreign page is refused', async () => {
    const ann = await person()
    const forged = { origin: 'https://evil.example' }
    const answer = await ann.byCookies.patch('/users/update-account', { fullName: 'Hacked' }, forged)
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } })
    const sites = { 'sec-fetch-site': 'cross-site' }
    expect((await ann.byCookies.post('/users/logout', undefined, sites)).status).toBe(403)
    expect((await ann.byCookies.get('/users/current-user')).status).toBe(200)
  })

  it('with the tag of the last answer gets 304', async () => {
    const twice = async () => {
      const first = await stranger.get('/videos?limit=1')
      const etag = first.headers.get('etag')
      expect(etag).toBeTruthy()
      return (await stranger.fetch('/api/v1/videos?limit=1', { 'if-none-match': etag! })).status
    }
    // The newest video may just have changed: workers are at it.
    await until('an answer that stays has another tag', twice, (status) => status === 304)
  })

  it('answers with headers that browsers need to be careful', async () => {
    const answer = await stranger.get('/healthcheck')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-powered-by')).toBeNull()
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  })

  it('that is no HTTP is answered and closed', async () => {
    const { hostname, port } = new URL(absolute('/'))
    const status = await new Promise((resolve, reject) => {
      const asked = request({
        hostname,
        port,
        path: '/api/v1/healthcheck',
        headers: { 'x-long': 'a'.repeat(20_000) },
      })
      asked.once('response', (response) => resolve(response.statusCode))
      asked.once('error', reject)
      asked.end()
    })
    expect(status).toBe(431)
  })
})

describe('a list', () => {
  it.each(['page=undefined&limit=NaN&query=&sortBy=null', 'page=&limit=', 'userId=undefined&sortType='])(
    'takes %s for nothing',
    async (query) => expect(await stranger.get(`/videos?${query}`)).toMatchObject({ status: 200 }),
  )

  it.each([
    'page=0',
    'page=-1',
    'page=abc',
    'limit=0',
    'limit=1.5',
    'sortBy=password',
    'userId=me',
    'cursor=junk',
  ])('answers 400 to %s', async (query) =>
    expect(await stranger.get(`/videos?${query}`)).toMatchObject({ status: 400, body: { success: false } }),
  )

  it('holds at most a hundred rows, and names the cursor beyond row 10,000', async () => {
    expect((await stranger.get<{ limit: number }>('/videos?limit=5000')).data.limit).toBe(100)
    const deep = await stranger.get('/videos?page=1001&limit=10')
    expect(deep).toMatchObject({ status: 400, body: { code: 'page_too_deep' } })
    expect(deep.text).toContain('cursor')
  })

  it('needs nobody to be logged in', async () => {
    expect(await clientWith({ bearer: 'stale' }).get('/videos')).toMatchObject({ status: 200 })
  })
})
