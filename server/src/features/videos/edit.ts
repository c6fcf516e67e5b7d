import { appError, isAppError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { titleKeyOf } from '../../lib/title-key.ts'
import { takePicture, type UploadedPicture } from '../../media/uploaded-picture.ts'
import type { Clock } from '../../ports/clock.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { newGeneration } from './files/keys.ts'
import { putThumbnail } from './files/thumbnails.ts'
import { isOpen } from './policy.ts'
import type { Privacy, Thumbnail, Video, VideoChanges, VideoStore } from './store.ts'
import { relocateLater, removeObjectsLater } from './work.ts'

export interface Changes {
  title?: string
  description?: string
  tags?: string[]
  privacy?: Privacy
  commentsEnabled?: boolean
  thumbnail?: UploadedPicture
}

interface Parts {
  store: VideoStore
  objects: ObjectStore
  clock: Clock
}

/** Writes a change of a video that its owner may make. */
export function createEdit({ store, objects, clock }: Parts) {
  return async function edit(video: Video, { thumbnail: picture, ...fields }: Changes): Promise<void> {
    requireSome({ picture, ...fields })
    const changes: VideoChanges = { ...fields }
    if (fields.title !== undefined) changes.titleKey = titleKeyOf(fields.title)
    if (!picture) {
      await write(video.id, changes, [])
      return
    }
    const pictures = await takePicture('thumbnail', picture, 'thumbnail')
    const generation = newGeneration(video.id, 'img', isOpen(video))
    const thumbnail = await putThumbnail(objects, generation, pictures)
    try {
      await replaceThumbnail(video, changes, thumbnail)
    } catch (error) {
      if (isAppError(error, 'video_not_found')) {
        for (const key of [thumbnail.large, thumbnail.small]) await objects.remove(key)
      }
      throw error
    }
  }

  /** The one that goes is named by the write itself: of many at once each removes the one before it. */
  async function replaceThumbnail(seen: Video, changes: VideoChanges, to: Thumbnail): Promise<void> {
    let video: Video | null = seen
    while (video) {
      const old = [video.thumbnail, video.thumbnailSmall].filter((key) => key !== null)
      const jobs = old.length > 0 ? [removeObjectsLater(old)] : []
      const change = { ...changes, thumbnail: { from: video.thumbnail, to } }
      if (await write(video.id, change, jobs)) return
      video = await store.find(video.id)
    }
    throw appError('video_not_found')
  }

  /** False: overtaken by another thumbnail. */
  async function write(id: Id, changes: VideoChanges, jobs: NewJob[]): Promise<boolean> {
    // The files may lie in the wrong place from now on, or have been put there while the visibility changed.
    const all = changes.privacy || changes.thumbnail ? [...jobs, relocateLater(id)] : jobs
    const outcome = await store.update(id, changes, clock.now(), { jobs: all })
    if (outcome === 'gone') throw appError('video_not_found')
    return outcome === 'changed'
  }
}

/** A form with nothing but a picture has an empty body, so the schema of the body cannot say this. */
function requireSome(changes: Record<string, unknown>): void {
  if (Object.values(changes).some((value) => value !== undefined)) return
  const message = 'Give at least one of title, description, tags, privacy, commentsEnabled and thumbnail.'
  throw appError('invalid_input', { message, errors: [{ path: '', message }] })
}
