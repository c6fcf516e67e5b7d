import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { type AppError, appError, type ErrorCode } from '../../errors.ts'
import { createGate } from '../../lib/gate.ts'
import type { Id } from '../../lib/id.ts'
import { titleKeyOf } from '../../lib/title-key.ts'
import type { MadePicture } from '../../media/pictures.ts'
import { progressiveFormat } from '../../media/policy.ts'
import { takePicture } from '../../media/uploaded-picture.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Also, JobQueue } from '../../ports/job-queue.ts'
import { MediaError, type MediaTools, type Probe } from '../../ports/media-tools.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { Staging } from '../../ports/staging.ts'
import type { Viewer } from '../../viewer.ts'
import { extensionOf, newGeneration, prefixesOf } from './files/keys.ts'
import { putThumbnail } from './files/thumbnails.ts'
import { isOpen } from './policy.ts'
import type { MediaStore, Privacy, Thumbnail, VideoStore } from './store.ts'
import { prepareLater, sweepLater } from './work.ts'

interface StagedFile {
  path: string
  sizeBytes: number
  declaredType: string
}

export interface NewUpload {
  title: string
  description: string
  tags?: string[]
  privacy: Privacy
  isPublished: boolean
  video: StagedFile
  thumbnail?: StagedFile
}

/** What was made of an upload before anything is stored. */
interface Made {
  probe: Probe
  pictures: MadePicture[] | undefined
  /** What browsers play; null when there is no such copy, or not yet. */
  copyPath: string | null
}

interface Parts {
  /** There is an ffmpeg, or a host that has one: what no browser plays can be made into something that does. */
  canTranscode: boolean
  store: VideoStore
  media: MediaStore
  objects: ObjectStore
  tools: MediaTools
  queue: JobQueue
  staging: Staging
  clock: Clock
  ids: Ids
}

/** The copy that browsers play is made before the answer up to this size; making it takes 1 to 2 s a GB. */
const copiedAtOnceBytes = 2 ** 30

/** A day is longer than any upload takes to be stored. */
const orphanAfterMs = 24 * 3_600_000

export type Publish = ReturnType<typeof createPublish>

/**
 * Probes, stores and commits an upload; the id of the new video. What fails leaves nothing behind. Only so many
 * uploads are probed and copied at once as there are cores: throws `overloaded` when too many wait.
 */
export function createPublish(parts: Parts) {
  const { store, media, objects, tools, queue, staging, clock, ids } = parts
  const full = () => appError('overloaded', { retryAfterSeconds: 10 })
  const turns = createGate({ atOnce: availableParallelism(), waiting: 32, full })

  return async function publish(
    viewer: Viewer,
    upload: NewUpload,
    signal: AbortSignal,
    also: Also,
  ): Promise<Id> {
    requireVideoType(upload.video)
    const { thumbnail } = upload
    const pictures = thumbnail && (await takePicture('thumbnail', thumbnail, 'thumbnail'))
    const { probe, copyPath } = await turns.run(() => examine(upload.video, signal))
    try {
      return await add(viewer, upload, { probe, pictures, copyPath }, also)
    } finally {
      if (copyPath) await rm(copyPath, { force: true })
    }
  }

  /** The probe's time begins here, with the turn. */
  async function examine(file: StagedFile, signal: AbortSignal): Promise<Pick<Made, 'probe' | 'copyPath'>> {
    if (signal.aborted) throw appError('upload_aborted')
    const probe = await tools.probe(file.path, signal).catch(asAppError)
    if (!probe.playsInBrowser && !parts.canTranscode) throw appError('transcoding_unavailable')
    return { probe, copyPath: await copyForBrowsers(file, probe, signal) }
  }

  async function add(viewer: Viewer, upload: NewUpload, made: Made, also: Also): Promise<Id> {
    const now = clock.now()
    const id = ids.next()
    // Should this process die before the commit, somebody must know that there are files without a row.
    await queue.add(sweepLater(id, new Date(now.getTime() + orphanAfterMs)))
    try {
      const keys = await putAll(id, upload, made)
      const { title, description, tags = [], privacy, isPublished } = upload
      const video = { title, titleKey: titleKeyOf(title), description, tags, privacy, isPublished }
      const isAdded = await store.add(
        { id, ownerId: viewer.id, ...video, ...keys, durationSeconds: made.probe.durationSeconds, now },
        { ...also, jobs: [prepareLater(id)] },
      )
      if (!isAdded) throw appError('not_authenticated')
      return id
    } catch (error) {
      await removeUnlessAdded(id).catch(() => {})
      throw error
    }
  }

  /** A path in the staging folder; null when there is no such copy, or not yet. */
  async function copyForBrowsers(
    file: StagedFile,
    probe: Probe,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (!probe.playsInBrowser || file.sizeBytes > copiedAtOnceBytes) return null
    if ((await staging.roomBytes()) < file.sizeBytes) throw appError('storage_full')
    const path = await staging.newPath()
    try {
      await tools.makeProgressive({ path: file.path, probe }, path, { signal })
      return path
    } catch (error) {
      await rm(path, { force: true })
      if (signal.aborted) throw appError('upload_aborted', { cause: error })
      if (error instanceof MediaError) return null
      throw error
    }
  }

  async function putAll(
    id: Id,
    upload: NewUpload,
    { probe, pictures, copyPath }: Made,
  ): Promise<{ source: string; progressive: string | null; thumbnail: Thumbnail | null }> {
    const open = isOpen(upload)
    const thumbnail = pictures ? await putThumbnail(objects, newGeneration(id, 'img', open), pictures) : null
    const source = `${newGeneration(id, 'source', false)}original.${extensionOf(probe.container)}`
    await objects.putFile(source, upload.video.path)
    if (!copyPath) return { source, progressive: null, thumbnail }
    const progressive = `${newGeneration(id, 'file', open)}video.${progressiveFormat(probe) ?? 'mp4'}`
    await objects.putFile(progressive, copyPath)
    return { source, progressive, thumbnail }
  }

  /** An error of the commit may come although it succeeded: then the files must stay. */
  async function removeUnlessAdded(id: Id): Promise<void> {
    if (await media.media(id)) return
    for (const prefix of prefixesOf(id)) await objects.removePrefix(prefix)
  }
}

/** 415 is for what a client declares; what the contents are shows later. */
function requireVideoType({ declaredType }: StagedFile): void {
  if (/^(video\/|application\/(octet-stream|mp4|x-matroska|ogg|vnd\.))/i.test(declaredType)) return
  throw appError('unsupported_file_type', {
    message: `videoFile: a video is expected, not ${declaredType}.`,
    errors: [{ path: 'videoFile', message: `A video is expected, not ${declaredType}.` }],
  })
}

const ours: Partial<Record<MediaError['code'], ErrorCode>> = {
  transcode_failed: 'not_a_video',
  transcode_timeout: 'probe_timeout',
  transcode_aborted: 'upload_aborted',
}

function asAppError(error: unknown): never {
  throw error instanceof MediaError ? appErrorOf(error) : error
}

function appErrorOf(error: MediaError): AppError {
  const { code, message } = error
  // Nothing is wrong with the file: the catalogue's sentence says what is.
  if (code === 'ffmpeg_missing') return appError('transcoding_unavailable', { cause: error })
  return appError(ours[code] ?? (code as ErrorCode), {
    message,
    errors: [{ path: 'videoFile', message }],
    cause: error,
  })
}
