import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { Viewer } from '../../viewer.ts'
import { createAllVideos } from './all-videos.ts'
import { createCards } from './cards.ts'
import { newGeneration } from './keys.ts'
import { videoPolicy } from './policy.ts'
import type { PresentVideos } from './presenter.ts'
import type { NewUpload, Publish } from './publish.ts'
import type { MediaStore, Privacy, Video, VideoChanges, VideoMedia, VideoStore } from './store.ts'
import { putThumbnail } from './thumbnails.ts'
import { searchWords, titleKeyOf } from './words.ts'
import { relocateLater, removeFilesLater, supersededMs, sweepLater } from './work.ts'

interface Parts {
  store: VideoStore
  media: MediaStore
  objects: ObjectStore
  publish: Publish
  present: PresentVideos
  events: Events
  clock: Clock
  /** Somebody looks at a video. Costs no write. */
  seen(viewer: Viewer | null, video: Video, client: { address: string; userAgent: string }): void
}

export interface Changes {
  title?: string
  description?: string
  tags?: string[]
  privacy?: Privacy
  /** Path of an uploaded picture. */
  thumbnailPath?: string
}

const nobody = { isLiked: false, isSubscribed: false }

export type Videos = ReturnType<typeof createVideos>

export function createVideos(parts: Parts) {
  const { store, media, objects, events, clock } = parts
  const { loadMany } = createCards({ store, events })
  const getAllVideos = createAllVideos({ store, loadMany, events, present: parts.present })

  /** Throws `video_not_found` also when the viewer may not know that it exists. */
  async function requireVisible(viewer: Viewer | null, id: Id): Promise<Video> {
    const video = await store.find(id)
    if (!video || !videoPolicy.view(viewer, video)) throw appError('video_not_found')
    return video
  }

  async function getVideoById(viewer: Viewer | null, id: Id, client: { address: string; userAgent: string }) {
    const video = await requireVisible(viewer, id)
    const flags = viewer ? await store.flagsFor(viewer.id, video) : nobody
    parts.seen(viewer, video, client)
    return { video, flags }
  }

  async function publishVideo(viewer: Viewer, upload: NewUpload, signal: AbortSignal): Promise<Video> {
    const id = await parts.publish(viewer, upload, signal)
    events.emit('video.changed', { videoId: id })
    return requireVisible(viewer, id)
  }

  async function updateVideo(viewer: Viewer, id: Id, changes: Changes): Promise<Video> {
    const video = await requireVisible(viewer, id)
    videoPolicy.authorize(viewer, 'edit', video)
    const { thumbnailPath, ...fields } = changes
    const now = clock.now()
    // Into private, whatever the visibility: it may change before the commit, and the job finds what lies wrong.
    const thumbnail = thumbnailPath
      ? await putThumbnail(objects, newGeneration(id, 'img', false), thumbnailPath)
      : undefined
    const change: VideoChanges = { ...fields, words: searchWords(fields), thumbnail }
    if (fields.title !== undefined) change.titleKey = titleKeyOf(fields.title)
    const jobs = []
    if (thumbnail || fields.privacy) jobs.push(relocateLater(id))
    if (thumbnail) jobs.push(sweepLater(id, new Date(now.getTime() + supersededMs)))
    const isThere = await store.update(id, change, now, { jobs })
    if (!isThere) {
      await removeLeftovers(id)
      throw appError('video_not_found')
    }
    events.emit('video.changed', { videoId: id })
    return requireVisible(viewer, id)
  }

  /** The video went while something was put beside it. */
  const removeLeftovers = async (id: Id): Promise<void> => {
    await objects.removePrefix(`private/videos/${id}`)
  }

  async function togglePublishStatus(viewer: Viewer, id: Id, wanted?: boolean): Promise<Video> {
    const video = await requireVisible(viewer, id)
    videoPolicy.authorize(viewer, 'edit', video)
    const isPublished = await store.setPublished(id, wanted, clock.now(), { jobs: [relocateLater(id)] })
    if (isPublished === null) throw appError('video_not_found')
    events.emit('video.changed', { videoId: id })
    return { ...(await requireVisible(viewer, id)), isPublished }
  }

  async function deleteVideo(viewer: Viewer, id: Id): Promise<void> {
    const video = await requireVisible(viewer, id)
    videoPolicy.authorize(viewer, 'edit', video)
    const isRemoved = await store.remove(id, { jobs: [removeFilesLater(id)] })
    if (!isRemoved) throw appError('video_not_found')
    events.emit('video.removed', { videoId: id })
  }

  /** For whoever serves the files; null when there is no such video. */
  async function mediaFacts(id: Id): Promise<Pick<VideoMedia, 'isOpen' | 'hls'> | null> {
    return media.media(id)
  }

  return {
    getAllVideos,
    getVideoById,
    publishVideo,
    updateVideo,
    deleteVideo,
    togglePublishStatus,
    requireVisible,
    loadMany,
    mediaFacts,
  }
}
