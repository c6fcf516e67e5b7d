import { z } from 'zod'
import { AnswerId, Count, Id, Named } from '../../http/fields.ts'
import { isDay } from '../../lib/day.ts'
import { Processing, VideoCard } from '../videos/schemas.ts'
import { mostDays } from './analytics.ts'

const Sum = Count.meta({ description: 'Exact to the moment.' })

export const ChannelStats = Named('ChannelStats', {
  totalVideos: Sum.meta({ description: 'Private, unpublished and failed ones too.' }),
  totalViews: Sum,
  totalSubscribers: Sum,
  totalLikes: Sum,
  totalComments: Sum,
})

/** A card that also tells how far its making is. */
export const OwnVideo = VideoCard.extend({ processing: Processing }).meta({ id: 'OwnVideo' })

const Day = (description: string) =>
  z
    .string()
    .refine(isDay, 'A day is written as 2026-03-04, from 1970 to 2199.')
    .meta({ format: 'date', example: '2026-03-04', description })

export const analyticsQuery = {
  from: Day('The first day, in UTC. Without it, 28 days up to the last one.').optional(),
  to: Day(`The last day, today without it; a range holds at most ${mostDays} days.`).optional(),
  videoId: Id.optional().meta({ description: 'One own video instead of the whole channel.' }),
}

const Figures = {
  views: Count,
  watchTime: Count.meta({ description: 'Seconds, as players of signed-in viewers tell their positions.' }),
  likes: z.int().meta({ description: 'Given less taken back, so it may be below zero.' }),
  comments: z.int().meta({ description: 'Added less removed, so it may be below zero.' }),
  subscribersGained: Count.nullable().meta({ description: 'Null for one video.' }),
  subscribersLost: Count.nullable().meta({ description: 'Null for one video.' }),
}

const DayFigures = Named('DayFigures', { date: z.string().meta({ format: 'date' }), ...Figures })

export const ChannelAnalytics = Named('ChannelAnalytics', {
  from: z.string().meta({ format: 'date' }),
  to: z.string().meta({ format: 'date' }),
  videoId: AnswerId.nullable(),
  days: z.array(DayFigures).meta({ description: 'Every day of the range, also where nothing happened.' }),
  totals: Named('FigureTotals', Figures),
})
