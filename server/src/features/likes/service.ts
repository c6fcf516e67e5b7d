import { appError, type ErrorCode } from '../../errors.ts'
import type { Id } from '../../lib/id.ts'
import { type Asking, list } from '../../lists/list.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Also } from '../../ports/job-queue.ts'
import type { Viewer } from '../../viewer.ts'
import type { Blocks } from '../blocks/service.ts'
import type { Comments } from '../comments/service.ts'
import type { Tweets } from '../tweets/service.ts'
import { videoPolicy } from '../videos/policy.ts'
import type { PresentVideos } from '../videos/presenter.ts'
import type { Videos } from '../videos/service.ts'
import { presentLikedVideo } from './presenter.ts'
import type { Liked, LikeStore, NewLike, TargetKind } from './store.ts'

export type Likes = ReturnType<typeof createLikes>

interface Parts {
  store: LikeStore
  videos: Pick<Videos, 'requireVisible' | 'loadMany'>
  comments: Pick<Comments, 'requireVisible'>
  tweets: Pick<Tweets, 'requireById'>
  blocks: Pick<Blocks, 'requireNone'>
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

type LikeState = Omit<Liked, 'changed'>

/** A toggle that is told what is `wanted` can be repeated without undoing itself. */
export function createLikes({ store, videos, comments, tweets, blocks, present, clock }: Parts) {
  /** A like can always be taken back by saying so. */
  async function requireUnblocked(viewer: Viewer, ownerId: Id, wanted: boolean | undefined): Promise<void> {
    if (wanted !== false) await blocks.requireNone(viewer, [ownerId])
  }

  async function toggleVideoLike(
    viewer: Viewer,
    videoId: Id,
    wanted: boolean | undefined,
    also: Also,
  ): Promise<Liked> {
    const { ownerId } = await videos.requireVisible(viewer, videoId)
    await requireUnblocked(viewer, ownerId, wanted)
    return set({ likedBy: viewer.id, kind: 'video', targetId: videoId }, wanted, also)
  }

  async function toggleCommentLike(
    viewer: Viewer,
    commentId: Id,
    wanted: boolean | undefined,
    also: Also,
  ): Promise<Liked> {
    const { ownerId } = await comments.requireVisible(viewer, commentId)
    await requireUnblocked(viewer, ownerId, wanted)
    return set({ likedBy: viewer.id, kind: 'comment', targetId: commentId }, wanted, also)
  }

  async function toggleTweetLike(
    viewer: Viewer,
    tweetId: Id,
    wanted: boolean | undefined,
    also: Also,
  ): Promise<Liked> {
    const { ownerId } = await tweets.requireById(tweetId)
    await requireUnblocked(viewer, ownerId, wanted)
    return set({ likedBy: viewer.id, kind: 'tweet', targetId: tweetId }, wanted, also)
  }

  async function set(like: Omit<NewLike, 'now'>, wanted: boolean | undefined, also: Also): Promise<Liked> {
    const liked = await store.set({ ...like, now: clock.now() }, wanted, also)
    if (!liked) throw appError(goneCodes[like.kind])
    return liked
  }

  async function getVideoLike(viewer: Viewer, id: Id): Promise<LikeState> {
    const { counts } = await videos.requireVisible(viewer, id)
    return stateOf(viewer, 'video', id, counts.likes)
  }

  async function getCommentLike(viewer: Viewer, id: Id): Promise<LikeState> {
    const { likes } = await comments.requireVisible(viewer, id)
    return stateOf(viewer, 'comment', id, likes)
  }

  async function getTweetLike(viewer: Viewer, id: Id): Promise<LikeState> {
    const { likes } = await tweets.requireById(id)
    return stateOf(viewer, 'tweet', id, likes)
  }

  async function stateOf(viewer: Viewer, kind: TargetKind, id: Id, likesCount: number): Promise<LikeState> {
    const liked = await store.likedAmong(viewer.id, kind, [id])
    return { isLiked: liked.has(id), likesCount }
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

  return {
    toggleVideoLike,
    toggleCommentLike,
    toggleTweetLike,
    getVideoLike,
    getCommentLike,
    getTweetLike,
    getLikedVideos,
  }
}
