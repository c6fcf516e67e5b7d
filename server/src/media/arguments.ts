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

/** For arguments that are ours alone; a path may hold blanks and goes in by itself. */
const words = (text: string) => text.split(' ')

/*
 * Outputs are relative names: the program runs inside the folder of its stage. `bitexact` leaves out what
 * names the build or the hour, so that a repeated stage gives the same bytes.
 */
const start = words('-hide_banner -nostdin -loglevel error -y -progress pipe:1')
const withoutMetadata = words('-map_metadata -1 -map_chapters -1')
const bitexact = words('-fflags +bitexact -flags:v +bitexact -flags:a +bitexact')

export const probeArguments = (path: string): string[] => [
  ...words('-hide_banner -loglevel error'),
  ...guards,
  ...words('-probesize 20M -analyzeduration 20M -show_format -show_streams -of json'),
  ...input(path),
]

/** The metadata of a phone's file holds the place where it was filmed: only pictures and sound are taken. */
export function progressiveArguments({ path, probe }: MediaSource, into: string): string[] {
  const format = progressiveFormat(probe) ?? 'mp4'
  return [
    ...[...start, ...guards, ...input(path), '-map', '0:V:0', ...mapAudio(probe)],
    ...[...withoutMetadata, '-c', 'copy', ...bitexact],
    ...(format === 'mp4' ? words('-movflags +faststart -write_tmcd 0') : []),
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
export function ladderArguments({ probe, path }: MediaSource, plan: LadderPlan): string[] {
  const encoded = plan.copyTop ? plan.rungs.slice(1) : plan.rungs
  const copied = plan.copyTop ? plan.rungs.slice(0, 1) : []
  return [
    ...[...start, ...guards, ...alignment(probe), ...input(path)],
    ...(encoded.length > 0 ? ['-filter_complex', scaleCascade(probe, encoded, plan)] : []),
    ...copied.flatMap(({ name }) => [...words('-map 0:V:0 -c:v copy'), ...hls(name, plan)]),
    ...encoded.flatMap((rung) => [
      '-map',
      `[${rung.name}]`,
      ...encode(rung, plan, probe),
      ...hls(rung.name, plan),
    ]),
    ...(probe.audio ? audioOutput(probe, plan) : []),
  ]
}

/** The sound alone, brought to the length of the pictures: it may have ended sooner or gone on. */
export function audioArguments(source: MediaSource, plan: LadderPlan, lengthSeconds: number): string[] {
  const { path, probe } = source
  return [
    ...[...start, ...guards, ...alignment(probe), ...input(path), ...audioOutput(probe, plan, lengthSeconds)],
    // Read but thrown away: without its pictures a transport stream would begin with its sound.
    ...words('-map 0:V:0 -c copy -f null -'),
  ]
}

/**
 * Seconds that are cut from the beginning, where a file's sound starts a little before its first picture.
 * A copied rendition begins with its first picture, and an encoded one only at a whole frame: else all
 * would be late by a fraction. Transport and program streams have a clock of their own.
 */
export function cutSeconds({ container, video }: Probe): number {
  const ownClock = container === 'mpegts' || container === 'mpeg'
  return !ownClock && video.startSeconds > 0 && video.startSeconds <= 0.1 ? video.startSeconds : 0
}

const alignment = (probe: Probe): string[] =>
  cutSeconds(probe) > 0 ? ['-itsoffset', (-cutSeconds(probe)).toFixed(6)] : []

function scaleCascade(probe: Probe, rungs: Rung[], { copyTop, build }: LadderPlan): string {
  const stays = copyTop ? 0 : lastPictureSeconds(probe)
  const before = [
    ...(probe.video.interlaced ? ['yadif'] : []),
    ...(isSteadied(probe, copyTop) ? [`fps=${encodedFrameRate(probe)}:start_time=0`] : []),
    ...(stays > 0 ? [`tpad=stop_mode=clone:stop_duration=${stays.toFixed(3)}`] : []),
  ]
  const links = rungs.map(({ name, width, height }, n) => {
    const size = `scale=${width}:${height}:flags=bicubic,setsar=1`
    const first = () => `[0:V:0]${[...before, size, ...toneMap(probe, build), 'format=yuv420p'].join(',')}`
    const goesOn = n < rungs.length - 1
    return `${n === 0 ? first() : `[c${n}]${size}`}${goesOn ? `,split=2[${name}][c${n + 1}]` : `[${name}]`}`
  })
  return links.join(';')
}

/** Whether frames are added and left out to make the rate even; a copied rendition is even already. */
const isSteadied = (probe: Probe, copyTop: boolean) =>
  !copyTop && (probe.video.variableFrameRate || probe.video.frameRate > 60 || lastPictureSeconds(probe) > 0)

/** Where the sound goes on after the last picture, that one stays until the end. */
export const lastPictureSeconds = ({ durationSeconds, video }: Probe): number =>
  durationSeconds - video.endSeconds > 0.5 ? durationSeconds - video.endSeconds : 0

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
  const toLinear = `zscale=tin=${transfer}:min=bt2020nc:pin=bt2020:rin=tv:t=linear:npl=100`
  return words(
    `${toLinear} format=gbrpf32le zscale=p=bt709 tonemap=tonemap=hable:desat=0 zscale=t=bt709:m=bt709:r=tv`,
  )
}

/** Key frames twice a segment, at moments of time, or where the copied rendition has them: all renditions cut alike. */
function encode(rung: Rung, { settings, copyTop, build }: LadderPlan, probe: Probe): string[] {
  const keyFrames = copyTop ? 'source' : `expr:gte(t,n_forced*${settings.segmentSeconds / 2})`
  const bufferBits = Math.round(rung.maxBitRate * 1.5)
  return [
    ...words(`-c:v libx264 -preset ${settings.preset} -profile:v high -pix_fmt yuv420p`),
    ...words(`-crf 23 -maxrate ${rung.maxBitRate} -bufsize ${bufferBits} -g 600 -sc_threshold 0`),
    ...words(`-force_key_frames ${keyFrames}`),
    ...(build.exactStart ? [] : ['-bf', '0']),
    // The old build evens out again what the filter made even, and shows a frame twice.
    ...(!build.exactStart && isSteadied(probe, copyTop) ? ['-vsync', '0'] : []),
  ]
}

/**
 * The encoder puts 1,024 samples before the first: as many are taken away, so that what is heard at a
 * moment stands at that moment. Silence fills the time before a late start.
 */
function audioOutput(probe: Probe, plan: LadderPlan, lengthSeconds?: number): string[] {
  const exact = 'aresample=osr=48000:async=1:first_pts=0,atrim=start_sample=1024,asetpts=N/SR/TB'
  const length = lengthSeconds === undefined ? [] : ['-t', lengthSeconds.toFixed(6)]
  return [
    ...[...mapAudio(probe), '-af', lengthSeconds === undefined ? exact : `${exact},apad`],
    ...words('-c:a aac -b:a 128k -ac 2 -ar 48000'),
    ...[...length, ...hls('audio', plan)],
  ]
}

const mapAudio = ({ audio }: Probe): string[] => (audio ? ['-map', `0:a:${audio.position}`] : [])

const hls = (name: string, { settings, build }: LadderPlan): string[] => [
  ...[...withoutMetadata, ...bitexact],
  ...words(`-f hls -hls_time ${settings.segmentSeconds} -hls_playlist_type vod -hls_list_size 0`),
  ...words('-hls_segment_type fmp4 -hls_fmp4_init_filename init.mp4 -hls_flags independent_segments'),
  ...(build.exactStart ? words('-hls_segment_options movflags=+negative_cts_offsets:use_editlist=0') : []),
  ...words(`-hls_segment_filename file:${name}/%05d.m4s file:${name}/index.m3u8`),
]

const ownHls = (path: string): string[] => [
  ...words('-protocol_whitelist file -allowed_extensions ALL'),
  ...input(path),
]

export interface OwnHls {
  folder: string
  rendition: string
  hasAudio: boolean
  /** How much later than they are ffmpeg reads pictures whose offsets are negative. */
  lateSeconds: number
}

export const joinArguments = (
  { folder, rendition, hasAudio, lateSeconds }: OwnHls,
  into: string,
): string[] => [
  // Times as they stand there: else each input would be moved so that it begins at zero, whatever the other does.
  ...[...start, '-copyts', '-itsoffset', (-lateSeconds).toFixed(6)],
  ...ownHls(`${folder}/${rendition}/index.m3u8`),
  ...(hasAudio ? ownHls(`${folder}/audio/index.m3u8`) : []),
  ...words(hasAudio ? '-map 0:v:0 -map 1:a:0 -c copy' : '-map 0:v:0 -c copy'),
  ...[...withoutMetadata, ...bitexact, ...words('-movflags +faststart -f mp4'), `file:${into}`],
]

const posterBox = 1280
const jpeg = words('-c:v mjpeg -flags:v +bitexact -fflags +bitexact -f image2')

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
    ...[...start, ...guards, '-ss', atSeconds.toFixed(3), ...input(path)],
    ...[...words('-map 0:V:0 -frames:v 1 -q:v 3'), ...withoutMetadata, '-vf', filters.join(',')],
    ...[...jpeg, '-update', '1', `file:${into}`],
  ]
}

/** Key frames alone are decoded; the last picture is repeated where they are rarer than the cells. */
export function storyboardArguments(hlsFolder: string, rendition: string, plan: StoryboardPlan): string[] {
  const { intervalSeconds, cell, across, count } = plan
  const filters = [
    `setpts=PTS-STARTPTS,fps=fps=1/${intervalSeconds}:round=up`,
    `tpad=stop_mode=clone:stop=-1,trim=end_frame=${count}`,
    `scale=${cell.width}:${cell.height},tile=${across}x${across},format=yuvj420p`,
  ]
  return [
    ...[...start, '-skip_frame', 'nokey', ...ownHls(`${hlsFolder}/${rendition}/index.m3u8`)],
    ...[...words('-map 0:v:0 -q:v 5'), ...withoutMetadata, '-vf', filters.join(',')],
    ...[...jpeg, '-start_number', '0', 'file:sheet%d.jpg'],
  ]
}
