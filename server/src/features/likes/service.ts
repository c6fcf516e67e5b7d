import { appError, type ErrorCode } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Viewer } from '../../viewer.ts'
import type { Comments } from '../comments/service.ts'
import type { Tweets } from '../tweets/service.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import { presentLikedVideo } from './presenter.ts'
import type { Liked, LikeStore, TargetKind } from './store.ts'

export type Likes = ReturnType<typeof createLikes>

interface Parts {
  store: LikeStore
  videos: Pick<Videos, 'requireVisible' | 'loadMany'>
  comments: Pick<Comments, 'requireVisible'>
  tweets: Pick<Tweets, 'requireById'>
  present: PresentVideos
  clock: Clock
}

interface LikedAsked extends Asking {
  viewer: Viewer
  /** Where this client reaches the server. */
  baseUrl: string
}

const goneCodes = {
  video: 'video_not_found',
  comment: 'comment_not_found',
  tweet: 'tweet_not_found',
} as const satisfies Record<TargetKind, ErrorCode>

/** A toggle that is told what is `wanted` can be repeated without undoing itself. */
export function createLikes({ store, videos, comments, tweets, present, clock }: Parts) {
  async function toggleVideoLike(viewer: Viewer, videoId: Id, wanted?: boolean): Promise<Liked> {
    await videos.requireVisible(viewer, videoId)
    return set(viewer, 'video', videoId, wanted)
  }

  async function toggleCommentLike(viewer: Viewer, commentId: Id, wanted?: boolean): Promise<Liked> {
    await comments.requireVisible(viewer, commentId)
    return set(viewer, 'comment', commentId, wanted)
  }

  async function toggleTweetLike(viewer: Viewer, tweetId: Id, wanted?: boolean): Promise<Liked> {
    await tweets.requireById(tweetId)
    return set(viewer, 'tweet', tweetId, wanted)
  }

  async function set(viewer: Viewer, kind: TargetKind, targetId: Id, wanted?: boolean): Promise<Liked> {
    const liked = await store.set({ likedBy: viewer.id, kind, targetId, now: clock.now() }, wanted)
    if (!liked) throw appError(goneCodes[kind])
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

  return { toggleVideoLike, toggleCommentLike, toggleTweetLike, getLikedVideos }
}
