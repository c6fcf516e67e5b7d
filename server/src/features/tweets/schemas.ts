import { z } from 'zod'
import { AnswerId, Count, DateTime, Named } from '../../http/fields.ts'
import { cleanText, graphemesIn, lengthOf } from '../../lib/text.ts'
import { OwnerAnswer } from '../users/schemas.ts'

const longest = 280
/** What people count as one character can be made of any number of code points. */
const mostCodePoints = 5_000

const fits = (text: string): boolean => lengthOf(text) <= mostCodePoints && graphemesIn(text) <= longest

export const TweetBody = z.object({
  content: z
    .string()
    .transform(cleanText)
    .refine((text) => text !== '', 'This must not be blank.')
    .refine(fits, `At most ${longest} characters.`)
    .meta({
      minLength: 1,
      maxLength: mostCodePoints,
      description: `1 to ${longest} characters as people count them: an emoji is one, whatever it is made of.`,
      example: 'Hello',
    }),
})

export const TweetAnswer = Named('Tweet', {
  _id: AnswerId,
  content: z.string(),
  owner: OwnerAnswer,
  likesCount: Count,
  isLiked: z.boolean(),
  createdAt: DateTime,
  updatedAt: DateTime,
})
