import { z } from 'zod'
import { type Client, endpoint } from '../../http/endpoint.ts'
import type { MediaUrls } from '../../http/media-urls.ts'
import { foldName } from '../../lib/text.ts'
import { presentChannel, presentUser } from './presenter.ts'
import { ChannelAnswer, CurrentUserAnswer, UpdateAccountBody, UserAnswer } from './schemas.ts'
import type { Users } from './service.ts'

interface UserRouteParts {
  users: Users
  mediaUrls: Pick<MediaUrls, 'url'>
  maxImageBytes: number
}

const pictureErrors = ['unsupported_file_type', 'not_a_picture', 'picture_too_large', 'overloaded'] as const

export const userRoutes = ({ users, mediaUrls, maxImageBytes }: UserRouteParts) => {
  const linkFor =
    ({ baseUrl }: Client) =>
    (key: string) =>
      mediaUrls.url(baseUrl, key)

  return [
    endpoint({
      id: 'getCurrentUser',
      route: 'GET /users/current-user',
      summary: 'Who is logged in',
      access: 'user',
      answer: CurrentUserAnswer,
      message: 'This is you.',
      errors: [],
      handle: async ({ viewer, client }) => {
        const { user, watchHistory } = await users.getCurrentUser(viewer)
        const { isHistoryPaused } = viewer
        return { ...presentUser(user, linkFor(client)), watchHistory, isHistoryPaused }
      },
    }),
    endpoint({
      id: 'updateAccountDetails',
      route: 'PATCH /users/update-account',
      summary: 'Change your name, e-mail or bio',
      access: 'user',
      body: UpdateAccountBody,
      answer: UserAnswer,
      message: 'Account updated.',
      errors: ['email_taken'],
      handle: async ({ viewer, body, client }) =>
        presentUser(await users.updateAccountDetails(viewer, body), linkFor(client)),
    }),
    endpoint({
      id: 'updateUserAvatar',
      route: 'PATCH /users/avatar',
      aliases: ['PATCH /users/update-avatar'],
      summary: 'Change your avatar',
      access: 'user',
      files: {
        avatar: { required: true, maxBytes: maxImageBytes, description: 'A picture; cut to a square.' },
      },
      answer: UserAnswer,
      message: 'Avatar updated.',
      errors: [...pictureErrors],
      handle: async ({ viewer, files, client }) =>
        presentUser(await users.updateUserAvatar(viewer, files.avatar), linkFor(client)),
    }),
    endpoint({
      id: 'updateCoverImage',
      route: 'PATCH /users/cover-image',
      aliases: ['PATCH /users/update-cover-image'],
      summary: 'Change the cover picture of your channel',
      access: 'user',
      files: { coverImage: { required: true, maxBytes: maxImageBytes, description: 'A wide picture.' } },
      answer: UserAnswer,
      message: 'Cover image updated.',
      errors: [...pictureErrors],
      handle: async ({ viewer, files, client }) =>
        presentUser(await users.updateCoverImage(viewer, files.coverImage), linkFor(client)),
    }),
    endpoint({
      id: 'getUserChannelProfile',
      route: 'GET /users/c/:username',
      aliases: ['GET /users/channel/:username'],
      summary: "A channel's profile",
      access: 'optional',
      isShared: true,
      params: { username: z.string().transform(foldName).meta({ example: 'ann' }) },
      answer: ChannelAnswer,
      message: 'Channel found.',
      errors: ['user_not_found'],
      handle: async ({ viewer, params, client }) =>
        presentChannel(await users.getUserChannelProfile(viewer, params.username), viewer, linkFor(client)),
    }),
  ]
}
