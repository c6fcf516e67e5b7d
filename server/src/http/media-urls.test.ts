import { describe, expect, it } from 'vitest'
import { makeId } from '../lib/id.ts'
import { createMediaUrls, isSource } from './media-urls.ts'

const now = new Date('2026-11-23T10:00:00Z')
const hour = 3_600_000
const base = 'https://tube.example'
const at = (moment: Date, secret = 'a secret of the refresh tokens') =>
  createMediaUrls({ secret, clock: { now: () => moment } })
const videoId = makeId(now)
const key = `private/videos/${videoId}/hls/abc/master.m3u8`
const tokenOf = (url: string): string => url.split('/media/t/')[1]!.split('/')[0]!

describe('media addresses', () => {
  it('lead to public objects plainly, and pass an adopted address through', () => {
    const urls = at(now)
    expect(urls.url(base, 'public/users/u/avatar/a.webp')).toBe(`${base}/media/o/users/u/avatar/a.webp`)
    expect(urls.url(base, 'http://res.cloudinary.com/x/v1/a.png')).toBe(
      'http://res.cloudinary.com/x/v1/a.png',
    )
  })

  it('carry a token before the whole key of a private object, so that relative addresses inherit it', () => {
    const url = at(now).url(base, key, 3600)
    expect(url).toBe(`${base}/media/t/${tokenOf(url)}/${key}`)
    expect(at(now).checkToken(tokenOf(url), key)).toBe('good')
  })

  it('grant a closed video whose files still lie under public/', () => {
    const url = at(now).grantedUrl(base, `public/videos/${videoId}/img/abc.jpg`)
    expect(url).toMatch(`/public/videos/${videoId}/img/abc.jpg`)
    expect(at(now).checkToken(tokenOf(url), key)).toBe('good')
  })

  it('repeat for some hours, and live at least as long as they were asked to', () => {
    const first = at(now).url(base, key, 3600)
    expect(at(new Date(now.getTime() + hour / 2)).url(base, key, 3600)).toBe(first)
    expect(at(new Date(now.getTime() + hour)).checkToken(tokenOf(first), key)).toBe('good')
    expect(at(new Date(now.getTime() + 8 * hour)).checkToken(tokenOf(first), key)).toBe('expired')
  })

  it('open nothing but their own video, and not with another secret', () => {
    const token = tokenOf(at(now).url(base, key))
    expect(at(now).checkToken(token, key.replace(videoId, makeId(now)))).toBe('forged')
    expect(at(now, 'another secret').checkToken(token, key)).toBe('forged')
  })

  it('open a raw upload by a token of its own, which opens nothing else', () => {
    const raw = `private/videos/${videoId}/source/abc/original.mp4`
    const [token, other] = [tokenOf(at(now).url(base, raw)), tokenOf(at(now).url(base, key))]
    expect(at(now).checkToken(token, raw)).toBe('good')
    for (const [which, file] of [
      [token, key],
      [token, raw.replace('abc', 'abd')],
      [token, raw.replace(videoId, makeId(now))],
      [other, raw],
    ] as const) {
      expect(at(now).checkToken(which, file)).toBe('forged')
    }
  })

  it('are not opened by a token that was lengthened, cut, respelt or made up', () => {
    const token = tokenOf(at(now).url(base, key))
    const [expires, mac] = token.split('.')
    const forgeries = [
      `${Number(expires) + 3600}.${mac}`,
      `0${expires}.${mac}`,
      `${expires}.${mac!.slice(1)}`,
      `${expires}.${mac}=`,
      `${expires}.${'A'.repeat(32)}`,
      `.${mac}`,
      'NaN.NaN',
      '',
      `${token}\0`,
    ]
    for (const forged of forgeries) expect(at(now).checkToken(forged, key), forged).toBe('forged')
  })
})

it('know a raw upload by its folder, whatever a file is called', () => {
  expect(isSource(`private/videos/${videoId}/source/a1/original.mp4`)).toBe(true)
  expect(isSource(`private/videos/${videoId}/file/a1/source.mp4`)).toBe(false)
})
