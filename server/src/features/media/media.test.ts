import { describe, expect, it, vi } from 'vitest'
import { closedId, deletedId, hlsOf, mediaScene, openId, segment } from '../../../test/support/media-scene.ts'
import { ObjectStoreUnavailable } from '../../ports/object-store.ts'

const scene = mediaScene()
const { get, granted, events } = scene

it.each([
  ['a file', segment],
  ['a file of a closed video', null],
  ['the stable manifest', `/media/${openId}/master.m3u8`],
])('%s says when to come again while the store does not answer', async (_what, path) => {
  const unavailable = new ObjectStoreUnavailable('cut off')
  const cut = (['open', 'bytes'] as const).map((name) =>
    vi.spyOn(scene.objects, name).mockRejectedValue(unavailable),
  )
  const answer = await get(path ?? granted(hlsOf('private', closedId)))
  for (const spy of cut) spy.mockRestore()
  expect(answer).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5' },
    json: { code: 'media_unavailable' },
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
    scene.videos.set(openId, { isOpen: true, hls: { key: hlsOf('public', openId), complete: false } })
    expect((await get(`/media/${openId}/master.m3u8`)).headers['cache-control']).toBe('public, max-age=5')
  })

  it('of a video that has just been opened leads to where its files still lie', async () => {
    scene.videos.set(closedId, { isOpen: true, hls: { key: hlsOf('private', closedId), complete: true } })
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
    scene.videos.set(openId, { isOpen: true, hls: null })
    expect((await get(`/media/${openId}/master.m3u8`)).status).toBe(404)
    scene.videos.set(openId, { isOpen: true, hls: { key: hlsOf('public', deletedId), complete: true } })
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
    scene.videos.set(openId, { isOpen: false, hls: null })
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
    scene.now = new Date(scene.now.getTime() + 24 * 3_600_000)
    expect(await get(address)).toMatchObject({ status: 403, json: { code: 'media_link_expired' } })
  })

  it('is gone with its links when it is deleted', async () => {
    const address = granted(hlsOf('private', closedId))
    scene.videos.delete(closedId)
    events.emit('video.removed', { videoId: closedId })
    expect((await get(address)).status).toBe(404)
  })

  it('is not opened by the link of another video, or one that was made up', async () => {
    const [, , , token] = granted(hlsOf('public', openId)).split('/')
    const forged = [
      token!,
      `${Math.floor(scene.now.getTime() / 1000) + 9999}.${'A'.repeat(32)}`,
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
