import { expect, it } from 'vitest'
import {
  readMediaManifest,
  targetDuration,
  withAddresses,
  writeMasterManifest,
  writeMediaManifest,
} from './manifest.ts'

const segments = (...all: [seconds: number, bytes: number][]) =>
  all.map(([durationSeconds, sizeBytes], n) => ({ uri: `0000${n}.m4s`, durationSeconds, sizeBytes }))

const variant = (name: string, height: number, bytes: number) => ({
  ...{ name, width: (height * 16) / 9, height, frameRate: 29.97, codecs: 'avc1.64001f' },
  segments: segments([4, bytes], [2, bytes]),
})

const audio = { codecs: 'mp4a.40.2', segments: segments([4, 64_000], [2, 32_000]) }
const ladder = [
  variant('v1080', 1080, 3e6),
  variant('v720', 720, 15e5),
  variant('v480', 480, 6e5),
  variant('v360', 360, 3e5),
]

it('reads back what it writes', () => {
  const all = segments([4, 10], [2.5, 20])
  const text = writeMediaManifest({ init: 'init.mp4', segments: all }, 4)
  expect(readMediaManifest(text)).toEqual({
    init: 'init.mp4',
    segments: all.map(({ uri, durationSeconds }) => ({ uri, durationSeconds })),
  })
  expect(text).toContain('#EXT-X-TARGETDURATION:4\n')
  expect(text.endsWith('#EXT-X-ENDLIST\n')).toBe(true)
})

it('puts a middle rendition first, then the others from the smallest', () => {
  const order = writeMasterManifest(ladder, audio).match(/^v\d+/gm)
  expect(order).toEqual(['v480', 'v360', 'v720', 'v1080'])
})

it('promises the fastest segment of pictures and of sound together, and the mean', () => {
  const master = writeMasterManifest([variant('v720', 720, 1_500_000)], audio)
  expect(master).toContain(
    '#EXT-X-STREAM-INF:BANDWIDTH=6128000,AVERAGE-BANDWIDTH=4128000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="aud",CLOSED-CAPTIONS=NONE\nv720/index.m3u8',
  )
})

it('does not speak of sound in a silent video', () => {
  const master = writeMasterManifest([variant('v720', 720, 1_500_000)], null)
  expect(master).not.toMatch(/AUDIO|mp4a/)
  expect(master).toContain('CODECS="avc1.64001f"')
})

it('takes the longest segment of all as the target', () => {
  expect(targetDuration([segments([4, 1]), segments([4.01, 1])])).toBe(5)
  expect(targetDuration([segments([4.0004, 1]), segments([0.2, 1])])).toBe(4)
})

it('leads every address of a manifest to another folder, and nothing else in it', () => {
  const manifest = [
    '#EXTM3U',
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="URI",URI="audio/index.m3u8"',
    '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",AUDIO="aud"',
    'v720/index.m3u8',
    '',
  ].join('\n')
  expect(withAddresses(manifest, (uri) => `../o/videos/1/hls/a/${uri}`)).toBe(
    [
      '#EXTM3U',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="URI",URI="../o/videos/1/hls/a/audio/index.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",AUDIO="aud"',
      '../o/videos/1/hls/a/v720/index.m3u8',
      '',
    ].join('\n'),
  )
})
