import { expect, it } from 'vitest'
import { contentTypeOf, hasRoot } from './object-keys.ts'

const video = 'videos/66f0c1e2a1b2c3d4e5f60718'

it.each([
  ['master.m3u8', 'application/vnd.apple.mpegurl'],
  ['init.mp4', 'video/mp4'],
  ['00001.m4s', 'video/iso.segment'],
  ['storyboard.vtt', 'text/vtt; charset=utf-8'],
  ['poster.jpg', 'image/jpeg'],
  ['poster.webp', 'image/webp'],
  ['page.html', 'application/octet-stream'],
  ['drawing.svg', 'application/octet-stream'],
  ['noname', 'application/octet-stream'],
])('%s is %s', (name, type) => {
  expect(contentTypeOf(`public/${video}/hls/a1/${name}`)).toBe(type)
})

it('tells roots apart', () => {
  expect(hasRoot(`private/${video}/hls/a1/x.m4s`, 'public')).toBe(false)
  expect(hasRoot(`public/../private/${video}/x`, 'public')).toBe(false)
})
