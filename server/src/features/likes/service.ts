import { appError } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Viewer } from '../../viewer.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import { presentLikedVideo } from './presenter.ts'
import type { Liked, LikeStore } from './store.ts'

export type Likes = ReturnType<typeof createLikes>

interface Parts {
  store: LikeStore
  videos: Pick<Videos, 'requireVisible' | 'loadMany'>
  present: PresentVideos
  clock: Clock
}

interface LikedAsked extends Asking {
  viewer: Viewer
  /** Where this client reaches the server. */
  baseUrl: string
}

/** A toggle that is told what is `wanted` can be repeated without undoing itself. */
export function createLikes({ store, videos, present, clock }: Parts) {
  async function toggleVideoLike(viewer: Viewer, videoId: Id, wanted?: boolean): Promise<Liked> {
    const video = await videos.requireVisible(viewer, videoId)
    const like = { likedBy: viewer.id, kind: 'video', targetId: video.id, now: clock.now() } as const
    const liked = await store.set(like, wanted)
    if (!liked) throw appError('video_not_found')
    return liked
  }

  const getLikedVideos = list({
    scope: () => 'getLikedVideos',
    key: () => ['time', 'id'],
    unpaged: true,
    ids: ({ viewer }: LikedAsked, audience, page) => store.videoIds(viewer.id, audience, page),
    load: videos.loadMany,
    rules: videoPolicy.view,
    present: (card, entry, { baseUrl }) => presentLikedVideo(present.card(card, baseUrl), entry),
  })

  return { toggleVideoLike, getLikedVideos }
}
