import { expect, it } from 'vitest'
import { rebased } from './manifest.ts'

it('leads every address of a manifest to another folder, and nothing else in it', () => {
  const manifest = [
    '#EXTM3U',
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="URI",URI="audio/index.m3u8"',
    '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",AUDIO="aud"',
    'v720/index.m3u8',
    '',
  ].join('\n')
  expect(rebased(manifest, (uri) => `../o/videos/1/hls/a/${uri}`)).toBe(
    [
      '#EXTM3U',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="URI",URI="../o/videos/1/hls/a/audio/index.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f,mp4a.40.2",AUDIO="aud"',
      '../o/videos/1/hls/a/v720/index.m3u8',
      '',
    ].join('\n'),
  )
})
