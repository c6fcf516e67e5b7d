import type { z } from 'zod'
import type { VideoCard } from '../videos/schemas.ts'
import type { LikedVideo, LikeState } from './schemas.ts'
import type { Liked, LikedEntry } from './store.ts'

export const presentLike = ({ isLiked, likesCount }: Omit<Liked, 'changed'>): z.input<typeof LikeState> => ({
  isLiked,
  liked: isLiked,
  likesCount,
  totalLikes: likesCount,
})

export const presentLikedVideo = (
  card: z.input<typeof VideoCard>,
  { likedAt }: LikedEntry,
): z.input<typeof LikedVideo> => ({ ...card, video: card, likedVideo: card, likedAt: likedAt.toISOString() })
