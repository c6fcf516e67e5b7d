import { once } from 'node:events'
import { readdir, readlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { digits, large, largeBytes, mediaScene, openId, segment } from '../../test/support/media-scene.ts'
import { collectYoungGarbage } from '../lib/garbage.ts'

const scene = mediaScene()
const { get } = scene

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
      { 'if-none-match': etag, range: 'bytes=999999999-' },
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
  it('have no slash at their end, after which what they name would lie elsewhere', async () => {
    const path = `/media/o/videos/${openId}/hls/a1b2/master.m3u8`
    expect([(await get(path)).status, (await get(`${path}/`)).status]).toEqual([200, 404])
  })

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
describe('many at once', () => {
  /** Files of the store that this process holds open. */
  async function openFiles(): Promise<number> {
    const names = await readdir('/proc/self/fd')
    const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
    return targets.filter((target) => target.startsWith(scene.folder)).length
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
        const socket = connect(scene.web.port, '127.0.0.1')
        socket.on('error', () => {})
        await once(socket, 'connect')
        socket.write(`GET ${large} HTTP/1.1\r\nHost: x\r\n${n % 2 ? 'Range: bytes=100-\r\n' : ''}\r\n`)
        if (n % 3) await once(socket, 'data')
        socket.destroy()
      }),
    )
    expect((await get(large)).body.length).toBe(largeBytes)
    await expect.poll(openFiles).toBe(0)
  })

  it('may leave before the file is found, and none stays open', async () => {
    const closedByChance: string[] = []
    const note = (warning: Error) => closedByChance.push(warning.message)
    process.on('warning', note)
    const gate = Promise.withResolvers<void>()
    scene.load = async (id) => {
      await gate.promise
      return scene.videos.get(id) ?? null
    }
    const sockets = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connect(scene.web.port, '127.0.0.1')
        await once(socket, 'connect')
        socket.write(`GET ${large} HTTP/1.1\r\nHost: x\r\n\r\n`)
        return socket
      }),
    )
    await expect.poll(() => scene.web.running()).toBe(20)
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => scene.web.running()).toBe(0)
    gate.resolve()
    expect((await get(large)).body.length).toBe(largeBytes)
    await expect.poll(openFiles).toBe(0)
    // A handle that nobody closed is closed by the garbage collector, with a warning.
    collectYoungGarbage()
    await new Promise(setImmediate)
    process.off('warning', note)
    expect(closedByChance).toEqual([])
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
    await expect.poll(openFiles).toBe(0)
  })
})
