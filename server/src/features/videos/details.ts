import type { Id } from '../../lib/id.ts'
import { recent } from '../../lib/recent.ts'
import type { Viewer } from '../../viewer.ts'
import { noFlags, type Standing, type Video, type VideoStore } from './store.ts'

/** No time makes it wrong: what is kept is shown only while its version is the one of the moment. */
const ttlMs = 30 * 60_000
const most = 2_000

export interface Seen extends Standing {
  video: Video
}

/**
 * Videos as their pages show them. The wide rows are kept; who may see one and what is counted is asked each time, with
 * the version that tells whether the kept row still holds.
 */
export function createDetails({ store }: { store: VideoStore }) {
  const videos = recent<Id, Video>({ max: most, ttlMs })

  /** Null: no such video. One query for what is kept, or is not kept at all; two for what has changed since. */
  async function find(viewer: Viewer | null, id: Id): Promise<Seen | null> {
    const video = videos.get(id)
    if (!video) return read(viewer, id)
    const standing = await store.standing(viewer?.id ?? null, id)
    if (!standing) return null
    return standing.version === video.version ? { ...standing, video } : read(viewer, id)
  }

  async function read(viewer: Viewer | null, id: Id): Promise<Seen | null> {
    const found = viewer ? await store.findFor(viewer.id, id) : await anonymously(id)
    if (!found) return null
    const { video, flags } = found
    videos.set(id, video, videos.moment())
    return { ...standingOf(video), video, flags }
  }

  async function anonymously(id: Id) {
    const video = await store.find(id)
    return video && { video, flags: noFlags }
  }

  return { find, kept: videos }
}

const standingOf = ({ version, counts, subscribersCount }: Video) => ({ version, counts, subscribersCount })
