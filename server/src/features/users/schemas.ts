import { z } from 'zod'
import { AnswerId, DateTime, Url } from '../../http/fields.ts'

const Avatar = Url.meta({ description: 'A square of 256 pixels; empty where there is none.' })
const AvatarSmall = Url.meta({ description: 'The same, of 64 pixels.' })
const Cover = Url.meta({ description: 'At most 1,280 pixels wide; empty where there is none.' })

/** Who stands beside everything that somebody owns. */
export const OwnerAnswer = z.object({
  _id: AnswerId,
  username: z.string(),
  fullName: z.string(),
  fullname: z.string(),
  avatar: Avatar,
  avatarSmall: AvatarSmall,
})

/** A user as only that user sees it. */
export const UserAnswer = OwnerAnswer.extend({
  email: z.string(),
  bio: z.string(),
  coverImage: Cover,
  coverImageSmall: Cover.meta({ description: 'At most 640 pixels wide.' }),
  role: z.enum(['user', 'admin']),
  createdAt: DateTime,
  updatedAt: DateTime,
})
