import { describe, expect, it } from 'vitest'
import type { AudioTrack, MediaSource, Probe, VideoTrack } from '../ports/media-tools.ts'
import {
  audioArguments,
  type Build,
  countArguments,
  defaultSettings,
  encodedFrameRate,
  ladderArguments,
  posterArguments,
  probeArguments,
  progressiveArguments,
  tailArguments,
} from './arguments.ts'
import { planLadder } from './ladder.ts'

const picture: VideoTrack = {
  ...{
    codec: 'h264',
    profile: 'High',
    level: 40,
    pixelFormat: 'yuv420p',
    codedWidth: 1280,
    codedHeight: 720,
  },
  ...{ width: 1280, height: 720, rotation: 0, squarePixels: true, frameRate: 30, variableFrameRate: false },
  ...{ interlaced: false, hdr: null, bitRate: 2e6, startSeconds: 0, endSeconds: 60 },
}
const sound: AudioTrack = {
  ...{ position: 0, codec: 'aac', channels: 2, sampleRate: 48_000, startSeconds: 0, endSeconds: 60 },
}

function source(video: Partial<VideoTrack> = {}, rest: Partial<Probe> = {}): MediaSource {
  const probe: Probe = {
    ...{ container: 'mp4', durationSeconds: 60, sizeBytes: 1e7, bitRate: 2e6, audio: sound },
    ...{ playsInBrowser: true, canCopyVideo: true, ...rest },
    video: { ...picture, ...video },
  }
  return { path: '/up loads/-i.mp4', probe }
}

const modern: Build = { exactStart: true, tonemap: true }
const old: Build = { exactStart: false, tonemap: false }

function ladder(from: MediaSource, { copyTop = false, build = modern } = {}) {
  const rungs = planLadder(from.probe.video, copyTop)
  return ladderArguments(from, { rungs, copyTop, settings: defaultSettings, build })
}

const valuesOf = (args: string[], option: string) =>
  args.flatMap((arg, n) => (arg === option ? [args[n + 1]] : []))
const graph = (args: string[]) => valuesOf(args, '-filter_complex')[0]

describe('every call on what a user sent', () => {
  const from = source()
  const plan = { rungs: planLadder(picture, false), copyTop: false, settings: defaultSettings, build: modern }
  it.each([
    ['probe', probeArguments(from.path)],
    ['count', countArguments(from.path)],
    ['tail', tailArguments(from.path, 'a:0')],
    ['progressive', progressiveArguments(from, 'a.mp4')],
    ['ladder', ladder(from)],
    ['audio', audioArguments(from, plan, 60)],
    ['poster', posterArguments(from, 1, 'a.jpg', modern)],
  ])('guards its input: %s', (_, args) => {
    const read = args.indexOf('-i')
    expect(args[read + 1]).toBe('file:/up loads/-i.mp4')
    expect(args.filter((arg) => arg === '-i')).toHaveLength(1)
    for (const guard of ['-protocol_whitelist', '-format_whitelist', '-codec_whitelist', '-max_pixels']) {
      expect(args.indexOf(guard)).toBeGreaterThanOrEqual(0)
      expect(args.indexOf(guard)).toBeLessThan(read)
    }
    expect(valuesOf(args, '-protocol_whitelist')).toEqual(['file'])
    expect(valuesOf(args, '-codec_whitelist')[0]).not.toMatch(/magicyuv|ffv1|huffyuv|utvideo|lagarith/)
    expect(valuesOf(args, '-format_whitelist')[0]).not.toMatch(/hls|concat|dash|sdp|image|tty/)
  })
})

describe('the ladder', () => {
  it('decodes once and scales in a cascade', () => {
    expect(graph(ladder(source()))).toBe(
      '[0:V:0]scale=1280:720:flags=bicubic,setsar=1,format=yuv420p,split=2[v720][c1];' +
        '[c1]scale=854:480:flags=bicubic,setsar=1,split=2[v480][c2];[c2]scale=640:360:flags=bicubic,setsar=1[v360]',
    )
  })

  it('copies the top rendition and cuts the others at its key frames', () => {
    const args = ladder(source(), { copyTop: true })
    expect(valuesOf(args, '-map')).toEqual(['0:V:0', '[v480]', '[v360]', '0:a:0'])
    expect(valuesOf(args, '-force_key_frames')).toEqual(['source', 'source'])
    expect(graph(args)).not.toContain('fps=')
  })

  it('sets key frames by time where all is encoded', () => {
    expect(new Set(valuesOf(ladder(source()), '-force_key_frames'))).toEqual(
      new Set(['expr:gte(t,n_forced*2)']),
    )
  })

  it('does without B-frames where their timing cannot be written', () => {
    expect(valuesOf(ladder(source(), { build: old }), '-bf')).toEqual(['0', '0', '0'])
    expect(ladder(source(), { build: old })).not.toContain('-hls_segment_options')
    expect(ladder(source())).not.toContain('-bf')
  })

  it('prepares what is interlaced, uneven, too fast, of a high dynamic range, or outlived by its sound', () => {
    expect(graph(ladder(source({ interlaced: true })))).toMatch(/^\[0:V:0\]yadif,scale/)
    expect(graph(ladder(source({ variableFrameRate: true, frameRate: 29.6 })))).toMatch(
      /^\[0:V:0\]fps=30:start_time=0,scale/,
    )
    expect(graph(ladder(source({ frameRate: 120 })))).toMatch(/^\[0:V:0\]fps=60:start_time=0,scale/)
    expect(graph(ladder(source({ hdr: 'hlg' })))).toMatch(
      /scale=1280:720[^;]*tin=arib-std-b67.*tonemap=.*format=yuv420p,split/,
    )
    expect(graph(ladder(source({ hdr: 'pq' }), { build: old }))).not.toContain('zscale')
    expect(graph(ladder(source({ endSeconds: 20 })))).toMatch(
      /fps=30:start_time=0,tpad=stop_mode=clone:stop_duration=40.000,scale/,
    )
    expect(graph(ladder(source({ endSeconds: 20 }, { audio: null })))).not.toContain('tpad')
  })

  it('begins with the first picture where that comes a moment after the sound', () => {
    expect(valuesOf(ladder(source({ startSeconds: 0.023 })), '-itsoffset')).toEqual(['-0.023000'])
    expect(ladder(source({ startSeconds: 0.5 }))).not.toContain('-itsoffset')
    expect(ladder(source({ startSeconds: 0.023 }, { container: 'mpegts' }))).not.toContain('-itsoffset')
  })

  it('has no sound where there is none', () => {
    expect(ladder(source({}, { audio: null }))).not.toContain('-af')
  })
})

it.each([
  [{ frameRate: 29.97 }, 29.97],
  [{ frameRate: 90 }, 60],
  [{ frameRate: 12, variableFrameRate: true }, 24],
  [{ frameRate: 47, variableFrameRate: true }, 50],
  [{ frameRate: 144, variableFrameRate: true }, 60],
  [{ frameRate: 0.4, variableFrameRate: true }, 5],
  [{ frameRate: 0.002, variableFrameRate: true }, 1],
])('makes of %o a rate of %d', (video, rate) => {
  expect(encodedFrameRate(source(video).probe)).toBe(rate)
})
