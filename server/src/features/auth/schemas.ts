import { z } from 'zod'
import { AnswerId, DateTime, Named } from '../../http/fields.ts'
import { foldName } from '../../lib/text.ts'
import { NewPassword, UserAnswer } from '../users/schemas.ts'

/** Limits hold when a value is set, not at log-in: users of an old database still get in. */
const Name = z.string().transform(foldName).nullish()
const Password = z.string('Please give a password.').min(1, 'Please give a password.')

const namesOf = (given: (string | null | undefined)[]): string[] => [
  ...new Set(given.filter((name): name is string => Boolean(name))),
]
const isEmail = (name: string): boolean => name.includes('@')

/** Either field takes either kind of name. */
export const LoginBody = z
  .object({
    username: Name.meta({ description: 'User name or e-mail.', example: 'ann' }),
    email: Name.meta({ description: 'User name or e-mail.', example: 'ann@example.org' }),
    password: Password.meta({ example: 'correct horse battery' }),
  })
  .transform((body, context) => {
    const names = namesOf([body.username, body.email])
    const [first, second] = names
    const refuse = (message: string) => {
      context.issues.push({ code: 'custom', path: ['username'], message, input: body })
      return z.NEVER
    }
    if (first === undefined) return refuse('Please give a user name or an e-mail.')
    if (second !== undefined && isEmail(first) === isEmail(second)) {
      return refuse('username and email name two different accounts.')
    }
    return { names, password: body.password }
  })

const Tokens = { accessToken: z.string(), refreshToken: z.string() }

export const LoginAnswer = Named('LoggedIn', { user: UserAnswer, loggedInUser: UserAnswer, ...Tokens })

export const RefreshBody = z.object({
  refreshToken: z.string().max(1000).nullish().meta({ description: 'Where there is no cookie.' }),
})
export const RefreshAnswer = Named('TokenPair', Tokens)

const exampleOfOld = 'correct horse battery'
const exampleOfNew = 'battery staple correct'

/** `currentPassword` is what some front ends call `oldPassword`. */
export const ChangePasswordBody = z
  .object({
    oldPassword: Password.optional().meta({ example: exampleOfOld }),
    currentPassword: Password.optional().meta({
      description: 'The same under another name.',
      example: exampleOfOld,
    }),
    newPassword: NewPassword.meta({ example: exampleOfNew }),
    confirmPassword: z.string().nullish().meta({ example: exampleOfNew }),
  })
  .transform(({ currentPassword, confirmPassword, newPassword, ...body }, context) => {
    const oldPassword = body.oldPassword ?? currentPassword
    const refuse = (path: string, message: string) => {
      context.issues.push({ code: 'custom', path: [path], message, input: body })
      return z.NEVER
    }
    if (oldPassword === undefined) return refuse('oldPassword', 'Please give the old password.')
    if (confirmPassword && confirmPassword !== newPassword) {
      return refuse('confirmPassword', 'The two new passwords differ.')
    }
    return { oldPassword, newPassword }
  })

export const DeleteAccountBody = z.object({
  password: Password.meta({ example: 'correct horse battery' }),
})

export const SessionAnswer = Named('Session', {
  _id: AnswerId,
  device: z.string().meta({ example: 'Firefox on Linux' }),
  address: z.string(),
  isCurrent: z.boolean().meta({ description: 'The session of this very request.' }),
  lastUsedAt: DateTime.meta({ description: 'To the minute.' }),
  createdAt: DateTime,
  updatedAt: DateTime,
})
