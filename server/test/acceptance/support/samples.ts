import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ffmpeg } from './ffmpeg.ts'

/** Where the phone was that filmed the sample: nobody may learn it. */
export const place = '+48.8577+002.2951'

let folder: Promise<string> | undefined
const samplesFolder = (): Promise<string> => {
  const given = process.env.ACCEPTANCE_SAMPLES
  folder ??= given ? Promise.resolve(given) : mkdtemp(join(tmpdir(), 'reelbase-acceptance-'))
  return folder
}

/** Makes a file once for the whole run. `make` writes to the path that it is given, which ends like the name. */
export function once(name: string, make: (path: string) => Promise<unknown>): Promise<string> {
  const known = made.get(name) ?? makeNow(name, make)
  made.set(name, known)
  return known
}

/** Of this process: twenty who want a file at the same moment wait for one. */
const made = new Map<string, Promise<string>>()

async function makeNow(name: string, make: (path: string) => Promise<unknown>): Promise<string> {
  const path = join(await samplesFolder(), name)
  if (existsSync(path)) return path
  const part = join(await samplesFolder(), `part-${process.pid}-${name}`)
  await make(part)
  await rename(part, path)
  return path
}

/** A picture as a camera makes them, with the place in its metadata. */
export const picture = (name = 'avatar.jpg', size = '900x1200'): Promise<string> =>
  once(name, (path) =>
    ffmpeg([
      '-f',
      'lavfi',
      '-i',
      `mandelbrot=s=${size}:start_scale=1`,
      '-t',
      '1',
      '-frames:v',
      '1',
      '-y',
      path,
    ]),
  )

export const mainJobSeconds = 30
export const mainJobFrames = 900
/** From this second on, for half a second, the picture is white and a tone is loud. */
export const flashAt = 10

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-threads', '2']

/** 30 s of 1080p with sound, a flash with a beep at a known moment, and a phone's metadata. */
export const mainJobVideo = (): Promise<string> =>
  once('holiday.mp4', async (path) => {
    const during = `gte(t,${flashAt})*lt(t,${flashAt}.5)`
    await ffmpeg([
      ...['-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=30:duration=${mainJobSeconds}`],
      ...[
        '-f',
        'lavfi',
        '-i',
        `aevalsrc='0.02*sin(440*PI*t)+0.7*sin(2000*PI*t)*${during}':s=48000:d=${mainJobSeconds}`,
      ],
      ...['-vf', `drawbox=x=0:y=0:w=iw:h=ih:color=white:t=fill:enable='${during}'`],
      ...[
        ...x264,
        '-profile:v',
        'high',
        '-preset',
        'superfast',
        '-crf',
        '26',
        '-g',
        '60',
        '-c:a',
        'aac',
        '-b:a',
        '128k',
      ],
      ...['-metadata', `location=${place}`, '-metadata', `com.apple.quicktime.location.ISO6709=${place}/`],
      ...['-metadata', 'comment=filmed at home', '-movflags', 'use_metadata_tags', '-y', path],
    ])
    if (!(await readFile(path)).includes(place)) throw new Error('The sample does not hold its place')
  })

/** A few seconds of small video, quick to transcode. */
export const smallVideo = (seconds = 2, name = `small-${seconds}s.mp4`): Promise<string> =>
  once(name, (path) =>
    ffmpeg([
      ...['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=30:duration=${seconds}`],
      ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`],
      ...[...x264, '-g', '60', '-c:a', 'aac', '-shortest', '-y', path],
    ]),
  )

/** A file that holds exactly this. */
export const textFile = (name: string, contents: string | Buffer): Promise<string> =>
  once(name, (path) => writeFile(path, contents))
