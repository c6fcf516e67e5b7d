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

  /** Whose it is and how often it is liked; throws when the viewer may not see it. */
  const find: Record<TargetKind, (viewer: Viewer, id: Id) => Promise<{ ownerId: Id; likes: number }>> = {
    async video(viewer, id) {
      const { ownerId, counts } = await videos.requireVisible(viewer, id)
      return { ownerId, likes: counts.likes }
    },
    comment: comments.requireVisible,
    tweet: (_viewer, id) => tweets.requireById(id),
  }

  const toggle =
    (kind: TargetKind) =>
    async (viewer: Viewer, targetId: Id, wanted: boolean | undefined, also: Also): Promise<Liked> => {
      const { ownerId } = await find[kind](viewer, targetId)
      await requireUnblocked(viewer, ownerId, wanted)
      return set({ likedBy: viewer.id, kind, targetId }, wanted, also)
    }

  async function set(like: Omit<NewLike, 'now'>, wanted: boolean | undefined, also: Also): Promise<Liked> {
    const liked = await store.set({ ...like, now: clock.now() }, wanted, also)
    if (!liked) throw appError(goneCodes[like.kind])
    return liked
  }

  const get =
    (kind: TargetKind) =>
    async (viewer: Viewer, id: Id): Promise<LikeState> => {
      const { likes: likesCount } = await find[kind](viewer, id)
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
    toggleVideoLike: toggle('video'),
    toggleCommentLike: toggle('comment'),
    toggleTweetLike: toggle('tweet'),
    getVideoLike: get('video'),
    getCommentLike: get('comment'),
    getTweetLike: get('tweet'),
    getLikedVideos,
  }
}
