import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import request from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tinyApp } from '../../../test/support/tiny-app.ts'
import { readClientDist } from './dist.ts'
import type { PageHead } from './head.ts'
import type { WebClient } from './serve.ts'

let folder: string
const script = `console.log(${JSON.stringify('x'.repeat(2000))})`
const page =
  '<!doctype html><title>Reelbase</title><!--sharing--><script type="module" src="/assets/a-1.js"></script>'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-dist-'))
  await mkdir(join(folder, 'assets'))
  const files = {
    'index.html': page,
    'build.json': JSON.stringify({
      sources: 'x',
      pages: ['/', '/watch/:videoId', '/embed/:videoId', '/@:username'].map((path) => ({
        path,
        scripts: [],
      })),
    }),
    'favicon.svg': '<svg/>',
    'assets/a-1.js': script,
    'assets/a-1.js.gz': gzipSync(script),
    '.env': 'SECRET=1',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
})
afterAll(() => rm(folder, { recursive: true }))

const stranger: PageHead = {
  ...{
    title: '</title><script>alert(1)</script>',
    description: '"><img>',
    url: 'http://x/watch/1',
    image: null,
  },
  ...{ type: 'video.other', alternates: [], linkedData: { name: '</script>' } },
}
const described: Omit<WebClient, 'current'> = {
  describe: async (path) => ({
    isMissing: path.includes('gone'),
    head: path.includes('shared') ? stranger : null,
    picture: null,
    answer: null,
  }),
  pages: [],
}
const app = tinyApp([], { webClient: { current: () => readClientDist(folder), ...described } })
const browse = (path: string) =>
  request(app).get(path).set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8')

it.each(['/', '/watch/66f0c1e2a1b2c3d4e5f60718', '/@ann', '/@ann/', '/@%E2%80%AE'])(
  'begins with the same page at %s, under a policy without inline script',
  async (path) => {
    const { status, headers, text } = await browse(path)
    expect([status, text]).toEqual([200, page])
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers['content-security-policy']).toContain("script-src 'self';")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  },
)

it('says in the head what is shared, as text alone', async () => {
  const { status, text } = await browse('/watch/shared')
  expect(status).toBe(200)
  expect(text).toContain('<meta property="og:title" content="&lt;/title&gt;&lt;script&gt;')
  expect(text).toContain('\\u003c/script\\u003e')
  expect(text.match(/<script/g)).toHaveLength(2)
})

it('answers 404 where the client has a page, but nothing to show on it', async () => {
  expect((await browse('/watch/gone')).status).toBe(404)
})

it('lets other sites frame the player alone', async () => {
  const { headers } = await browse('/embed/66f0c1e2a1b2c3d4e5f60718')
  expect(headers['content-security-policy']).toContain('frame-ancestors *')
  expect(headers['content-security-policy']).toContain("script-src 'self';")
  const none = await browse('/embed/66f0c1e2a1b2c3d4e5f60718/more')
  expect(none.status).toBe(404)
  expect(none.headers['content-security-policy']).toContain("frame-ancestors 'none'")
})

it('knows a page again', async () => {
  const { headers } = await browse('/')
  const { status } = await browse('/').set('If-None-Match', String(headers.etag))
  expect(status).toBe(304)
})

it('answers 404 with the page to a browser that goes where there is none, and as the API to a program', async () => {
  expect(await browse('/no/such/page')).toMatchObject({ status: 404, text: page })
  const { status, body } = await request(app).get('/no/such/page')
  expect([status, body.code]).toEqual([404, 'route_not_found'])
})

it.each(['/api/v1/nothing', '/api/nothing', '/media/nothing', '/assets/old-2.js', '/docs/nothing'])(
  'leaves %s to the API, also for a browser',
  async (path) => {
    const { status, body } = await browse(path)
    expect([status, body.code]).toEqual([404, 'route_not_found'])
  },
)

it.each(['/.env', '/build.json', '/index.html', '/assets/..%2fbuild.json', '/assets/%2e%2e/build.json'])(
  'does not give %s away',
  async (path) => {
    expect((await request(app).get(path)).body.code).toBe('route_not_found')
  },
)

it('sends files that change their names with their content once and for all, compressed before', async () => {
  const packed = await request(app).get('/assets/a-1.js').set('Accept-Encoding', 'br, gzip')
  expect(packed.text).toBe(script)
  expect(packed.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'gzip',
    'content-type': 'text/javascript; charset=utf-8',
    vary: expect.stringContaining('Accept-Encoding'),
  })
  const plain = await request(app).get('/assets/a-1.js').set('Accept-Encoding', 'identity')
  expect(plain.headers).not.toHaveProperty('content-encoding')
  expect(plain.text).toBe(script)
})

it('asks again for what keeps its name', async () => {
  const { headers } = await request(app).get('/favicon.svg')
  expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' })
  const { status } = await request(app).get('/favicon.svg').set('If-None-Match', String(headers.etag))
  expect(status).toBe(304)
})

it('answers HEAD without a body, and takes nothing else', async () => {
  const { status, headers } = await request(app).head('/assets/a-1.js')
  expect([status, Number(headers['content-length'])]).toEqual([200, script.length])
  expect((await request(app).post('/').set('Accept', 'text/html')).status).toBe(404)
})

it.each(['', '{}', '{"pages":[{"path":"/","scripts":[]}]}'])(
  'takes a build that is not whole for none: %j',
  async (about) => {
    const damaged = await mkdtemp(join(tmpdir(), 'reelbase-dist-'))
    await writeFile(join(damaged, 'build.json'), about)
    expect(await readClientDist(damaged)).toBeNull()
    await rm(damaged, { recursive: true })
  },
)

it('says what to do where the client is not built', async () => {
  const bare = tinyApp([], { webClient: { current: async () => null, ...described } })
  const { status, text } = await request(bare).get('/').set('Accept', 'text/html')
  expect(status).toBe(503)
  expect(text).toContain('npm run build')
  expect((await request(bare).get('/nothing')).body.code).toBe('route_not_found')
})

it('shows the documentation without the client', async () => {
  for (const path of ['/docs', '/docs/']) {
    const { status, headers, text } = await browse(path)
    expect(status).toBe(200)
    expect(headers['content-security-policy']).not.toMatch('unsafe')
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/)
  }
})
