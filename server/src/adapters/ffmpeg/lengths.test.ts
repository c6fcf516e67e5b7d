import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ffmpegBuilds } from '../../../test/support/ffmpeg-builds.ts'
import { makeVideo, runFfmpeg, type Sample } from '../../../test/support/samples.ts'
import { encodedFrameRate } from '../../media/arguments.ts'
import { boxes, findBox } from '../../media/boxes.ts'
import { createMediabunnyTools } from '../mediabunny/tools.ts'

const folder = await mkdtemp(join(tmpdir(), 'lengths-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const builds = await ffmpegBuilds()
const bunny = createMediabunnyTools({
  ...{ canTranscode: false, version: null, source: 'none', canCopyVideo: false, canTonemap: false },
  reason: 'There is none.',
})

/** Two seconds of it are there, whatever its headers say. */
const claims = 600

/** Writes the length of a movie, and of its tracks too, over the one that stands there. */
async function patched(which: RegExp, sample: Sample = {}): Promise<string> {
  const bytes = await readFile(await makeVideo(sample))
  const movie = findBox(bytes, 'moov')!
  const header = findBox(bytes, 'moov/mvhd')!
  const scale = bytes.readUInt32BE(header.start + 12)
  if (which.test('mvhd')) bytes.writeUInt32BE(claims * scale, header.start + 16)
  for (const track of [...boxes(bytes, movie.start, movie.end)].filter(({ type }) => type === 'trak')) {
    const at = (path: string) => findBox(bytes, path, track.start, track.end)!.start
    if (which.test('tkhd')) bytes.writeUInt32BE(claims * scale, at('tkhd') + 20)
    if (which.test('elst')) bytes.writeUInt32BE(claims * scale, at('edts/elst') + 8)
    const media = at('mdia/mdhd')
    if (which.test('mdhd')) bytes.writeUInt32BE(claims * bytes.readUInt32BE(media + 12), media + 16)
  }
  return kept(bytes)
}

async function kept(bytes: Buffer): Promise<string> {
  const path = join(folder, `${createHash('sha1').update(bytes).digest('hex')}.mp4`)
  await writeFile(path, bytes)
  return path
}

let made = 0
/** A copy of a video whose packets are told other times. */
async function retimed(stream: 'v' | 'a', times: string, container: 'mp4' | 'mkv', sample: Sample = {}) {
  const into = join(folder, `retimed${made++}.${container}`)
  const from = await makeVideo({ options: ['-bf', '0'], ...sample })
  await runFfmpeg(['-i', from, '-c', 'copy', `-bsf:${stream}`, `setts=${times}`, into])
  return into
}

async function withSubtitle(container: 'mp4' | 'mkv'): Promise<string> {
  const text = join(folder, 'long.srt')
  await writeFile(text, '1\n00:00:01,000 --> 00:01:00,000\nStill here\n')
  const into = join(folder, `subtitle.${container}`)
  const codec = container === 'mp4' ? 'mov_text' : 'srt'
  await runFfmpeg(['-i', await makeVideo(), '-i', text, '-c', 'copy', '-c:s', codec, into])
  return into
}

const late = (container: Sample['container']) => () =>
  makeVideo({ container, options: ['-output_ts_offset', '100'] })
const lastLasts = 'duration=if(gte(N\\,59)\\,600/TB\\,DURATION)'

const short: [string, () => Promise<string>][] = [
  ['an MP4 whose clock begins at 100 s', late('mp4')],
  ['a MOV whose clock begins at 100 s', late('mov')],
  ['an MKV whose clock begins at 100 s', late('mkv')],
  ['a WebM whose clock begins at 100 s', late('webm')],
  ['a fragmented MP4', () => makeVideo({ options: ['-movflags', 'frag_keyframe+empty_moov'] })],
  ['a silent MP4 that claims ten minutes', () => patched(/mvhd/, { audio: 'none' })],
  ['an MP4 with sound that claims ten minutes', () => patched(/mvhd/)],
  ['an MP4 whose tracks claim so too', () => patched(/mvhd|tkhd|mdhd/)],
  ['an MP4 whose edit lists claim so too', () => patched(/mvhd|tkhd|mdhd|elst/)],
  ['an MP4 with a subtitle of a minute', () => withSubtitle('mp4')],
  ['an MKV with a subtitle of a minute', () => withSubtitle('mkv')],
]

describe.each(builds)('$name', ({ tools }) => {
  it.concurrent.each(short)('takes %s for what its pictures and sound are: two seconds', async (_, make) => {
    const path = await make()
    const probe = await tools.probe(path)
    expect(Math.abs(probe.durationSeconds - 2)).toBeLessThan(0.1)
    const into = await mkdtemp(join(folder, 'hls-'))
    const output = await tools.encodeLadder({ path, probe }, into, { copyTop: false })
    expect(Math.abs(output.durationSeconds - 2)).toBeLessThan(0.1)
    expect(output.truncated).toBe(false)
  })

  it('holds the last picture for as long as there is sound, and no longer than its packets bear out', async () => {
    const path = await retimed('a', lastLasts, 'mp4')
    const probe = await tools.probe(path)
    expect(probe.durationSeconds).toBeLessThan(4)
    const into = await mkdtemp(join(folder, 'hls-'))
    const { durationSeconds } = await tools.encodeLadder({ path, probe }, into, { copyTop: false })
    expect(durationSeconds).toBeLessThan(4)
  })

  it('does not fill a gap in the sound with more pictures than there is sound for', async () => {
    const path = await retimed('a', 'ts=if(gte(N\\,59)\\,TS+20000/TB\\,TS)', 'mp4')
    const probe = await tools.probe(path)
    expect(probe.durationSeconds).toBeLessThan(200)
  })

  it.each(['mp4', 'mkv'] as const)('makes of pictures far apart in %s no film', async (container) => {
    const path = await retimed('v', 'ts=if(gte(N\\,59)\\,TS+100/TB\\,TS)', container, { audio: 'none' })
    const probe = await tools.probe(path)
    expect(probe).toMatchObject({ canCopyVideo: false, video: { variableFrameRate: true } })
    expect(encodedFrameRate(probe)).toBeLessThanOrEqual(5)
  })

  it('believes the packets of an MKV that claims hours', async () => {
    const probe = await tools.probe(await retimed('v', lastLasts, 'mkv', { audio: 'none' }))
    expect(probe).toMatchObject({ video: { variableFrameRate: false } })
    expect(Math.abs(probe.durationSeconds - 2)).toBeLessThan(0.1)
  })

  it.each(['mp4', 'mkv', 'avi'] as const)(
    'hears the sound of %s that goes on to its end',
    async (container) => {
      const probe = await tools.probe(
        await makeVideo({ container, seconds: 4, options: ['-vf', 'trim=end=1.2'] }),
      )
      expect(Math.abs(probe.durationSeconds - 4)).toBeLessThan(0.1)
      expect(probe.video.endSeconds).toBeLessThan(1.4)
    },
  )
})

it.concurrent.each(short)('takes %s for two seconds without an ffmpeg too', async (_, make) => {
  const path = await make()
  const probe = await bunny.probe(path)
  expect(Math.abs(probe.durationSeconds - 2)).toBeLessThan(0.1)
  const into = join(await mkdtemp(join(folder, 'copy-')), 'copy')
  await bunny.makeProgressive({ path, probe }, into)
  expect(Math.abs((await bunny.probe(into)).durationSeconds - 2)).toBeLessThan(0.1)
})
