import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { file } from './support/client.ts'
import { ffmpeg } from './support/ffmpeg.ts'
import { type Person, person, type VideoDetail } from './support/people.ts'
import { mainJobVideo, once as make, smallVideo, textFile } from './support/samples.ts'
import { until } from './support/settle.ts'
import type { Page, Video } from './support/wire.ts'

/** Files that are not what they say. Each must be refused by name, in seconds, without a request leaving the server. */

let ann: Person
let canary: Server
let bait: string
let calls = 0

beforeAll(async () => {
  ann = await person()
  canary = createServer((_req, res) => {
    calls++
    res.end('#EXTM3U')
  }).listen(0, '127.0.0.1')
  await once(canary, 'listening')
  bait = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`
})
afterAll(() => canary.close())

const fast = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const source = (options: string) => ['-f', 'lavfi', '-i', options]

const cutBefore = async (path: string, share: number): Promise<Buffer> => {
  const whole = await readFile(path)
  return whole.subarray(0, Math.floor(whole.length * share))
}

const attacks: [string, string[], () => Promise<string>][] = [
  ['nothing at all', ['not_a_video', 'missing_file', 'incomplete_file'], () => textFile('empty.mp4', '')],
  ['a text', ['not_a_video'], () => textFile('text.mp4', 'Dear video platform,\n'.repeat(200))],
  ['a page', ['not_a_video'], () => textFile('page.mp4', '<!doctype html><video src="x.mp4"></video>')],
  ['an SVG', ['not_a_video'], () => textFile('svg.mp4', '<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['a zip', ['not_a_video'], () => textFile('zip.mp4', Buffer.from(`504b0304${'00'.repeat(2000)}`, 'hex'))],
  [
    'noise',
    ['not_a_video'],
    () =>
      textFile(
        'noise.mp4',
        Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7919 + (n >> 3)) & 255)),
      ),
  ],
  [
    'a picture',
    ['not_a_video', 'no_video_stream'],
    () =>
      make('picture.mp4', (path) =>
        ffmpeg([
          ...source('testsrc2=s=640x360'),
          '-frames:v',
          '1',
          '-f',
          'image2',
          '-c:v',
          'png',
          '-y',
          path,
        ]),
      ),
  ],
  [
    'an HLS manifest that names a web address',
    ['not_a_video'],
    () => textFile('remote.mp4', `#EXTM3U\n#EXTINF:1,\n${bait}/a.ts\n#EXT-X-ENDLIST\n`),
  ],
  [
    'an HLS manifest that names a file of the system',
    ['not_a_video'],
    () => textFile('passwd.mp4', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'),
  ],
  [
    "an HLS manifest that names somebody else's video",
    ['not_a_video'],
    async () =>
      textFile(
        'steal.mp4',
        `#EXTM3U\n#EXT-X-TARGETDURATION:30\n#EXTINF:30,\nfile://${await mainJobVideo()}\n#EXT-X-ENDLIST\n`,
      ),
  ],
  [
    'a concat script',
    ['not_a_video'],
    async () =>
      textFile('concat.mp4', `ffconcat version 1.0\nfile '${await mainJobVideo()}'\nfile '${bait}/b.mp4'\n`),
  ],
  [
    'a DASH manifest',
    ['not_a_video'],
    () =>
      textFile(
        'dash.mp4',
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${bait}/c.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      ),
  ],
  [
    'an SDP session',
    ['not_a_video'],
    () =>
      textFile(
        'sdp.mp4',
        'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
      ),
  ],
  [
    'a MagicYUV film',
    ['codec_not_allowed'],
    () =>
      make('magic.avi', (path) =>
        ffmpeg([...source('testsrc2=s=320x180:d=1'), '-c:v', 'magicyuv', '-y', path]),
      ),
  ],
  [
    'a MagicYUV film in Matroska',
    ['codec_not_allowed'],
    () =>
      make('magic.mkv', (path) =>
        ffmpeg([...source('testsrc2=s=320x180:d=1'), '-c:v', 'magicyuv', '-y', path]),
      ),
  ],
  [
    'a film behind a second picture that is MagicYUV',
    ['codec_not_allowed'],
    () =>
      make('second.mkv', async (path) =>
        ffmpeg([
          ...['-i', await smallVideo(), ...source('testsrc2=s=320x180:d=1'), '-map', '0:v', '-map', '1:v'],
          ...['-c:v:0', 'copy', '-c:v:1', 'magicyuv', '-y', path],
        ]),
      ),
  ],
  [
    'a film of 16,000 by 16,000',
    ['dimensions_too_large'],
    () =>
      make('huge.mp4', (path) =>
        ffmpeg([...source('color=red:s=16000x16000:r=1:d=1'), ...fast, '-threads', '1', '-y', path]),
      ),
  ],
  [
    '300 sound tracks',
    ['too_many_streams'],
    () =>
      make('streams.mkv', async (path) =>
        ffmpeg([
          ...[
            '-i',
            await smallVideo(),
            '-map',
            '0:v',
            ...Array.from({ length: 300 }, () => ['-map', '0:a']).flat(),
          ],
          ...['-c', 'copy', '-y', path],
        ]),
      ),
  ],
  [
    'a film cut before its index',
    ['incomplete_file', 'not_a_video'],
    async () => textFile('cut.mp4', await cutBefore(await smallVideo(), 0.5)),
  ],
  [
    'a song',
    ['no_video_stream'],
    () => make('song.mp3', (path) => ffmpeg([...source('sine=d=2'), '-c:a', 'libmp3lame', '-y', path])),
  ],
  [
    'a song with a cover',
    ['no_video_stream'],
    () =>
      make('cover.m4a', (path) =>
        ffmpeg([
          ...[
            ...source('sine=d=2'),
            ...source('testsrc2=s=300x300:r=1:d=1'),
            '-map',
            '0:a',
            '-map',
            '1:v',
            '-frames:v',
            '1',
          ],
          ...['-c:a', 'aac', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic', '-f', 'mp4', '-y', path],
        ]),
      ),
  ],
  [
    'a film of 48 hours',
    ['video_too_long'],
    () =>
      make('long.mp4', (path) =>
        ffmpeg([...source('color=red:s=64x64:r=1/600:d=172800'), ...fast, '-y', path]),
      ),
  ],
  [
    '1,000 frames a second',
    ['frame_rate_too_high'],
    () => make('rate.mp4', (path) => ffmpeg([...source('testsrc2=s=64x64:r=1000:d=1'), ...fast, '-y', path])),
  ],
]

it.each(attacks)('refuses %s', async (_, codes, attack) => {
  const path = await attack()
  const before = (await ann.get<Page<Video>>(`/videos?userId=${ann.user._id}`)).data.totalDocs
  const refuse = async () => {
    const asked = performance.now()
    const { status, body, text } = await ann.form('POST', '/videos', {
      ...{ title: 'Nothing to see', description: '' },
      videoFile: await file(path, 'video/mp4', 'holiday.mp4'),
    })
    return { seconds: (performance.now() - asked) / 1000, status, code: body?.code, text }
  }
  // A machine with much to do may be slow once, and a probe is given up then; what is slow by itself is so each time.
  const answer = await until('it takes long', refuse, ({ seconds }) => seconds < 5)
  expect(answer).toMatchObject({
    status: codes.includes('missing_file') && answer.status === 400 ? 400 : 422,
    code: expect.toSatisfy((code: string) => codes.includes(code)),
  })
  expect(answer.text).not.toMatch(/\/tmp\/|root:|ffprobe|\bat .*\.ts:\d/)
  expect((await ann.get<Page<Video>>(`/videos?userId=${ann.user._id}`)).data.totalDocs).toBe(before)
})

it('refuses a declared type that is no video with 415', async () => {
  const videoFile = await file(await smallVideo(), 'text/plain', 'a.txt')
  const answer = await ann.form('POST', '/videos', { title: 'A text', description: '', videoFile })
  expect(answer.status).toBe(415)
})

it('says of half a film that half is missing, or shows that half', async () => {
  const whole = await make('fast.mp4', async (path) =>
    ffmpeg(['-i', await smallVideo(12), '-c', 'copy', '-movflags', '+faststart', '-y', path]),
  )
  const half = await textFile('half.mp4', await cutBefore(whole, 0.5))
  const form = { title: 'Half a film', description: '', videoFile: await file(half, 'video/mp4') }
  const answer = await ann.form<Video>('POST', '/videos', form)
  if (answer.status === 422) {
    expect(answer.body.code).toBe('incomplete_file')
    return
  }
  expect(answer.status).toBe(201)
  const { _id } = answer.data
  const detail = await until(
    'half a film is neither ready nor refused',
    async () => (await ann.get<VideoDetail>(`/videos/${_id}`)).data,
    (video) => ['ready', 'failed'].includes(video.processing.state),
  )
  if (detail.processing.state === 'failed') expect(detail.processing.error).toMatch(/\w+/)
  else expect(detail.duration).toBeLessThan(11)
})

it('takes a film with rotten places for what still can be seen of it', async () => {
  const whole = await readFile(await smallVideo())
  const bytes = Buffer.from(whole)
  // Every 5,000th byte behind the head; an index may be hit as well.
  for (let at = 4_000; at < bytes.length; at += 5_000) bytes[at] = bytes[at]! ^ 0xff
  const videoFile = await file(await textFile('rotten.mp4', bytes), 'video/mp4')
  const answer = await ann.form<Video>('POST', '/videos', { title: 'Rotten', description: '', videoFile })
  if (answer.status !== 201) {
    expect([answer.status, typeof answer.body.code]).toEqual([422, 'string'])
    return
  }
  const { processing } = await until(
    'a rotten film is neither ready nor refused',
    async () => (await ann.get<VideoDetail>(`/videos/${answer.data._id}`)).data,
    (video) => ['ready', 'failed'].includes(video.processing.state),
  )
  if (processing.state === 'failed') expect(processing.error).toMatch(/^[A-Z].*\.$/)
})

it('made the server call nobody', () => expect(calls).toBe(0))
