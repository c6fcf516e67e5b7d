import { z } from 'zod'
import { AnswerId, Count, DateTime, Line, LongText, Named } from '../../http/fields.ts'
import { foldName, lengthOf } from '../../lib/text.ts'
import { reservedNames } from './reserved-names.ts'

const required = 'This is required.'

export const Username = z
  .string(required)
  .transform(foldName)
  .refine((name) => /^[a-z0-9._-]{3,30}$/.test(name), 'Use 3 to 30 of a–z, 0–9, dot, dash and underscore.')
  .refine((name) => /[a-z0-9]/.test(name), 'Use at least one letter or digit.')
  .refine((name) => !reservedNames.has(name), 'This user name is reserved.')
  .meta({ minLength: 3, maxLength: 30, example: 'ann' })

export const Email = z
  .string(required)
  .transform(foldName)
  .refine((email) => lengthOf(email) <= 254, 'At most 254 characters.')
  .refine(
    (email) => /^[^\s@"(),:;<>[\\\]]+@[^\s@"(),:;<>[\\\]]+\.[^\s@"(),:;<>[\\\].]+$/.test(email),
    'This is not an e-mail address.',
  )
  .meta({ maxLength: 254, example: 'ann@example.org' })

/** Any characters; counted in the form in which they are compared. */
export const NewPassword = z
  .string(required)
  .refine((password) => lengthOf(password.normalize('NFC')) >= 8, 'At least 8 characters.')
  .refine((password) => lengthOf(password.normalize('NFC')) <= 128, 'At most 128 characters.')
  .meta({ minLength: 8, maxLength: 128, example: 'correct horse battery' })

export const FullName = Line(1, 80).meta({ minLength: 1, maxLength: 80, example: 'Ann Lee' })

/** `fullname` is what some front ends call `fullName`. */
const fullNames = { fullName: FullName.optional(), fullname: FullName.optional() }

export const RegisterBody = z
  .object({ ...fullNames, email: Email, username: Username, password: NewPassword })
  .transform(({ fullname, ...body }, context) => {
    const fullName = body.fullName ?? fullname
    if (fullName !== undefined) return { ...body, fullName }
    context.issues.push({ code: 'custom', path: ['fullName'], message: required, input: body })
    return z.NEVER
  })

export const UpdateAccountBody = z
  .object({ ...fullNames, email: Email.optional(), bio: LongText(0, 1000).optional() })
  .transform(({ fullname, ...body }) => ({ ...body, fullName: body.fullName ?? fullname }))
  .refine(
    (changes) => Object.values(changes).some((value) => value !== undefined),
    'Give at least one of fullName, email and bio.',
  )

/** Not of the format `uri`, for it may be empty. */
const Picture = (description: string) =>
  z.string().meta({ description, example: 'http://localhost:5000/media/picture.jpg' })
const Avatar = Picture('A square of 256 pixels; empty where there is none.')
const AvatarSmall = Picture('The same, of 64 pixels.')
const Cover = Picture('At most 1,280 pixels wide; empty where there is none.')

/** Who stands beside everything that somebody owns. */
export const OwnerAnswer = Named('Owner', {
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
}).meta({ id: 'User' })

export const CurrentUserAnswer = UserAnswer.extend({
  watchHistory: z.array(AnswerId).meta({ description: 'Ids of videos, newest first.' }),
  isHistoryPaused: z.boolean().meta({ description: 'Nothing that is watched enters the history.' }),
}).meta({ id: 'CurrentUser' })

export const ChannelAnswer = OwnerAnswer.extend({
  email: z.string().optional().meta({ description: 'Only for the owner.' }),
  bio: z.string(),
  coverImage: Cover,
  coverImageSmall: Cover.meta({ description: 'At most 640 pixels wide.' }),
  subscribersCount: Count,
  channelsSubscribedToCount: Count,
  videosCount: Count,
  isSubscribed: z.boolean(),
  isBlocked: z.boolean().meta({ description: 'The viewer has blocked this user.' }),
  createdAt: DateTime,
  updatedAt: DateTime,
}).meta({ id: 'Channel' })
