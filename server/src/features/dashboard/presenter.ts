import type { z } from 'zod'
import { presentProcessing } from '../videos/presenter.ts'
import type { VideoCard } from '../videos/schemas.ts'
import type { OwnVideo, ChannelStats as StatsAnswer } from './schemas.ts'
import type { ChannelStats, OwnVideoEntry } from './store.ts'

export const presentStats = (stats: ChannelStats): z.input<typeof StatsAnswer> => ({
  totalVideos: stats.videos,
  totalViews: stats.views,
  totalSubscribers: stats.subscribers,
  totalLikes: stats.likes,
  totalComments: stats.comments,
})

export const presentOwnVideo = (
  card: z.input<typeof VideoCard>,
  entry: OwnVideoEntry,
): z.input<typeof OwnVideo> => ({ ...card, processing: presentProcessing(entry) })
