import { z } from 'zod'
import { AnswerId, Count, DateTime, Id, Line, LongText, Named, Url } from '../../http/fields.ts'
import { OwnerAnswer } from '../users/schemas.ts'
import { Privacy, VideoCard } from '../videos/schemas.ts'

const name = Line(1, 100).meta({ example: 'Best of the sea' })
const description = LongText(0, 1000).meta({ example: 'Calm and stormy.' })

export const NewPlaylistBody = z.object({
  name,
  description: description.default(''),
  privacy: Privacy.default('public'),
})

export const PlaylistChangesBody = z
  .object({ name: name.optional(), description: description.optional(), privacy: Privacy.optional() })
  .refine(
    (changes) => Object.values(changes).some((value) => value !== undefined),
    'Give at least one of name, description and privacy.',
  )

export const OrderBody = z.object({
  videoId: Id.meta({ description: 'The video to move.' }),
  afterVideoId: Id.nullable().meta({
    description: 'The video behind which it shall stand; null: first.',
    example: null,
  }),
})

/** A playlist in a list, and in the answers to changes. */
export const PlaylistAnswer = Named('Playlist', {
  _id: AnswerId,
  name: z.string(),
  description: z.string(),
  privacy: Privacy,
  isWatchLater: z.boolean().meta({ description: 'Everybody has one such list; it stays.' }),
  videos: z.array(AnswerId).meta({
    description:
      'Ids, in order, of what the viewer may see: the first 50 in a list of playlists, the first 500 in the answer to a change.',
  }),
  totalVideos: Count.meta({
    description:
      'Kept for a few seconds, as is `totalViews`. Where more than 10 playlists are listed at once, both are of the first 500 videos of each, and of the first 100 where there are more than 100 playlists.',
  }),
  totalViews: Count,
  thumbnail: Url.meta({ description: 'Of the first video.' }),
  owner: OwnerAnswer,
  createdAt: DateTime,
  updatedAt: DateTime,
})

export const PlaylistDetail = PlaylistAnswer.extend({ videos: z.array(VideoCard) }).meta({
  id: 'PlaylistDetail',
})
