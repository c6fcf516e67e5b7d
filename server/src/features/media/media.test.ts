import { once } from 'node:events'
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import express, { Router } from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenOnFreePort } from '../../../test/support/web.ts'
import { diskObjectStore } from '../../adapters/disk/object-store.ts'
import { inProcessEvents } from '../../adapters/in-process/events.ts'
import { mediaCors } from '../../http/edge/cors.ts'
import { failures, notFound } from '../../http/failures.ts'
import { createMediaUrls } from '../../http/media-urls.ts'
import { mountStreams } from '../../http/stream.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { createVideoFacts, type LoadFacts, type VideoFacts } from './facts.ts'
import { mediaStreams } from './routes.ts'

const openId = '66f0c1e2a1b2c3d4e5f60718'
const closedId = '66f0c1e2a1b2c3d4e5f60719'
const deletedId = '66f0c1e2a1b2c3d4e5f6071a'
const digits = '0123456789'.repeat(100)
const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv720/index.m3u8\n'.padEnd(3000, '#\n')
const hlsOf = (root: string, id: string): string => `${root}/videos/${id}/hls/a1b2/master.m3u8`

let folder: string
let objects: ObjectStore
let web: Awaited<ReturnType<typeof listenOnFreePort>>
let videos: Map<string, VideoFacts>
let now: Date
/** Held back by a test that wants something to happen meanwhile. */
let load: LoadFacts
const events = inProcessEvents(pino({ level: 'silent' }))
const urls = createMediaUrls({ secret: 'a secret', clock: { now: () => now } })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-media-'))
  objects = await diskObjectStore({ folder })
  for (const [root, id] of [
    ['public', openId],
    ['public', closedId],
    ['private', closedId],
    ['private', deletedId],
  ] as const) {
    const base = `${root}/videos/${id}`
    await objects.putBytes(hlsOf(root, id), Buffer.from(master))
    await objects.putBytes(`${base}/hls/a1b2/v720/00001.m4s`, Buffer.from(digits))
    await objects.putBytes(`${base}/hls/a1b2/v720/init.mp4`, Buffer.from('init'))
    await objects.putBytes(
      `${base}/source/c3d4/upload.mov`,
      Buffer.from('with the place where it was filmed'),
    )
  }
  await objects.putBytes(
    `public/videos/${openId}/img/e5/storyboard.vtt`,
    Buffer.from(`WEBVTT\n\n${'x'.repeat(3000)}`),
  )
  await objects.putBytes(`public/videos/${openId}/img/e5/empty.jpg`, Buffer.from(''))
  await objects.putBytes(`public/videos/${openId}/file/e5/large.mp4`, Buffer.alloc(8 * 1024 * 1024, 'v'))
  await objects.putBytes('public/users/66f0c1e2a1b2c3d4e5f60720/avatar/a1/large.jpg', Buffer.from('a face'))

  const app = express()
  const router = Router()
  mountStreams(
    router,
    mediaStreams({
      urls,
      objects,
      facts: createVideoFacts({ load: (id) => load(id), events }),
      placeholder: async (size) => Buffer.from(size),
    }),
    objects,
  )
  app.use('/media', mediaCors, router)
  app.use(notFound)
  app.use(failures(pino({ level: 'silent' })))
  web = await listenOnFreePort(app)
})
afterAll(async () => {
  await web.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  now = new Date()
  load = async (id) => videos.get(id) ?? null
  videos = new Map([
    [openId, { isOpen: true, hls: { key: hlsOf('public', openId), complete: true } }],
    [closedId, { isOpen: false, hls: { key: hlsOf('private', closedId), complete: true } }],
  ])
  for (const videoId of [openId, closedId, deletedId]) events.emit('video.changed', { videoId })
})

const segment = `/media/o/videos/${openId}/hls/a1b2/v720/00001.m4s`
const granted = (key: string): string => urls.grantedUrl('', key, 3600)

/** As it stands: fetch would tidy the path up and decompress the answer. */
async function get(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') {
  const req = request({ host: '127.0.0.1', port: web.port, path, method, headers, agent: false })
  req.end()
  const [res] = await once(req, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const isJson = String(res.headers['content-type']).includes('json')
  return {
    status: res.statusCode as number,
    headers: res.headers as Record<string, string>,
    body,
    text: body.toString(),
    json: isJson && body.length > 0 ? JSON.parse(body.toString()) : null,
  }
}

describe('a public object', () => {
  it('comes whole, immutable, for every site, with the type that its name says', async () => {
    const { status, headers, text } = await get(segment)
    expect({ status, text }).toEqual({ status: 200, text: digits })
    expect(headers).toMatchObject({
      'content-type': 'video/iso.segment',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=31536000, immutable, s-maxage=600',
      etag: expect.stringMatching(/^"[\w-]+"$/),
      'last-modified': expect.stringMatching(/GMT$/),
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-expose-headers': expect.stringContaining('Content-Range'),
    })
    expect(headers['content-encoding']).toBeUndefined()
  })

  it('answers HEAD with the same headers and no body', async () => {
    const { status, headers, body } = await get(segment, { range: 'bytes=0-9' }, 'HEAD')
    expect({ status, length: body.length }).toEqual({ status: 200, length: 0 })
    expect(headers).toMatchObject({ 'content-length': '1000', 'content-type': 'video/iso.segment' })
  })

  it('may be empty', async () => {
    expect(await get(`/media/o/videos/${openId}/img/e5/empty.jpg`)).toMatchObject({ status: 200, text: '' })
    expect((await get(`/media/o/videos/${openId}/img/e5/empty.jpg`, { range: 'bytes=0-' })).status).toBe(416)
  })

  it('may be a picture of a user', async () => {
    const { status, text } = await get('/media/o/users/66f0c1e2a1b2c3d4e5f60720/avatar/a1/large.jpg')
    expect({ status, text }).toEqual({ status: 200, text: 'a face' })
  })

  it('answers a preflight, and other methods with 405', async () => {
    const preflight = await get(
      segment,
      {
        origin: 'https://a.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'range',
      },
      'OPTIONS',
    )
    expect(preflight.status).toBe(204)
    expect(preflight.headers['access-control-allow-headers']).toMatch(/range/i)
    const post = await get(segment, {}, 'POST')
    expect(post).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } })
    expect(post.headers.allow).toContain('GET')
  })
})

describe('a range', () => {
  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=990-', 990, 999],
    ['bytes=-5', 995, 999],
    ['bytes=-99999', 0, 999],
    ['bytes=999-999', 999, 999],
    ['bytes=5-99999999999999999999999', 5, 999],
    ['BYTES=0-0', 0, 0],
  ])('%s is answered with 206', async (range, start, end) => {
    const { status, headers, text } = await get(segment, { range })
    expect(status).toBe(206)
    expect(headers).toMatchObject({
      'content-range': `bytes ${start}-${end}/1000`,
      'content-length': `${end - start + 1}`,
    })
    expect(text).toBe(digits.slice(start, end + 1))
  })

  it.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=99999999999999999999999-', 'bytes=-0'])(
    '%s is answered with 416',
    async (range) => {
      const { status, headers, json } = await get(segment, { range })
      expect({ status, code: json.code }).toEqual({ status: 416, code: 'range_not_satisfiable' })
      expect(headers['content-range']).toBe('bytes */1000')
      expect(headers['cache-control']).toBe('no-store')
    },
  )

  it.each([
    'bytes=9-5',
    'bytes=a-b',
    'bytes=',
    'bytes=-',
    'items=0-5',
    'bytes=0-5,10-15',
    'bytes 0-5',
    `bytes=${'1-2,'.repeat(500)}`,
  ])('%s counts as none', async (range) => {
    const { status, text } = await get(segment, { range })
    expect({ status, length: text.length }).toEqual({ status: 200, length: 1000 })
  })

  it('holds only for the object that If-Range names', async () => {
    const { headers } = await get(segment)
    const range = 'bytes=0-9'
    const statusFor = async (value: string) => (await get(segment, { range, 'if-range': value })).status
    expect(await statusFor(headers.etag!)).toBe(206)
    expect(await statusFor(headers['last-modified']!)).toBe(206)
    expect(await statusFor('"another"')).toBe(200)
    expect(await statusFor(`W/${headers.etag}`)).toBe(200)
    expect(await statusFor('Tue, 01 Jan 2030 00:00:00 GMT')).toBe(200)
    expect(await statusFor('rubbish')).toBe(200)
  })
})

describe('a condition', () => {
  it('saves the body for who has it', async () => {
    const { headers } = await get(segment)
    const { etag = '', 'last-modified': modified = '' } = headers
    for (const known of [
      { 'if-none-match': etag },
      { 'if-none-match': `"x", W/${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': modified },
    ]) {
      const again = await get(segment, known)
      expect(again).toMatchObject({ status: 304, text: '' })
      expect(again.headers).toMatchObject({ etag, 'cache-control': expect.stringContaining('immutable') })
    }
    for (const other of [
      { 'if-none-match': '"x"' },
      { 'if-none-match': '"x"', 'if-modified-since': modified },
      { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' },
      { 'if-modified-since': 'rubbish' },
    ]) {
      expect((await get(segment, other)).status).toBe(200)
    }
  })
})

describe('manifests and subtitles', () => {
  it.each([
    [`/media/o/videos/${openId}/hls/a1b2/master.m3u8`, 'application/vnd.apple.mpegurl'],
    [`/media/o/videos/${openId}/img/e5/storyboard.vtt`, 'text/vtt; charset=utf-8'],
  ])('come compressed: %s', async (path, type) => {
    const plain = await get(path)
    const zipped = await get(path, { 'accept-encoding': 'gzip' })
    expect(plain.headers).toMatchObject({
      'content-type': type,
      vary: expect.stringContaining('Accept-Encoding'),
    })
    expect(zipped.headers).toMatchObject({ 'content-type': type, 'content-encoding': 'gzip' })
    expect(gunzipSync(zipped.body).toString()).toBe(plain.text)
    expect((await get(path, { 'if-none-match': plain.headers.etag! })).status).toBe(304)
  })

  it('segments do not', async () => {
    expect(
      (await get(segment, { 'accept-encoding': 'gzip, br' })).headers['content-encoding'],
    ).toBeUndefined()
  })
})

describe('the stable manifest', () => {
  it('names the newest generation of an open video', async () => {
    const { status, headers, text } = await get(`/media/${openId}/master.m3u8`)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'public, max-age=60',
    })
    const address = text.split('\n')[2]!
    expect(new URL(address, `http://x/media/${openId}/master.m3u8`).pathname).toBe(
      `/media/o/videos/${openId}/hls/a1b2/v720/index.m3u8`,
    )
  })

  it('is kept for less while there is more to come', async () => {
    videos.set(openId, { isOpen: true, hls: { key: hlsOf('public', openId), complete: false } })
    expect((await get(`/media/${openId}/master.m3u8`)).headers['cache-control']).toBe('public, max-age=5')
  })

  it('of a video that has just been opened leads to where its files still lie', async () => {
    videos.set(closedId, { isOpen: true, hls: { key: hlsOf('private', closedId), complete: true } })
    const { text } = await get(`/media/${closedId}/master.m3u8`)
    const { pathname } = new URL(text.split('\n')[2]!, `http://x/media/${closedId}/master.m3u8`)
    expect((await get(pathname.replace('index.m3u8', 'init.mp4'))).text).toBe('init')
  })

  it.each([
    ['a closed video', closedId],
    ['a deleted video', deletedId],
    ['no id', 'master'],
    ['an id in capitals', openId.toUpperCase()],
  ])('is not there for %s', async (_what, id) => {
    expect(await get(`/media/${id}/master.m3u8`)).toMatchObject({
      status: 404,
      json: { code: 'media_not_found', success: false },
    })
  })

  it('is not there before the first stream is, nor after its file is gone', async () => {
    videos.set(openId, { isOpen: true, hls: null })
    expect((await get(`/media/${openId}/master.m3u8`)).status).toBe(404)
    videos.set(openId, { isOpen: true, hls: { key: hlsOf('public', deletedId), complete: true } })
    events.emit('video.changed', { videoId: openId })
    expect((await get(`/media/${openId}/master.m3u8`)).status).toBe(404)
  })
})

describe('a closed video', () => {
  it('has no public address, also while its files still lie there', async () => {
    const { status, headers, json } = await get(`/media/o/videos/${closedId}/hls/a1b2/v720/00001.m4s`)
    expect({ status, code: json.code }).toEqual({ status: 404, code: 'media_not_found' })
    expect(headers['cache-control']).toBe('no-store')
  })

  it('closes the moment it is closed', async () => {
    expect((await get(segment)).status).toBe(200)
    videos.set(openId, { isOpen: false, hls: null })
    events.emit('video.changed', { videoId: openId })
    expect((await get(segment)).status).toBe(404)
    expect((await get(segment, { range: 'bytes=0-1' }, 'HEAD')).status).toBe(404)
  })

  it('plays for who has its link, and every relative address inherits it', async () => {
    const address = granted(hlsOf('private', closedId))
    const manifest = await get(address)
    expect(manifest.headers['cache-control']).toBe('private, max-age=3600, immutable')
    const next = new URL(
      manifest.text.split('\n')[2]!.replace('index.m3u8', '00001.m4s'),
      `http://x${address}`,
    )
    const part = await get(next.pathname, { range: 'bytes=0-3' })
    expect(part).toMatchObject({ status: 206, text: '0123' })
    expect(part.headers['cache-control']).not.toContain('public')
  })

  it('plays for who has its link from where its files still lie', async () => {
    expect((await get(granted(`public/videos/${closedId}/hls/a1b2/v720/init.mp4`))).text).toBe('init')
  })

  it('gives the raw upload to the holder of a link, as a download, and to nobody else', async () => {
    const { status, headers } = await get(granted(`private/videos/${closedId}/source/c3d4/upload.mov`))
    expect({ status, disposition: headers['content-disposition'] }).toEqual({
      status: 200,
      disposition: 'attachment',
    })
    expect((await get(`/media/o/videos/${openId}/source/c3d4/upload.mov`)).status).toBe(404)
  })

  it('says that a link is over, and asks for a new one', async () => {
    const address = granted(hlsOf('private', closedId))
    now = new Date(now.getTime() + 24 * 3_600_000)
    expect(await get(address)).toMatchObject({ status: 403, json: { code: 'media_link_expired' } })
  })

  it('is gone with its links when it is deleted', async () => {
    const address = granted(hlsOf('private', closedId))
    videos.delete(closedId)
    events.emit('video.removed', { videoId: closedId })
    expect((await get(address)).status).toBe(404)
  })

  it('is not opened by the link of another video, or one that was made up', async () => {
    const [, , , token] = granted(hlsOf('public', openId)).split('/')
    const forged = [
      token!,
      `${Math.floor(now.getTime() / 1000) + 9999}.${'A'.repeat(32)}`,
      'x',
      '..',
      '%00',
      `${token}%2f`,
    ]
    for (const attempt of forged) {
      const { status, json } = await get(`/media/t/${attempt}/${hlsOf('private', closedId)}`)
      expect({ status, code: json.code }, attempt).toEqual({ status: 404, code: 'media_not_found' })
    }
  })
})

describe('an address that nobody made', () => {
  it.each([
    '/media/o/',
    '/media/o/videos',
    `/media/o/videos/${openId}`,
    `/media/o/videos/${openId}/`,
    `/media/o/videos/${openId}/hls/a1b2/v720`,
    `/media/o/../private/videos/${closedId}/hls/a1b2/master.m3u8`,
    `/media/o/..%2fprivate/videos/${closedId}/hls/a1b2/master.m3u8`,
    `/media/o/..%2Fprivate%2Fvideos%2F${closedId}%2Fhls%2Fa1b2%2Fmaster.m3u8`,
    `/media/o/videos/${openId}/%2e%2e/%2e%2e/%2e%2e/private/videos/${closedId}/hls/a1b2/master.m3u8`,
    `/media/o/videos/${openId}/../${closedId}/hls/a1b2/master.m3u8`,
    `/media/o/videos/${openId}%2f..%2f${closedId}/hls/a1b2/master.m3u8`,
    `/media/o/videos%2f${closedId}/hls/a1b2/master.m3u8`,
    `/media/o//videos/${closedId}/hls/a1b2/master.m3u8`,
    `/media/o/videos/${openId}/hls/a1b2/v720/00001.m4s%00.jpg`,
    `/media/o/videos/${openId}/hls/a1b2/v720/00001.m4s/`,
    '/media/o/%00',
    '/media/o/etc/passwd',
    '/media/o/.incoming/x',
    `/media/o/videos/${openId}/..%5c..%5cprivate`,
    `/media/o/${'a/'.repeat(3000)}`,
    `/media/o/videos/${openId}/hls/a1b2/V720/00001.m4s`,
    `/media/o/videos/${deletedId}/hls/a1b2/master.m3u8`,
    `/media/t/x/private/videos/${closedId}/hls/a1b2/master.m3u8`,
    '/media/t/x',
    '/media/x',
    '/media',
  ])('%s is 404 in JSON', async (path) => {
    const { status, json } = await get(path)
    expect({ status, success: json?.success }).toEqual({ status: 404, success: false })
  })

  it('that cannot be decoded is 400 in JSON', async () => {
    expect(await get('/media/o/videos/%zz')).toMatchObject({ status: 400, json: { code: 'invalid_input' } })
  })
})

describe('the placeholder', () => {
  it('comes in two sizes', async () => {
    expect((await get('/media/placeholder.jpg')).text).toBe('large')
    const small = await get('/media/placeholder-small.jpg')
    expect(small).toMatchObject({ status: 200, text: 'small' })
    expect(small.headers['content-type']).toBe('image/jpeg')
  })
})

describe('many at once', () => {
  const large = `/media/o/videos/${openId}/file/e5/large.mp4`
  /** Files of the store that this process holds open. */
  async function openFiles(): Promise<number> {
    const names = await readdir('/proc/self/fd')
    const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
    return targets.filter((target) => target.startsWith(folder)).length
  }

  it('each get their own part', async () => {
    const parts = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => (await get(segment, { range: `bytes=${n}-${n + 9}` })).text),
    )
    expect(parts).toEqual(parts.map((_, n) => digits.slice(n, n + 10)))
  })

  it('may leave in the middle, and no file stays open', async () => {
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const socket = connect(web.port, '127.0.0.1')
        socket.on('error', () => {})
        await once(socket, 'connect')
        socket.write(`GET ${large} HTTP/1.1\r\nHost: x\r\n${n % 2 ? 'Range: bytes=100-\r\n' : ''}\r\n`)
        if (n % 3) await once(socket, 'data')
        socket.destroy()
      }),
    )
    expect((await get(large)).body.length).toBe(8 * 1024 * 1024)
    await vi.waitFor(async () => expect(await openFiles()).toBe(0))
  })

  it('may leave before the file is found, and none stays open', async () => {
    const gate = Promise.withResolvers<void>()
    load = async (id) => {
      await gate.promise
      return videos.get(id) ?? null
    }
    const sockets = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connect(web.port, '127.0.0.1')
        await once(socket, 'connect')
        socket.write(`GET ${large} HTTP/1.1\r\nHost: x\r\n\r\n`)
        return socket
      }),
    )
    await vi.waitFor(() => expect(web.running()).toBe(20))
    for (const socket of sockets) socket.destroy()
    await vi.waitFor(() => expect(web.running()).toBe(0))
    gate.resolve()
    expect((await get(large)).body.length).toBe(8 * 1024 * 1024)
    await vi.waitFor(async () => expect(await openFiles()).toBe(0))
  })

  it('leave no file open after HEAD, 304, 416 and 404', async () => {
    const { etag = '' } = (await get(segment)).headers
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        await get(large, {}, 'HEAD')
        await get(segment, { 'if-none-match': etag })
        await get(segment, { range: 'bytes=5000-' })
        await get(`${segment}x`)
      }),
    )
    await vi.waitFor(async () => expect(await openFiles()).toBe(0))
  })
})
