import type { MediaSource, Probe } from '../ports/media-tools.ts'
import { guards, input } from './guards.ts'
import { fitInto, outputFrameRate, type Rung } from './ladder.ts'
import { progressiveFormat } from './policy.ts'
import type { StoryboardPlan } from './storyboard.ts'

export interface MediaSettings {
  /** x264's: each faster step costs size. `superfast` for small machines. */
  preset: 'medium' | 'fast' | 'faster' | 'veryfast' | 'superfast' | 'ultrafast'
  segmentSeconds: number
}

export const defaultSettings: MediaSettings = { preset: 'veryfast', segmentSeconds: 4 }

/** What differs between builds of ffmpeg. */
export interface Build {
  /** Has `-hls_segment_options`: pictures can start at zero although B-frames reorder them. */
  exactStart: boolean
  tonemap: boolean
}

/*
 * Outputs are relative names: the program runs inside the folder of its stage. `bitexact` leaves out what
 * names the build or the hour, so that a repeated stage gives the same bytes.
 */
const start = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-progress', 'pipe:1']
const withoutMetadata = ['-map_metadata', '-1', '-map_chapters', '-1']
const bitexact = ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact']

export const probeArguments = (path: string): string[] => [
  ...['-hide_banner', '-loglevel', 'error', ...guards, '-probesize', '20M', '-analyzeduration', '20M'],
  ...['-show_format', '-show_streams', '-of', 'json', ...input(path)],
]

/** The metadata of a phone's file holds the place where it was filmed: only pictures and sound are taken. */
export function progressiveArguments({ path, probe }: MediaSource, into: string): string[] {
  const format = progressiveFormat(probe) ?? 'mp4'
  return [
    ...[
      ...start,
      ...guards,
      ...input(path),
      '-map',
      '0:V:0',
      ...mapAudio(probe),
      ...withoutMetadata,
      '-c',
      'copy',
      ...bitexact,
    ],
    ...(format === 'mp4' ? ['-movflags', '+faststart', '-write_tmcd', '0'] : []),
    ...['-f', format, `file:${into}`],
  ]
}

export interface LadderPlan {
  /** Largest first. */
  rungs: Rung[]
  /** The first rung is the source's own stream. */
  copyTop: boolean
  settings: MediaSettings
  build: Build
}

/** One decode, a cascade of scales, an HLS output for each rendition and one for the sound. */
export function ladderArguments(source: MediaSource, plan: LadderPlan): string[] {
  const { probe, path } = source
  const encoded = plan.copyTop ? plan.rungs.slice(1) : plan.rungs
  const copied = plan.copyTop ? plan.rungs[0] : undefined
  return [
    ...[...start, ...guards, ...input(path)],
    ...(encoded.length > 0 ? ['-filter_complex', scaleCascade(probe, encoded, plan)] : []),
    ...(copied ? ['-map', '0:V:0', ...withoutMetadata, '-c:v', 'copy', ...hls(copied.name, plan)] : []),
    ...encoded.flatMap((rung) => [
      '-map',
      `[${rung.name}]`,
      ...withoutMetadata,
      ...encode(rung, plan),
      ...hls(rung.name, plan),
    ]),
    ...(probe.audio ? audioOutput(probe, plan) : []),
  ]
}

/** The sound alone, brought to the length of the pictures: it may have ended sooner or gone on. */
export const audioArguments = (
  { path, probe }: MediaSource,
  plan: LadderPlan,
  lengthSeconds: number,
): string[] => [...[...start, ...guards, '-vn', ...input(path)], ...audioOutput(probe, plan, lengthSeconds)]

function scaleCascade(probe: Probe, rungs: Rung[], { copyTop, build }: LadderPlan): string {
  const { video } = probe
  const thinOut = !copyTop && (video.variableFrameRate || video.frameRate > 60)
  const before = [
    ...(video.interlaced ? ['yadif'] : []),
    ...(thinOut ? [`fps=${encodedFrameRate(probe)}`] : []),
  ]
  const links = rungs.map((rung, n) => {
    const last = n === rungs.length - 1
    const size = `scale=${rung.width}:${rung.height}:flags=bicubic,setsar=1`
    const from =
      n === 0
        ? ['[0:V:0]', [...before, size, ...toneMap(probe, build), 'format=yuv420p'].join(',')]
        : [`[c${n}]`, size]
    return `${from.join('')}${last ? `[${rung.name}]` : `,split=2[${rung.name}][c${n + 1}]`}`
  })
  return links.join(';')
}

/** Frame rates that a varying source is brought to. */
const usualRates = [24, 25, 30, 50, 60]

export function encodedFrameRate({ video }: Pick<Probe, 'video'>): number {
  if (!video.variableFrameRate) return outputFrameRate(video.frameRate)
  return usualRates.find((rate) => rate >= video.frameRate * 0.98) ?? 60
}

/** After scaling down, where it costs least. Without zscale the picture stays flat, but there is one. */
function toneMap({ video }: Probe, build: Build): string[] {
  if (!video.hdr || !build.tonemap) return []
  const transfer = video.hdr === 'pq' ? 'smpte2084' : 'arib-std-b67'
  return [
    `zscale=tin=${transfer}:min=bt2020nc:pin=bt2020:rin=tv:t=linear:npl=100`,
    ...['format=gbrpf32le', 'zscale=p=bt709', 'tonemap=tonemap=hable:desat=0', 'zscale=t=bt709:m=bt709:r=tv'],
  ]
}

/** Key frames twice a segment, at moments of time, or where the copied rendition has them: all renditions cut alike. */
function encode(rung: Rung, { settings, copyTop, build }: LadderPlan): string[] {
  const keyFrames = copyTop ? 'source' : `expr:gte(t,n_forced*${settings.segmentSeconds / 2})`
  return [
    ...[
      '-c:v',
      'libx264',
      '-preset',
      settings.preset,
      '-profile:v',
      'high',
      '-pix_fmt',
      'yuv420p',
      '-crf',
      '23',
    ],
    ...['-maxrate', String(rung.maxBitRate), '-bufsize', String(Math.round(rung.maxBitRate * 1.5))],
    ...[
      '-g',
      '600',
      '-sc_threshold',
      '0',
      '-force_key_frames',
      keyFrames,
      ...(build.exactStart ? [] : ['-bf', '0']),
    ],
  ]
}

/**
 * The encoder puts 1,024 samples before the first: as many are taken away, so that what is heard at a
 * moment stands at that moment. Silence fills the time before a late start.
 */
function audioOutput(probe: Probe, plan: LadderPlan, lengthSeconds?: number): string[] {
  const exact = 'aresample=osr=48000:async=1:first_pts=0,atrim=start_sample=1024,asetpts=N/SR/TB'
  const padded = lengthSeconds === undefined ? exact : `${exact},apad`
  return [
    ...[
      ...mapAudio(probe),
      ...withoutMetadata,
      '-af',
      padded,
      '-c:a',
      'aac',
      '-b:a',
      '128k',
      '-ac',
      '2',
      '-ar',
      '48000',
    ],
    ...(lengthSeconds === undefined ? [] : ['-t', lengthSeconds.toFixed(6)]),
    ...hls('audio', plan),
  ]
}

const mapAudio = ({ audio }: Probe): string[] => (audio ? ['-map', `0:a:${audio.position}`] : [])

const hls = (name: string, { settings, build }: LadderPlan): string[] => [
  ...[
    ...bitexact,
    '-f',
    'hls',
    '-hls_time',
    String(settings.segmentSeconds),
    '-hls_playlist_type',
    'vod',
    '-hls_list_size',
    '0',
  ],
  ...[
    '-hls_segment_type',
    'fmp4',
    '-hls_fmp4_init_filename',
    'init.mp4',
    '-hls_flags',
    'independent_segments',
  ],
  ...(build.exactStart ? ['-hls_segment_options', 'movflags=+negative_cts_offsets:use_editlist=0'] : []),
  ...['-hls_segment_filename', `file:${name}/%05d.m4s`, `file:${name}/index.m3u8`],
]

const ownHls = (path: string): string[] => [
  '-protocol_whitelist',
  'file',
  '-allowed_extensions',
  'ALL',
  ...input(path),
]

/** `lateSeconds`: how much later than they are ffmpeg reads pictures whose offsets are negative. */
export const joinArguments = (
  folder: string,
  rendition: string,
  hasAudio: boolean,
  lateSeconds: number,
  into: string,
): string[] => [
  ...[...start, '-itsoffset', (-lateSeconds).toFixed(6), ...ownHls(`${folder}/${rendition}/index.m3u8`)],
  ...(hasAudio ? ownHls(`${folder}/audio/index.m3u8`) : []),
  ...['-map', '0:v:0', ...(hasAudio ? ['-map', '1:a:0'] : []), ...withoutMetadata, '-c', 'copy', ...bitexact],
  ...['-movflags', '+faststart', '-f', 'mp4', `file:${into}`],
]

const posterBox = 1280
const jpeg = ['-c:v', 'mjpeg', '-flags:v', '+bitexact', '-fflags', '+bitexact', '-f', 'image2']

export function posterArguments(
  { path, probe }: MediaSource,
  atSeconds: number,
  into: string,
  build: Build,
): string[] {
  const { width, height } = fitInto(probe.video, posterBox)
  const filters = [
    ...(probe.video.interlaced ? ['yadif'] : []),
    ...[`scale=${width}:${height}`, 'setsar=1', ...toneMap(probe, build), 'format=yuvj420p'],
  ]
  return [
    ...[
      ...start,
      ...guards,
      '-ss',
      atSeconds.toFixed(3),
      ...input(path),
      '-map',
      '0:V:0',
      ...withoutMetadata,
    ],
    ...['-frames:v', '1', '-vf', filters.join(','), '-q:v', '3', ...jpeg, '-update', '1', `file:${into}`],
  ]
}

/** Key frames alone are decoded; the last picture is repeated where they are rarer than the cells. */
export function storyboardArguments(hlsFolder: string, rendition: string, plan: StoryboardPlan): string[] {
  const { intervalSeconds, cell, across, count } = plan
  const filters = [
    ...[
      'setpts=PTS-STARTPTS',
      `fps=fps=1/${intervalSeconds}:round=up`,
      'tpad=stop_mode=clone:stop=-1',
      `trim=end_frame=${count}`,
    ],
    ...[`scale=${cell.width}:${cell.height}`, `tile=${across}x${across}`, 'format=yuvj420p'],
  ]
  return [
    ...[
      ...start,
      '-skip_frame',
      'nokey',
      ...ownHls(`${hlsFolder}/${rendition}/index.m3u8`),
      '-map',
      '0:v:0',
      ...withoutMetadata,
    ],
    ...['-vf', filters.join(','), '-q:v', '5', ...jpeg, '-start_number', '0', 'file:sheet%d.jpg'],
  ]
}
