import { z } from 'zod'
import { Count, DateTime, Named } from '../../http/fields.ts'
import { VideoCard } from '../videos/schemas.ts'

/** The same under the names that front ends read. */
export const LikeState = Named('LikeState', {
  isLiked: z.boolean(),
  liked: z.boolean(),
  likesCount: Count,
  totalLikes: Count,
})

/** The video itself, and once more under each name by which front ends look for it. */
export const LikedVideo = VideoCard.extend({
  video: VideoCard,
  likedVideo: VideoCard,
  likedAt: DateTime,
}).meta({ id: 'LikedVideo' })
