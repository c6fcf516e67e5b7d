import type { z } from 'zod'
import { presentProcessing } from '../videos/presenter.ts'
import type { VideoCard } from '../videos/schemas.ts'
import type { Analytics } from './analytics.ts'
import type { OwnVideo, ChannelStats as StatsAnswer } from './schemas.ts'
import type { ChannelStats, Day, OwnVideoEntry } from './store.ts'

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

type Figures = Omit<Day, 'day'>

export function presentAnalytics({ days, videoId, from, to }: Analytics) {
  const present = (figures: Figures) => ({
    views: figures.views,
    watchTime: figures.watchedSeconds,
    likes: figures.likes,
    comments: figures.comments,
    subscribersGained: videoId ? null : figures.subscribersGained,
    subscribersLost: videoId ? null : figures.subscribersLost,
  })
  const sum = (name: keyof Figures) => days.reduce((total, day) => total + day[name], 0)
  const totals = present({
    ...{ views: sum('views'), watchedSeconds: sum('watchedSeconds'), likes: sum('likes') },
    ...{ comments: sum('comments'), subscribersGained: sum('subscribersGained') },
    subscribersLost: sum('subscribersLost'),
  })
  const rows = days.map((day) => ({ date: day.day, ...present(day) }))
  return { from, to, videoId, days: rows, totals }
}
