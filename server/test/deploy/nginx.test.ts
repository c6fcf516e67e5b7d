import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { catalogue, type ErrorCode } from '../../src/errors.ts'
import { statusOf } from '../../src/http/answer/statuses.ts'
import { everyAddress, statusesOf } from '../support/addresses.ts'
import { openSite } from '../support/app.ts'
import { createClient } from '../support/client.ts'
import { hasNginx, nginxFolder, startNginx } from '../support/nginx.ts'
import { freePort } from '../support/programs.ts'
import { publish, whenMade } from '../support/videos.ts'

it('says in its own errors what the catalogue says', async () => {
  const text = await readFile(join(nginxFolder, 'reelbase/errors.conf'), 'utf8')
  const said = [...text.matchAll(/return (\d+) '(.*)';/g)].map(([, status, json]) => ({
    ...(JSON.parse(json!) as { statusCode: number; message: string; code: ErrorCode }),
    status: Number(status),
  }))
  expect(said.length).toBeGreaterThan(8)
  for (const { status, statusCode, message, code } of said) {
    expect({ status, statusCode, message }).toEqual({
      ...{ status: statusOf[code], statusCode: statusOf[code], message: catalogue[code] },
    })
  }
})

if (hasNginx()) {
  const port = await freePort()
  const site = await openSite({
    env: { PUBLIC_URL: `https://127.0.0.1:${port}`, TRUST_PROXY: '1', X_ACCEL_LOCATION: '/-/media' },
  })
  const nginx = await startNginx({
    ...{ port, web: [Number(new URL(site.url()).port)], mediaFolder: join(site.dataDir(), 'media') },
  })
  afterAll(() => nginx.stop())
  setDefaultCACertificates([...getCACertificates('default'), nginx.certificate])

  const visitor = () => createClient(nginx.url, 'bearer')
  /** A signed-in person who comes through nginx. */
  async function signUp(name: string) {
    const person = await site.signUp(name)
    const client = createClient(nginx.url, 'bearer')
    client.accessToken = person.accessToken
    return Object.assign(client, { _id: person._id })
  }
  const segmentIn = (addresses: string[]): string => addresses.find((address) => address.endsWith('.m4s'))!

  async function film(privacy: string) {
    const ann = await signUp('ann')
    const { _id } = await publish(ann, { privacy })
    const video = await whenMade(ann, _id)
    video.sources.original = null
    return { ann, _id: _id as string, addresses: await everyAddress(ann, video) }
  }

  describe('behind nginx', () => {
    it.each([
      ['public', '/media/o/'],
      ['private', '/media/t/'],
    ])('every file of a %s video comes from the disk', async (privacy, path) => {
      const { addresses } = await film(privacy)
      const segment = segmentIn(addresses)
      expect(segment).toContain(path)
      expect(await statusesOf(visitor(), addresses)).toEqual([200])
      const { headers } = await visitor().fetch(segment)
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'video/iso.segment',
        'cache-control': expect.stringContaining(privacy),
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
        'strict-transport-security': 'max-age=31536000',
        // nginx's, of the time and the size: it is the disk that answers.
        etag: expect.stringMatching(/^"[0-9a-f]+-[0-9a-f]+"$/),
      })
      for (const hidden of ['x-accel-redirect', 'x-file-cache-control'])
        expect(headers.has(hidden)).toBe(false)
      const plain = await fetch(segment.replace(nginx.url, site.url()))
      expect([plain.headers.get('x-accel-redirect'), await plain.text()]).toEqual([
        expect.stringMatching(`^/-/media/${privacy}/videos/`),
        '',
      ])
    })

    it('answers HEAD, parts, what is not there, and whoever has the file already', async () => {
      const { addresses } = await film('private')
      const segment = segmentIn(addresses)
      const ask = (headers: Record<string, string>, method = 'GET', address = segment) =>
        visitor().fetch(address, { method, headers })
      const whole = Buffer.from(await (await ask({})).arrayBuffer())

      const head = await ask({}, 'HEAD')
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
        ...[200, String(whole.length), ''],
      ])
      const part = await ask({ range: 'bytes=10-19' })
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${whole.length}`])
      expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 20))
      expect((await ask({ 'if-none-match': head.headers.get('etag')! })).status).toBe(304)

      const beyond = await ask({ range: 'bytes=99999999-' })
      expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`])
      expect(beyond.headers.get('content-type')).toMatch('application/json')
      expect(await beyond.json()).toMatchObject({ statusCode: 416, code: 'range_not_satisfiable' })

      const missing = await ask({}, 'GET', segment.replace(/[^/]+$/, '99999.m4s'))
      expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store'])
      expect(missing.headers.get('content-type')).toMatch('application/json')
      expect(await missing.json()).toMatchObject({ statusCode: 404, success: false, code: 'media_not_found' })
    })

    it('has no file without what Reelbase says', async () => {
      const { ann, _id, addresses } = await film('private')
      const [, key] = /\/media\/t\/[^/]+\/(private\/.*)$/.exec(segmentIn(addresses))!
      const forged = segmentIn(addresses).replace(/\/t\/[^/]+\//, `/t/9999999999.${'A'.repeat(32)}/`)
      const around = [
        forged,
        `${nginx.url}/-/media/${key}`,
        `${nginx.url}/media/o/${key!.replace('private/', '')}`,
        `${nginx.url}/media/../-/media/${key}`,
        `${nginx.url}/-/errors/404`,
      ]
      expect(await statusesOf(visitor(), around)).toEqual([404])
      expect((await ann.delete(`/videos/${_id}`)).status).toBe(200)
      expect(await statusesOf(visitor(), addresses)).toEqual([404])
    })

    it('goes on giving files of a video that is opened or closed', async () => {
      const { ann, _id, addresses } = await film('private')
      await ann.patch(`/videos/${_id}`, { privacy: 'public' })
      expect(await statusesOf(visitor(), addresses)).toEqual([200])
      await site.jobsDone()
      expect(await statusesOf(visitor(), addresses)).toEqual([200])
      const named = async () => JSON.stringify((await visitor().get(`/videos?userId=${ann._id}`)).data.docs)
      expect(await named()).toContain(_id)
      const open = await everyAddress(visitor(), (await visitor().get(`/videos/${_id}`)).data)
      expect(await statusesOf(visitor(), open)).toEqual([200])

      // Closed, it is gone at once, pictures and segments too; a list that was kept may name it for a moment.
      await ann.patch(`/videos/${_id}`, { privacy: 'private' })
      expect(await statusesOf(visitor(), [...open, `${nginx.url}/api/v1/videos/${_id}`])).toEqual([404])
      await expect.poll(named).not.toContain(_id)
    })

    it('keeps a list for visitors, and asks anew for whoever shows who they are', async () => {
      const bob = await signUp('bob')
      let [path, latest] = ['', '']
      const texts = async (headers: Record<string, string> = {}) =>
        (await visitor().get(path, headers)).data.map(({ content }: { content: string }) => content)
      // Within the second for which the first list is kept: as often as a slow machine needs, of a list that nobody
      // asked for before.
      for (let attempt = 1; ; attempt++) {
        path = `/tweets/user/${bob._id}?limit=${30 + attempt}`
        latest = `Post ${attempt}`
        const began = performance.now()
        const before = await texts()
        const { status } = await bob.post('/tweets', { content: latest })
        const kept = await texts()
        const byCookie = await texts({ cookie: 'theme=dark' })
        const byToken = (await bob.get(path)).data.length
        const first = await visitor().get(path)
        const second = await visitor().get(path)
        if (performance.now() - began > 900 && attempt < 20) continue
        expect([status, kept]).toEqual([201, before])
        expect([byCookie.length, byToken]).toEqual([before.length + 1, before.length + 1])
        expect(byCookie[0]).toBe(latest)
        expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'))
        break
      }
      await expect.poll(async () => (await texts())[0]).toBe(latest)
    })

    it('keeps a list for each page that may read it, compressed or not', async () => {
      const cors = async (origin: string) =>
        (await visitor().get('/tweets', { origin })).headers.get('access-control-allow-origin')
      expect(await cors('http://localhost:3000')).toBe('http://localhost:3000')
      expect(await cors('https://elsewhere.example')).toBeNull()
      expect(await cors('http://localhost:4000')).toBe('http://localhost:4000')
      const encoding = async (accepted: string) =>
        (await visitor().get('/openapi.json', { 'accept-encoding': accepted })).headers.get(
          'content-encoding',
        )
      expect([await encoding('gzip'), await encoding('identity')]).toEqual(['gzip', null])
    })

    it('lets nobody give the site another name', async () => {
      const { headers } = await visitor().get('/tweets?limit=7', {
        ...{ origin: 'https://elsewhere.example', 'x-forwarded-host': 'elsewhere.example' },
      })
      expect(headers.get('access-control-allow-origin')).toBeNull()
    })

    it('counts no cached answer as a view', async () => {
      const { _id } = await film('public')
      await expect
        .poll(async () => {
          const agent = { 'user-agent': `Mozilla/5.0 Firefox/140.0 ${Math.random()}` }
          return (await visitor().get(`/videos/${_id}`, agent)).data.views
        })
        .toBeGreaterThan(0)
    })

    it('speaks HTTP/2, and refuses what is too large before Reelbase reads it, in JSON', async () => {
      const session = connectHttp2(nginx.url)
      onTestFinished(() => session.close())
      const stream = session.request({ ':path': '/api/v1/healthcheck' })
      const [headers] = await once(stream, 'response')
      expect(headers[':status']).toBe(200)
      stream.close()

      const refused = await new Promise<{ status?: number; text: string }>((resolve, reject) => {
        const ask = httpsRequest(
          `${nginx.url}/api/v1/tweets`,
          { method: 'POST', headers: { 'content-length': 30 * 1024 * 1024 } },
          async (res) => {
            let text = ''
            for await (const chunk of res) text += chunk
            resolve({ status: res.statusCode, text })
            ask.destroy()
          },
        )
        ask.on('error', reject).flushHeaders()
      })
      expect(refused.status).toBe(413)
      expect(JSON.parse(refused.text)).toMatchObject({ statusCode: 413, code: 'body_too_large' })
    })

    it('sets cookies for https alone', async () => {
      const { username, password } = await site.signUp('carla')
      const { setCookies } = await visitor().post('/users/login', { username, password })
      expect(setCookies.accessToken).toMatch(/; Secure/)
    })

    it('logs no token and no query, and of files no error', async () => {
      const { ann, addresses } = await film('private')
      const segment = segmentIn(addresses)
      const [, token] = /\/media\/t\/([^/]+)\//.exec(segment)!
      await visitor().fetch(segment, { headers: { referer: segment } })
      await visitor().fetch(segment.replace(/[^/]+$/, '88888.m4s'))
      await visitor().fetch(segment.replace('/media/', '//media//'))
      await visitor().fetch(segment.replace('/media/t/', '/media/%74/'))
      await visitor().fetch(`${nginx.url}/watch?token=secret-in-a-query`)
      await visitor().fetch(`${nginx.url}/api/v1/${ann.accessToken}`)
      await expect.poll(async () => (await nginx.logs()).requests).toContain(`/api/v1`)
      await expect.poll(async () => (await nginx.logs()).requests).toMatch(/GET \/watch HTTP/)
      const { requests, errors } = await nginx.logs()
      expect(requests).toMatch(/"GET \/media\/t\/\*\*\*\/private\/videos\/\S+\.m4s HTTP\/1\.1" 200/)
      for (const secret of [token!, 'secret-in-a-query', ann.accessToken!]) {
        expect(requests.includes(secret)).toBe(false)
        expect(errors.includes(secret)).toBe(false)
      }
    })
  })

  it('takes the site of the compose files', async () => {
    const other = await startNginx({ port: await freePort(), web: [1] })
    onTestFinished(() => other.stop())
    await other.takes('compose.conf', [
      [/web-\d:5000/g, '127.0.0.1:1'],
      [/\/etc\/nginx\/certificates\//g, `${other.folder}/`],
      [/\/tmp\/reelbase-lists/, `${other.folder}/other-lists`],
      [/\/dev\/stdout/g, `${other.folder}/requests.log`],
    ])
  })

  it('passes a websocket through', async () => {
    const seen: (string | undefined)[] = []
    const upstream = createServer().listen(0, '127.0.0.1')
    upstream.on('upgrade', (req, socket) => {
      seen.push(req.headers.upgrade, req.headers.connection, req.headers['sec-websocket-key'])
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      socket.pipe(socket)
    })
    await once(upstream, 'listening')
    const other = await startNginx({
      ...{ port: await freePort(), web: [(upstream.address() as AddressInfo).port] },
    })
    onTestFinished(async () => {
      await other.stop()
      upstream.close()
    })
    const ask = httpsRequest(`${other.url}/socket.io/?transport=websocket`, {
      headers: { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': 'c2FtcGxl' },
      ca: other.certificate,
    }).end()
    const [answer, socket] = await once(ask, 'upgrade')
    expect([answer.statusCode, seen]).toEqual([101, ['websocket', 'upgrade', 'c2FtcGxl']])
    socket.write('and back')
    expect(String((await once(socket, 'data'))[0])).toBe('and back')
    socket.destroy()
  })
} else if (process.env.TEST_EVERY_ENGINE) {
  throw new Error('Every engine is demanded, and this one is missing: nginx, with openssl.')
} else console.info('Not met in this run: nginx, with openssl.')
