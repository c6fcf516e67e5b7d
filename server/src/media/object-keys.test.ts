import { expect, it } from 'vitest'
import { contentTypeOf, hasRoot, isSource, relocatedKey } from './object-keys.ts'

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

it('gives an object that moves a new generation, and keeps what lies below it together', () => {
  const moved = relocatedKey(`public/${video}/hls/a1/v720/00001.m4s`, 'private', 'b2')
  expect(moved).toBe(`private/${video}/hls/b2/v720/00001.m4s`)
  expect(relocatedKey(moved, 'public', 'c3')).toBe(`public/${video}/hls/c3/v720/00001.m4s`)
  expect(() => relocatedKey(`public/${video}/hls/a1`, 'private', 'b2')).toThrow('No key of a generation')
})

it('tells raw uploads and roots apart', () => {
  expect(isSource(`private/${video}/source/a1/upload.mp4`)).toBe(true)
  expect(isSource(`private/${video}/file/a1/source.mp4`)).toBe(false)
  expect(hasRoot(`private/${video}/hls/a1/x.m4s`, 'public')).toBe(false)
  expect(hasRoot(`public/../private/${video}/x`, 'public')).toBe(false)
})
