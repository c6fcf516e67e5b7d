import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planLadder } from '../../../media/ladder.ts'
import { thumbnailOfFrame } from '../../../media/pictures.ts'
import { progressiveFormat } from '../../../media/policy.ts'
import {
  type HlsOutput,
  isContentError,
  MediaError,
  type MediaSource,
  type MediaTools,
} from '../../../ports/media-tools.ts'
import type { ObjectStore } from '../../../ports/object-store.ts'
import type { Hls, MadeMedia, VideoMedia } from '../store.ts'
import { bringHls, forBrowsers, smallest } from './local-hls.ts'
import type { Session } from './session.ts'

interface Parts {
  tools: MediaTools
  objects: ObjectStore
}

/** Where on the way from 0 to 100 percent each stage begins. */
const start = { progressive: 1, remux: 2, pictures: 4, ladder: 5, join: 85, storyboard: 92 }

/** A large upload is answered before its copy is made. */
export async function copyForBrowsers(
  { tools }: Pick<Parts, 'tools'>,
  session: Session,
  source: MediaSource,
): Promise<void> {
  const { probe } = source
  if (session.has('file') || !probe.playsInBrowser) return
  await session.stage('progressive', start.progressive)
  const name = `video.${progressiveFormat(probe) ?? 'mp4'}`
  const folder = await session.folder('file')
  await tools.makeProgressive(source, join(folder, name), session.options(start.progressive, start.remux))
  await session.publish('file', folder, (generation) => ({ progressive: generation + name }))
}

/** Quick, for it copies: runs what is not there yet, so an attempt that goes on begins where another one ended. */
export async function runEarlyStages(
  { tools }: Pick<Parts, 'tools'>,
  session: Session,
  source: MediaSource,
): Promise<void> {
  const { probe } = source

  /** Playable adaptively within a second or so a minute of video. Any stream that is there already is as good. */
  async function remux(): Promise<void> {
    if (session.video().hls || !probe.canCopyVideo) return
    await session.stage('remux', start.remux)
    const folder = await session.folder('remux')
    const output = await tools.remuxToHls(source, folder, session.options(start.remux, start.pictures))
    const isAll = planLadder(probe.video, true).length === 1
    if (output) await session.publish('hls', folder, madeHls(output, isAll))
  }

  await unlessDamaged(session, 'the upload was not copied', () => copyForBrowsers({ tools }, session, source))
  await unlessDamaged(session, 'no stream was copied', remux)
  await takePictures(session, posterBy(tools, source))
}

type TakePoster = (atSeconds: number, into: string, signal: AbortSignal) => Promise<void>

const posterBy =
  (tools: MediaTools, source: MediaSource): TakePoster =>
  (atSeconds, into, signal) =>
    tools.poster(source, atSeconds, into, signal)

/** A poster, and thumbnails where the owner gave none. */
export async function takePictures(session: Session, takePoster: TakePoster): Promise<void> {
  const { thumbnailIsOwn, durationSeconds } = session.video()
  if (session.has('img')) return
  await session.stage('pictures', start.pictures)
  const folder = await session.folder('pictures')
  const path = join(folder, 'poster.jpg')
  await unlessDamaged(session, 'no poster was taken', async () => {
    await takePoster(Math.min(durationSeconds / 10, 10), path, session.signal)
    const made = thumbnailIsOwn ? [] : await thumbnailOfFrame(path)
    for (const { size, bytes } of made) await writeFile(join(folder, `${size}.jpg`), bytes)
    await session.publish('img', folder, (generation) => ({
      poster: `${generation}poster.jpg`,
      ...(made.length > 0 && {
        thumbnail: { large: `${generation}large.jpg`, small: `${generation}small.jpg` },
      }),
    }))
  })
}

/** What a video can be without: it plays as well, and `missingPictures` says what there is not. */
async function unlessDamaged(session: Session, outcome: string, make: () => Promise<void>): Promise<void> {
  try {
    await make()
  } catch (error) {
    const isOfMedia =
      isContentError(error) || (error instanceof MediaError && error.code === 'transcode_failed')
    if (!isOfMedia || session.signal.aborted) throw error
    session.log.warn({ err: error, detail: error.detail }, outcome)
  }
}

/** For whoever looks at the finished video; null when it has all. */
export function missingPictures({ poster, storyboard }: VideoMedia): string | null {
  const missing = [...(poster ? [] : ['no poster']), ...(storyboard ? [] : ['no storyboard'])]
  if (missing.length === 0) return null
  return `It plays, but ${missing.join(' and ')} could be made: a part of the file seems to be damaged.`
}

/** What is encoded, and what is made of that; runs what is not there yet. */
export async function runLadderStages(
  { tools, objects }: Parts,
  session: Session,
  source: MediaSource,
): Promise<void> {
  async function ladder(): Promise<void> {
    const { hls } = session.video()
    if (hls?.complete && session.has('hls')) return
    await session.stage('ladder', start.ladder)
    const copyTop = session.has('hls') ? (hls?.renditions[0]?.copied ?? false) : await canCopyTop()
    const folder = await session.folder('ladder')
    const options = { ...session.options(start.ladder, start.join), copyTop }
    const output = await tools.encodeLadder(source, folder, options)
    await session.publish('hls', folder, madeHls(output, true))
  }

  /** Another ffmpeg may say otherwise than the one before. */
  async function canCopyTop(): Promise<boolean> {
    if (!session.video().hls) return false
    const { signal } = session
    return (await tools.remuxToHls(source, await session.folder('remux'), { signal })) !== null
  }

  /** For a source that no browser plays as it is. */
  async function joinForBrowsers(): Promise<void> {
    const { hls } = session.video()
    if (session.has('file') || !hls) return
    await session.stage('progressive', start.join)
    const rendition = forBrowsers(hls)
    const from = await session.folder('join-hls')
    await bringHls(objects, hls, rendition.name, from, session.signal)
    const folder = await session.folder('join')
    const into = join(folder, 'video.mp4')
    await tools.progressiveFromHls(from, rendition.name, into, session.options(start.join, start.storyboard))
    await session.publish('file', folder, (generation) => ({ progressive: `${generation}video.mp4` }))
  }

  async function storyboard(): Promise<void> {
    const { hls } = session.video()
    if (session.has('storyboard') || !hls) return
    await session.stage('storyboard', start.storyboard)
    const rendition = smallest(hls)
    const from = await session.folder('storyboard-hls')
    await bringHls(objects, { ...hls, hasAudio: false }, rendition.name, from, session.signal)
    const folder = await session.folder('storyboard')
    await unlessDamaged(session, 'no storyboard was made', async () => {
      await tools.storyboard(from, rendition, hls.durationSeconds, folder, session.signal)
      await session.publish('storyboard', folder, (generation) => ({
        storyboard: `${generation}storyboard.vtt`,
      }))
    })
  }

  for (const stage of [ladder, joinForBrowsers, storyboard]) await stage()
  // Where that failed for want of memory or room, it may work now.
  await takePictures(session, posterBy(tools, source))
}

function madeHls(output: HlsOutput, complete: boolean): (generation: string) => MadeMedia {
  const { renditions, hasAudio, durationSeconds, truncated } = output
  return (generation) => {
    const hls: Hls = { key: `${generation}master.m3u8`, renditions, hasAudio, durationSeconds, complete }
    return truncated ? { hls, truncated: { durationSeconds } } : { hls }
  }
}
