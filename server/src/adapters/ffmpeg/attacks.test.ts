import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpegBuilds } from '../../../test/support/ffmpeg-builds.ts'
import { makeVideo, runFfmpeg } from '../../../test/support/samples.ts'
import { guards, input } from '../../media/guards.ts'
import { isContentError } from '../../ports/media-tools.ts'
import { run } from './run.ts'

const builds = await ffmpegBuilds()
const folder = await mkdtemp(join(tmpdir(), 'attacks-'))
let canary: Server
let visits = 0
let canaryUrl = ''

beforeAll(async () => {
  canary = createServer((_, response) => {
    visits++
    response.end('seen')
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`
})

afterAll(async () => {
  canary.close()
  await rm(folder, { recursive: true, force: true })
})

const mp4 = (name: string) => join(folder, `${name}.mp4`)

async function text(name: string, contents: string | Buffer): Promise<string> {
  await writeFile(mp4(name), contents)
  return mp4(name)
}

/** Made once for all builds. */
async function made(name: string, args: string[]): Promise<string> {
  if (!existsSync(join(folder, name))) await runFfmpeg([...args, name], folder)
  return join(folder, name)
}

async function cut(share: number, options: string[] = []): Promise<string> {
  const whole = await readFile(await makeVideo({ options }))
  return text(`cut${share}${options.length}`, whole.subarray(0, Math.floor(whole.length * share)))
}

const hlsOf = (uri: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${uri}\n#EXT-X-ENDLIST\n`
const mpd = (uri: string) =>
  `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" mediaPresentationDuration="PT2S"><Period><AdaptationSet><Representation id="1"><BaseURL>${uri}</BaseURL></Representation></AdaptationSet></Period></MPD>`
const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2000)])
const png = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64', '-frames:v', '1', '-f', 'image2', '-c:v', 'png']
const picture = (size: string) => [
  '-f',
  'lavfi',
  '-i',
  `color=s=${size}:d=0.1:r=10`,
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-pix_fmt',
  'yuv420p',
]
const manyStreams = [
  '-f',
  'lavfi',
  '-i',
  'sine=d=0.1',
  '-f',
  'lavfi',
  '-i',
  'color=s=64x64:d=0.1',
  '-map',
  '1:v',
  ...Array.from({ length: 300 }, () => ['-map', '0:a']).flat(),
  '-c:a',
  'aac',
  '-b:a',
  '16k',
]

const attacks: [string, string, () => Promise<string>][] = [
  ['an empty file', 'not_a_video', () => text('empty', '')],
  ['a text', 'not_a_video', () => text('text', 'hello, I am a film\n'.repeat(50))],
  ['a web page', 'not_a_video', () => text('page', '<!doctype html><script src="x.js"></script>')],
  ['a zip archive', 'not_a_video', () => text('zip', zip)],
  ['a picture', 'not_a_video', () => made('png.mp4', png)],
  [
    'noise behind the first bytes of an MP4',
    'incomplete_file',
    () => text('noise', Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(9000, 7)])),
  ],
  ['an HLS manifest of a web address', 'not_a_video', () => text('hls-web', hlsOf(`${canaryUrl}/a.ts`))],
  [
    'an HLS manifest of another file',
    'not_a_video',
    async () => text('hls-file', hlsOf(`file://${await makeVideo()}`)),
  ],
  [
    'an HLS manifest behind a blank',
    'not_a_video',
    () => text('hls-blank', `\n ${hlsOf(`${canaryUrl}/a.ts`)}`),
  ],
  [
    'a list of files',
    'not_a_video',
    async () => text('concat', `ffconcat version 1.0\nfile '${await makeVideo()}'\n`),
  ],
  ['a DASH manifest', 'not_a_video', () => text('dash', mpd(`${canaryUrl}/a.mp4`))],
  [
    'a session description',
    'not_a_video',
    () => text('sdp', 'v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n'),
  ],
  [
    'MagicYUV',
    'codec_not_allowed',
    () => made('magic.avi', ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:d=0.2', '-c:v', 'magicyuv']),
  ],
  [
    'FFV1',
    'codec_not_allowed',
    () => made('ffv1.mkv', ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:d=0.2', '-c:v', 'ffv1']),
  ],
  ['9,000 × 9,000 pixels', 'dimensions_too_large', () => made('huge.mp4', picture('9000x9000'))],
  ['a side of 9,000 pixels', 'dimensions_too_large', () => made('wide.mp4', picture('9000x64'))],
  ['300 streams', 'too_many_streams', () => made('many.mp4', manyStreams)],
  [
    '1,000 frames a second',
    'frame_rate_too_high',
    () => made('fast.mp4', ['-f', 'lavfi', '-i', 'color=s=64x64:r=1000:d=0.2', '-c:v', 'libx264']),
  ],
  [
    '49 hours',
    'video_too_long',
    () =>
      made('long.mkv', [
        '-f',
        'lavfi',
        '-i',
        'color=s=64x64:r=1/3600:d=176400',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-bf',
        '0',
      ]),
  ],
  [
    'sound alone',
    'no_video_stream',
    () => made('sound.m4a', ['-f', 'lavfi', '-i', 'sine=d=0.2', '-c:a', 'aac']),
  ],
  [
    'an MP3',
    'no_video_stream',
    () => made('sound.mp3', ['-f', 'lavfi', '-i', 'sine=d=0.2', '-id3v2_version', '3']),
  ],
  ['an MP4 cut before its index', 'incomplete_file', () => cut(0.5, ['-movflags', '0'])],
  ['an MP4 cut behind its index', 'incomplete_file', () => cut(0.5)],
]

describe.each(builds)('$name', ({ tools, detected }) => {
  it.each(attacks)('refuses %s as %s in seconds', async (_, code, file) => {
    const path = await file()
    const begun = performance.now()
    const error = await tools.probe(path).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code })
    expect(isContentError(error)).toBe(true)
    expect(performance.now() - begun).toBeLessThan(30_000)
    expect(visits).toBe(0)
  })

  // The sniffer stands before; these show that ffmpeg itself would not read them either.
  it.each(attacks.filter(([name]) => /manifest|list|description/.test(name)))(
    'does not open %s',
    async (_, __, file) => {
      const output = join(folder, 'leak.mp4')
      const args = ['-nostdin', '-y', ...guards, ...input(await file()), '-c', 'copy', `file:${output}`]
      const { exitCode } = await run(detected.ffmpeg!, args, { timeoutMs: 5000 })
      expect(exitCode).not.toBe(0)
      await expect(readFile(output)).rejects.toMatchObject({ code: 'ENOENT' })
      expect(visits).toBe(0)
    },
  )
})
