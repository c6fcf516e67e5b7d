import type { MediaSource, Probe } from '../ports/media-tools.ts'
import { guards, input } from './guards.ts'
import { fitInto, outputFrameRate, type Rung } from './ladder.ts'
import { cutSeconds, lastPictureSeconds, streamSeconds } from './length.ts'
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

const probing = [...words('-hide_banner -loglevel error'), ...guards]
const analysis = words('-probesize 20M -analyzeduration 20M')

export const probeArguments = (path: string): string[] => [
  ...[...probing, ...analysis],
  ...words('-show_format -show_streams -of json'),
  ...input(path),
]

/** How many packets each stream really has: all of the file is read. */
export const countArguments = (path: string): string[] => [
  ...[...probing, ...analysis],
  ...words('-count_packets -show_streams -of json'),
  ...input(path),
]

/** When the last packets of a stream such as `a:0` begin, and how long they say that they last. The moment lies behind the end of every file. */
export const tailArguments = (path: string, stream: string): string[] => [
  ...[...probing, ...analysis],
  ...words(`-select_streams ${stream} -read_intervals 9999999%`),
  ...words('-show_entries packet=pts_time,duration_time -of csv=p=0'),
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
    // With an end, for silence between two packets is endless work too; what must be exact is made again.
    ...(probe.audio
      ? audioOutput(probe, plan, { atMostSeconds: streamSeconds(probe, plan.copyTop) + 1 })
      : []),
  ]
}

/** The sound alone, brought to the length of the pictures: it may have ended sooner or gone on. */
export function audioArguments(source: MediaSource, plan: LadderPlan, lengthSeconds: number): string[] {
  const { path, probe } = source
  return [
    ...[
      ...start,
      ...guards,
      ...alignment(probe),
      ...input(path),
      ...audioOutput(probe, plan, { exactlySeconds: lengthSeconds }),
    ],
    // Read but thrown away: without its pictures a transport stream would begin with its sound.
    ...words('-map 0:V:0 -c copy -f null -'),
  ]
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

/** Frame rates that a varying source is brought to. */
const usualRates = [24, 25, 30, 50, 60]

export function encodedFrameRate({ video }: Pick<Probe, 'video'>): number {
  if (!video.variableFrameRate) return outputFrameRate(video.frameRate)
  // Slides: each second between two of them costs as much as a second of a film.
  if (video.frameRate < 1) return video.frameRate < 0.1 ? 1 : 5
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
function audioOutput(
  probe: Probe,
  plan: LadderPlan,
  length: { atMostSeconds: number } | { exactlySeconds: number },
): string[] {
  const exact = 'aresample=osr=48000:async=1:first_pts=0,atrim=start_sample=1024,asetpts=N/SR/TB'
  const [padded, seconds] =
    'exactlySeconds' in length ? [`${exact},apad`, length.exactlySeconds] : [exact, length.atMostSeconds]
  return [
    ...[...mapAudio(probe), '-af', padded],
    ...words('-c:a aac -b:a 128k -ac 2 -ar 48000'),
    ...['-t', seconds.toFixed(6), ...hls('audio', plan)],
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
