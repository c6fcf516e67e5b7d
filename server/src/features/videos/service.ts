import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/event-bus.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { Viewer } from '../../viewer.ts'
import type { Search } from '../search/service.ts'
import { createDetails, type Seen } from './details.ts'
import { type Changes, createEdit } from './edit.ts'
import { placedKey } from './files/keys.ts'
import { createAllVideos } from './listing/all-videos.ts'
import { createCards } from './listing/cards.ts'
import { videoPolicy } from './policy.ts'
import type { PresentVideos } from './presenter.ts'
import type { NewUpload, Publish } from './publish.ts'
import type { MediaStore, Video, VideoMedia, VideoStore } from './store.ts'
import { relocateLater, removeLater } from './work.ts'

interface Parts {
  store: VideoStore
  search: Search
  media: MediaStore
  objects: ObjectStore
  publish: Publish
  present: PresentVideos
  events: Events
  clock: Clock
  /** Somebody looks at a video. Costs no write. */
  seen(viewer: Viewer | null, video: Video, client: Looking): void
  /** Where this process knows the viewer to be in the video; null: as the store says. */
  positionOf(viewer: Viewer, videoId: Id): number | null
}

interface Looking {
  address: string
  userAgent: string
}

export type Videos = ReturnType<typeof createVideos>

export function createVideos(parts: Parts) {
  const { store, media, objects, events, clock } = parts
  const cards = createCards({ store, events })
  const { loadMany } = cards
  const details = createDetails({ store })
  const edit = createEdit({ store, objects, clock })
  const all = createAllVideos({ store, search: parts.search, cards, events, present: parts.present })

  /** Throws `video_not_found` also when the viewer may not know that it exists. */
  async function requireVisible(viewer: Viewer | null, id: Id): Promise<Video> {
    const video = await store.find(id)
    if (!video || !videoPolicy.view(viewer, video)) throw appError('video_not_found')
    return video
  }

  async function getVideoById(
    viewer: Viewer | null,
    id: Id,
    client: Looking & { method: string },
  ): Promise<Seen> {
    const seen = await details.find(viewer, id)
    if (!seen || !videoPolicy.view(viewer, seen.video)) throw appError('video_not_found')
    // Who asks for the head alone has seen nothing.
    if (client.method !== 'HEAD') parts.seen(viewer, seen.video, client)
    if (!viewer) return seen
    const position = parts.positionOf(viewer, id) ?? seen.flags.position
    return { ...seen, flags: { ...seen.flags, position } }
  }

  /** `requireVisible` for players, which ask every few seconds: a small statement while the video does not change. */
  async function requirePlaying(
    viewer: Viewer,
    id: Id,
  ): Promise<Pick<Video, 'id' | 'ownerId' | 'durationSeconds'>> {
    const playing = await details.find(null, id)
    if (!playing || !videoPolicy.view(viewer, playing.video)) throw appError('video_not_found')
    return playing.video
  }

  async function publishVideo(
    viewer: Viewer,
    upload: NewUpload,
    signal: AbortSignal,
    also: Also,
  ): Promise<Video> {
    const id = await parts.publish(viewer, upload, signal, also)
    events.emit('video.changed', { videoId: id })
    return requireVisible(viewer, id)
  }

  async function updateVideo(viewer: Viewer, id: Id, changes: Changes): Promise<Video> {
    const video = await requireVisible(viewer, id)
    videoPolicy.authorize(viewer, 'edit', video)
    await edit(video, changes)
    events.emit('video.changed', { videoId: id })
    return requireVisible(viewer, id)
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
    const isRemoved = await store.remove(id, clock.now(), { jobs: removeLater(id) })
    if (!isRemoved) throw appError('video_not_found')
    events.emit('video.removed', { videoId: id })
  }

  /** A few at a time, so that no write is long. */
  async function removeAllOf(ownerId: Id): Promise<void> {
    let removed: Id[]
    do {
      removed = await store.removeSomeOf(ownerId, clock.now(), (id) => ({ jobs: removeLater(id) }))
      for (const videoId of removed) events.emit('video.removed', { videoId })
    } while (removed.length > 0)
  }

  /** For whoever serves the files; null when there is no such video. */
  async function mediaFacts(id: Id): Promise<Pick<VideoMedia, 'isOpen' | 'hls'> | null> {
    const video = await media.media(id)
    if (!video?.hls) return video
    return { ...video, hls: { ...video.hls, key: placedKey(video.hls.key, video.isOpen) } }
  }

  return {
    caches: { video_cards: cards.kept, video_details: details.kept, video_totals: all.totals },
    getAllVideos: all.getAllVideos,
    getVideoById,
    publishVideo,
    updateVideo,
    deleteVideo,
    removeAllOf,
    togglePublishStatus,
    requireVisible,
    requirePlaying,
    loadMany,
    mediaFacts,
  }
}
