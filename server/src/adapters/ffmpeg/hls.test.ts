import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpegBuilds, type TestedBuild } from '../../../test/support/ffmpeg-builds.ts'
import {
  beepOf,
  boundaries,
  countFrames,
  flashAndBeep,
  flashOf,
  readHls,
} from '../../../test/support/hls-check.ts'
import { makeVideo, runFfmpeg } from '../../../test/support/samples.ts'
import type { HlsOutput } from '../../ports/media-tools.ts'

const folder = await mkdtemp(join(tmpdir(), 'hls-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const builds = await ffmpegBuilds()
const cases = builds.flatMap((build) => [
  { ...build, kind: 'every rendition encoded', copyTop: false },
  ...(build.detected.capabilities.canCopyVideo
    ? [{ ...build, kind: 'the top rendition copied', copyTop: true }]
    : []),
])

/** B-frames and key frames at odd places; a flash and a beep at 1.5 s. */
const sample = () =>
  makeVideo({
    ...{ seconds: 5, width: 854, height: 480, flashAt: 1.5 },
    options: [
      '-preset',
      'veryfast',
      '-bf',
      '2',
      '-g',
      '40',
      '-keyint_min',
      '7',
      '-force_key_frames',
      '0,0.9,2.1,3.3,4.4',
    ],
  })

describe.each(cases)('$name, $kind', ({ tools, copyTop }: TestedBuild & { copyTop: boolean }) => {
  const into = join(folder, `${Math.random()}`)
  let made: HlsOutput
  let hls: Awaited<ReturnType<typeof readHls>>

  beforeAll(async () => {
    const path = await sample()
    made = await tools.encodeLadder({ path, probe: await tools.probe(path) }, into, { copyTop })
    hls = await readHls(into)
  })

  it('says what it made', () => {
    expect(made.renditions.map(({ name, width, height, copied }) => [name, width, height, copied])).toEqual([
      ['v480', 854, 480, copyTop],
      ['v360', 640, 360, false],
    ])
    expect(made).toMatchObject({ hasAudio: true, truncated: false })
    expect(made.files.at(-1)).toBe('master.m3u8')
  })

  it('holds every frame in every rendition', async () => {
    expect(await Promise.all(hls.variants.map(countFrames))).toEqual([150, 150])
  })

  it('cuts all renditions at the same moments', () => {
    const [one, other] = hls.variants.map(boundaries)
    expect(one!.length).toBeGreaterThan(1)
    expect(one).toHaveLength(other!.length)
    for (const [n, time] of one!.entries()) expect(Math.abs(time - other![n]!)).toBeLessThan(0.001)
  })

  it('starts pictures and sound at zero and ends them together', () => {
    const all = [...hls.variants, hls.audio!]
    for (const manifest of all) expect(Math.abs(manifest.firstSeconds)).toBeLessThan(0.001)
    const ends = all.map((manifest) => boundaries(manifest).at(-1)!)
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(0.05)
  })

  it('keeps the sound within 20 ms of the pictures', async () => {
    const beep = await beepOf(hls.audio!)
    expect(Math.abs(beep - 1.5)).toBeLessThan(0.005)
    for (const variant of hls.variants)
      expect(Math.abs((await flashOf(variant, 30)) - beep)).toBeLessThan(0.02)
  })

  it('gives players what the specification demands', async () => {
    expect(hls.master).toMatch(/^#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n/)
    expect(hls.audio!.attributes).toMatchObject({
      LANGUAGE: 'und',
      DEFAULT: 'YES',
      AUTOSELECT: 'YES',
      CHANNELS: '2',
    })
    for (const { attributes } of hls.variants) {
      expect(attributes.CODECS).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/)
      expect(attributes).toMatchObject({ 'FRAME-RATE': '30.000', AUDIO: 'aud', 'CLOSED-CAPTIONS': 'NONE' })
    }
    const manifest = await readFile(join(into, 'v360/index.m3u8'), 'utf8')
    expect(manifest).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
    expect(manifest).toContain('#EXT-X-ENDLIST')
  })

  it('promises one target duration and a bandwidth that no segment exceeds', () => {
    const all = [...hls.variants, hls.audio!]
    expect(new Set(all.map(({ targetSeconds }) => targetSeconds)).size).toBe(1)
    const rates = ({ segments }: (typeof all)[number]) =>
      segments.map(({ bytes, seconds }) => (bytes * 8) / seconds)
    for (const variant of hls.variants) {
      for (const { seconds } of variant.segments) expect(seconds).toBeLessThanOrEqual(variant.targetSeconds)
      const bandwidth = Number(variant.attributes.BANDWIDTH)
      expect(bandwidth).toBeGreaterThanOrEqual(Math.max(...rates(variant)) + Math.max(...rates(hls.audio!)))
      expect(Number(variant.attributes['AVERAGE-BANDWIDTH'])).toBeLessThanOrEqual(bandwidth)
    }
  })

  // The copied rendition reorders its pictures, the encoded one does not.
  it.each([480, 360])('makes one MP4 of the rendition %i and the sound, in time', async (height) => {
    const path = join(folder, `${Math.random()}.mp4`)
    await tools.progressiveFromHls(into, `v${height}`, path)
    const { flash, beep } = await flashAndBeep(path)
    expect(Math.abs(flash - 1.5)).toBeLessThan(0.02)
    expect(Math.abs(flash - beep)).toBeLessThan(0.02)
    expect(await tools.probe(path)).toMatchObject({ playsInBrowser: true, video: { height } })
    const frames = await runFfmpeg(['-i', path, '-map', '0:v', '-vsync', '0', '-f', 'framecrc', '-'])
    expect(frames.match(/^0,/gm)).toHaveLength(150)
  })
})
