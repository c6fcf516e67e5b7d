import { z } from 'zod'
import { Named } from '../../http/fields.ts'
import { Processing, VideoCard } from '../videos/schemas.ts'

const Sum = z.int().meta({ description: 'Exact to the moment.' })

export const ChannelStats = Named('ChannelStats', {
  totalVideos: Sum.meta({ description: 'Private, unpublished and failed ones too.' }),
  totalViews: Sum,
  totalSubscribers: Sum,
  totalLikes: Sum,
  totalComments: Sum,
})

/** A card that also tells how far its making is. */
export const OwnVideo = VideoCard.extend({ processing: Processing }).meta({ id: 'OwnVideo' })
