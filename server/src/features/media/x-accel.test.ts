import { expect, it } from 'vitest'
import { closedId, deletedId, hlsOf, mediaScene, openId, segment } from '../../../test/support/media-scene.ts'

const scene = mediaScene({ accelLocation: '/-/media' })
const { get, granted } = scene

it('hands a file over to nginx, and says what nginx shall say of it', async () => {
  const { status, headers, text } = await get(segment)
  expect({ status, text }).toEqual({ status: 200, text: '' })
  expect(headers).toMatchObject({
    'x-accel-redirect': `/-/media/public/videos/${openId}/hls/a1b2/v720/00001.m4s`,
    'x-file-cache-control': 'public, max-age=31536000, immutable, s-maxage=600',
    'content-type': 'video/iso.segment',
    'access-control-allow-origin': '*',
  })
  expect(headers['cache-control']).toBeUndefined()
})

it('hands over what a link opens, and a raw upload as a download', async () => {
  const { headers } = await get(granted(`private/videos/${closedId}/hls/a1b2/v720/00001.m4s`))
  expect(headers['x-accel-redirect']).toBe(`/-/media/private/videos/${closedId}/hls/a1b2/v720/00001.m4s`)
  const upload = await get(granted(`private/videos/${closedId}/source/c3d4/upload.mov`))
  expect(upload.headers).toMatchObject({
    'x-accel-redirect': `/-/media/private/videos/${closedId}/source/c3d4/upload.mov`,
    'x-file-cache-control': 'private, no-store',
    'content-disposition': 'attachment',
  })
})

it('sends what is text itself', async () => {
  const { headers, text } = await get(granted(hlsOf('private', closedId)))
  expect(headers['x-accel-redirect']).toBeUndefined()
  expect(text).toContain('#EXTM3U')
})

it.each([
  ['a closed video', `/media/o/videos/${closedId}/hls/a1b2/v720/00001.m4s`],
  ['a deleted video', `/media/o/videos/${deletedId}/hls/a1b2/v720/00001.m4s`],
  [
    'a forged link',
    `/media/t/9999999999.${'A'.repeat(32)}/private/videos/${closedId}/hls/a1b2/v720/00001.m4s`,
  ],
  ['no key', `/media/o/videos/${openId}/../../private/videos/${closedId}/hls/a1b2/v720/00001.m4s`],
  ['another root', '/media/o/../trash/2026-11-23/public/users/x'],
])('hands over nothing for %s', async (_what, path) => {
  const { status, headers, json } = await get(path)
  expect({ status, code: json.code }).toMatchObject({ status: 404 })
  expect(headers['x-accel-redirect']).toBeUndefined()
})
