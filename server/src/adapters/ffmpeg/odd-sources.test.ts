import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ffmpegBuilds } from '../../../test/support/ffmpeg-builds.ts'
import { beepOf, boundaries, flashAndBeep, flashOf, readHls } from '../../../test/support/hls-check.ts'
import { makeVideo, type Sample } from '../../../test/support/samples.ts'
import { lastPictureSeconds } from '../../media/length.ts'
import type { Probe, VideoTrack } from '../../ports/media-tools.ts'

const folder = await mkdtemp(join(tmpdir(), 'odd-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

// The system's ffmpeg: what differs between builds is in hls.test.ts.
const { tools } = (await ffmpegBuilds())[0]!

interface Case {
  sample: Sample
  /** Of the top rendition. */
  size?: [number, number]
  frameRate?: number
  video?: Partial<VideoTrack>
  probe?: Partial<Probe>
}

const hdr = [
  '-pix_fmt',
  'yuv420p10le',
  '-color_trc',
  'smpte2084',
  '-color_primaries',
  'bt2020',
  '-colorspace',
  'bt2020nc',
]
const cases: Record<string, Case> = {
  portrait: { sample: { width: 180, height: 320 }, size: [180, 320] },
  'turned by its metadata': {
    sample: { turned: true },
    size: [180, 320],
    video: { width: 180, height: 320 },
    probe: { canCopyVideo: false, playsInBrowser: true },
  },
  'of a varying frame rate': {
    sample: { filter: `select='lt(n,10)+not(mod(n,3))'`, options: ['-vsync', 'vfr'] },
    video: { variableFrameRate: true },
    probe: { canCopyVideo: false },
  },
  'in mono': { sample: { audio: 'mono' } },
  'in mono at 8 kHz': {
    sample: { audio: 'mono', container: 'mov', options: ['-c:a', 'pcm_s16le', '-ar', '8000'] },
  },
  'in surround sound': { sample: { audio: '5.1' } },
  silent: { sample: { audio: 'none' }, probe: { audio: null } },
  'with sound that starts late': { sample: { audioDelay: 0.48 } },
  'with pictures that start late': {
    sample: { videoDelay: 0.5, container: 'mkv' },
    probe: { canCopyVideo: false },
  },
  'with sound that goes on': { sample: { options: ['-vf', 'trim=end=1.2'] }, probe: { canCopyVideo: false } },
  'with sound that ends early': { sample: { options: ['-af', 'atrim=end=1.3'] } },
  'of odd sizes': { sample: { width: 321, height: 181, options: ['-pix_fmt', 'yuv444p'] }, size: [320, 180] },
  'with oblong pixels': {
    sample: { filter: 'setsar=4/3' },
    size: [426, 180],
    video: { squarePixels: false, width: 427 },
  },
  interlaced: {
    sample: { filter: 'interlace', frameRate: 50, options: ['-flags', '+ilme+ildct'] },
    video: { interlaced: true },
  },
  'of 120 frames a second': { sample: { frameRate: 120 }, frameRate: 60 },
  'of 10 bits': {
    sample: { options: ['-pix_fmt', 'yuv420p10le'] },
    probe: { playsInBrowser: false, canCopyVideo: false },
  },
  'of a high dynamic range': { sample: { options: hdr }, video: { hdr: 'pq' } },
  'in MKV': {
    sample: { container: 'mkv' },
    probe: { container: 'matroska', playsInBrowser: true, canCopyVideo: true },
  },
  'in MKV with a second track in DTS': {
    sample: {
      container: 'mkv',
      options: ['-map', '0:v', '-map', '1:a', '-map', '1:a', '-c:a:1', 'dca', '-strict', '-2'],
    },
  },
  'in WebM': {
    sample: { container: 'webm' },
    probe: { container: 'webm', playsInBrowser: true, canCopyVideo: false },
  },
  'in MOV with plain sound': {
    sample: { container: 'mov', options: ['-c:a', 'pcm_f32le'] },
    probe: { container: 'mov', playsInBrowser: false },
  },
  'in AVI': {
    sample: { container: 'avi', options: ['-c:a', 'pcm_u8'] },
    probe: { container: 'avi', playsInBrowser: false },
  },
  'in a transport stream': { sample: { container: 'ts' }, probe: { container: 'mpegts' } },
  'in FLV': {
    sample: { container: 'flv', options: ['-c:v', 'flv', '-c:a', 'mp3', '-ar', '44100'] },
    probe: { container: 'flv' },
  },
  'in MPEG-2': { sample: { container: 'mpg' }, probe: { container: 'mpeg', playsInBrowser: false } },
  'in HEVC': {
    sample: { options: ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'] },
    probe: { playsInBrowser: false },
  },
}

it.concurrent.each(Object.entries(cases))(
  'streams a video %s',
  async (name, { sample, size = [320, 180], frameRate, video = {}, probe = {} }) => {
    const path = await makeVideo({ flashAt: 1, ...sample })
    const found = await tools.probe(path)
    expect(found).toMatchObject({ ...probe, video })
    const source = { path, probe: found }
    const into = join(folder, name)
    const remuxed = await tools.remuxToHls(source, into)
    const made = await tools.encodeLadder(source, into, { copyTop: remuxed !== null })
    const { variants, audio } = await readHls(into)

    expect(remuxed !== null).toBe(found.canCopyVideo)
    expect(made).toMatchObject({ truncated: false, hasAudio: sample.audio !== 'none' })
    expect([made.renditions[0]!.width, made.renditions[0]!.height]).toEqual(size)
    const expected = found.video.endSeconds + lastPictureSeconds(found)
    if (frameRate) expect(made.renditions[0]!.frameRate).toBe(frameRate)
    expect(Math.abs(made.durationSeconds - expected)).toBeLessThan(0.1)
    for (const manifest of variants) expect(Math.abs(manifest.firstSeconds)).toBeLessThan(0.001)
    if (!audio) return
    expect(Math.abs(boundaries(audio).at(-1)! - made.durationSeconds)).toBeLessThan(0.1)
    const before = await flashAndBeep(path)
    const flash = await flashOf(variants[0]!, made.renditions[0]!.frameRate)
    const beep = await beepOf(audio)
    // The source's own figures lie on a raster of a hundredth; a first picture that is very late moves to a whole frame.
    const frame = 1 / made.renditions[0]!.frameRate
    expect(Math.abs(before.flash - flash)).toBeLessThan(frame + 0.01)
    expect(Math.abs(flash - beep - (before.flash - before.beep))).toBeLessThan(frame / 2 + 0.01)
  },
)
