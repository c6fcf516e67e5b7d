import { z } from 'zod'
import { type Client, type Cookie, endpoint, reply } from '../../http/endpoint.ts'
import { Id, Nothing } from '../../http/fields.ts'
import type { MediaUrls } from '../../http/media-urls.ts'
import { deviceCookie, sessionCookies } from '../../http/request/cookies.ts'
import { presentUser } from '../users/presenter.ts'
import { RegisterBody, UserAnswer } from '../users/schemas.ts'
import type { Devices } from './devices.ts'
import { presentSession } from './presenter.ts'
import {
  ChangePasswordBody,
  DeleteAccountBody,
  LoginAnswer,
  LoginBody,
  RefreshAnswer,
  RefreshBody,
  SessionAnswer,
} from './schemas.ts'
import type { Auth } from './service.ts'
import type { Sessions, TokenPair } from './sessions.ts'

interface AuthRouteParts {
  auth: Auth
  sessions: Sessions
  devices: Devices
  mediaUrls: Pick<MediaUrls, 'url'>
  maxImageBytes: number
  /** Lifetimes of the cookies; those of the tokens in them. */
  accessSeconds: number
  refreshSeconds: number
}

/** As long as browsers keep a cookie at most. */
const deviceSeconds = 400 * 86_400

const noSession: Cookie[] = [
  { name: sessionCookies.access, value: null },
  { name: sessionCookies.refresh, value: null },
]

export const authRoutes = (parts: AuthRouteParts) => {
  const { auth, sessions, devices, mediaUrls, maxImageBytes } = parts
  const linkFor =
    ({ baseUrl }: Client) =>
    (key: string) =>
      mediaUrls.url(baseUrl, key)
  const cookiesOf = ({ accessToken, refreshToken }: TokenPair): Cookie[] => [
    { name: sessionCookies.access, value: accessToken, maxAgeSeconds: parts.accessSeconds },
    { name: sessionCookies.refresh, value: refreshToken, maxAgeSeconds: parts.refreshSeconds },
  ]

  return [
    endpoint({
      id: 'registerUser',
      route: 'POST /users/register',
      summary: 'Make an account',
      access: 'none',
      body: RegisterBody,
      files: {
        avatar: { required: true, maxBytes: maxImageBytes, description: 'A picture; cut to a square.' },
        coverImage: { required: false, maxBytes: maxImageBytes, description: 'A wide picture.' },
      },
      answer: UserAnswer,
      status: 201,
      message: 'Account made. You can log in now.',
      errors: [
        'username_taken',
        'email_taken',
        'unsupported_file_type',
        'not_a_picture',
        'picture_too_large',
        'overloaded',
      ],
      rateLimit: 'register',
      setsSession: true,
      handle: async ({ body, files, client }) =>
        presentUser(await auth.registerUser(body, files), linkFor(client)),
    }),
    endpoint({
      id: 'loginUser',
      route: 'POST /users/login',
      summary: 'Log in by user name or e-mail',
      access: 'none',
      body: LoginBody,
      answer: LoginAnswer,
      message: 'You are logged in.',
      errors: ['wrong_password', 'user_not_found', 'overloaded'],
      rateLimit: 'login',
      setsSession: true,
      handle: async ({ body, client }) => {
        const known = client.cookies[deviceCookie]
        const knownAccounts = devices.accountsOf(known)
        const { user, ...pair } = await auth.loginUser({ ...body, device: deviceOf(client), knownAccounts })
        const shown = presentUser(user, linkFor(client))
        const remembered = devices.remember(known, user.id)
        const cookies = [
          ...cookiesOf(pair),
          { name: deviceCookie, value: remembered, maxAgeSeconds: deviceSeconds },
        ]
        return reply({ user: shown, loggedInUser: shown, ...pair }, { cookies })
      },
    }),
    endpoint({
      id: 'logoutUser',
      route: 'POST /users/logout',
      summary: 'End this session',
      access: 'user',
      answer: Nothing,
      message: 'You are logged out.',
      errors: [],
      again: null,
      handle: async ({ viewer }) => {
        await sessions.logoutUser(viewer)
        return reply({}, { cookies: noSession })
      },
    }),
    endpoint({
      id: 'refreshAccessToken',
      route: 'POST /users/refresh-token',
      summary: 'A new pair of tokens for a refresh token',
      description:
        'The token comes as a cookie or in the body. Each is good once; for 30 seconds more it answers with the pair that replaced it, so parallel refreshes do no harm. An older one ends the session.',
      access: 'none',
      body: RefreshBody,
      bodyMode: 'lenient',
      answer: RefreshAnswer,
      message: 'Tokens refreshed.',
      errors: ['invalid_token', 'not_authenticated', 'token_reused'],
      rateLimit: 'refresh',
      setsSession: true,
      handle: async ({ body, client }) => {
        const pair = await sessions.refresh([client.cookies[sessionCookies.refresh], body.refreshToken])
        return reply(pair, { cookies: cookiesOf(pair) })
      },
    }),
    endpoint({
      id: 'changeCurrentPassword',
      route: 'POST /users/change-password',
      summary: 'Change your password; your other sessions end',
      access: 'user',
      body: ChangePasswordBody,
      answer: Nothing,
      message: 'Password changed.',
      errors: ['wrong_old_password', 'too_many_requests', 'overloaded'],
      again: null,
      handle: async ({ viewer, body }) => {
        await auth.changeCurrentPassword(viewer, body.oldPassword, body.newPassword)
        return {}
      },
    }),
    endpoint({
      id: 'deleteAccount',
      route: 'DELETE /users/me',
      summary: 'Delete your account, with everything that belongs to it',
      description:
        'Takes the password. Nobody sees anything of the account from the answer on; what belongs to it is removed within seconds or minutes. The user name and the e-mail are free at once.',
      access: 'user',
      body: DeleteAccountBody,
      answer: Nothing,
      message: 'Your account is deleted.',
      errors: ['wrong_old_password', 'too_many_requests', 'overloaded'],
      handle: async ({ viewer, body }) => {
        await auth.deleteAccount(viewer, body.password)
        return reply({}, { cookies: noSession })
      },
    }),
    endpoint({
      id: 'getSessions',
      route: 'GET /users/sessions',
      summary: 'Where you are logged in',
      access: 'user',
      answer: z.array(SessionAnswer),
      message: 'These are your sessions.',
      errors: [],
      handle: async ({ viewer }) =>
        (await sessions.getSessions(viewer)).map((session) => presentSession(session, viewer)),
    }),
    endpoint({
      id: 'endSession',
      route: 'DELETE /users/sessions/:id',
      summary: 'Log another device out',
      access: 'user',
      params: { id: Id },
      answer: Nothing,
      message: 'The session has ended.',
      errors: ['session_not_found'],
      handle: async ({ viewer, params }) => {
        await sessions.endSession(viewer, params.id)
        return reply({}, { cookies: params.id === viewer.sessionId ? noSession : [] })
      },
    }),
  ]
}

const deviceOf = ({ address, userAgent }: Client) => ({ address, userAgent })
