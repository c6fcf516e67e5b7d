import { randomBytes } from 'node:crypto'
import { type Client, clientWith, cookiesOf, file, stranger } from './client.ts'
import { picture, smallVideo } from './samples.ts'
import { until } from './settle.ts'
import type { Processing, Tokens, User, Video } from './wire.ts'

export interface Person extends Client {
  user: User
  username: string
  password: string
  tokens: Tokens
  /** The same session, by cookies. */
  byCookies: Client
}

export const password = 'correct horse battery'

/** A name nobody has: runs may be repeated on the same server. */
export const newName = (start = 'ann'): string => `${start}.${randomBytes(5).toString('hex')}`

export const registration = async (
  username: string,
  more: Record<string, string | Blob | undefined> = {},
) => ({
  ...{ username, fullName: `The ${username}`, email: `${username}@example.org`, password },
  avatar: await file(await picture(), 'image/jpeg'),
  ...more,
})

/** A new person, registered with an avatar and logged in. */
export async function person(start?: string): Promise<Person> {
  const username = newName(start)
  const registered = await stranger.form<User>('POST', '/users/register', await registration(username))
  if (registered.status !== 201) throw new Error(`Nobody can register: ${registered.text}`)
  return logIn(username)
}

export async function logIn(identifier: string, secret = password): Promise<Person> {
  const answer = await stranger.post<Tokens & { user: User }>('/users/login', {
    [identifier.includes('@') ? 'email' : 'username']: identifier,
    password: secret,
  })
  if (answer.status !== 200) throw new Error(`Cannot log in: ${answer.text}`)
  const { user, accessToken, refreshToken } = answer.data
  return {
    ...clientWith({ bearer: accessToken }),
    ...{ user, username: user.username, password: secret, tokens: { accessToken, refreshToken } },
    byCookies: clientWith({ cookie: cookiesOf(answer.headers) }),
  }
}

/** Uploads a video and answers what the server said of it. */
export async function publish(
  by: Client,
  path?: string,
  fields: Record<string, string | Blob | undefined> = {},
): Promise<Video> {
  const answer = await by.form<Video>('POST', '/videos', {
    ...{ title: 'A small video', description: 'Made by a test.' },
    videoFile: await file(path ?? (await smallVideo()), 'video/mp4'),
    ...fields,
  })
  if (answer.status !== 201) throw new Error(`Cannot upload: ${answer.status} ${answer.text}`)
  return answer.data
}

export type VideoDetail = Video & { processing: Processing }

/** Waits until the pipeline is through. Fails at once when it has given up. */
export async function whenReady(by: Client, videoId: string, withinMs = 600_000): Promise<VideoDetail> {
  const ask = async () => (await by.get<VideoDetail>(`/videos/${videoId}`)).data
  const detail = await until(
    `video ${videoId} is not ready`,
    ask,
    (video) => ['ready', 'failed'].includes(video?.processing?.state),
    { withinMs, everyMs: 300 },
  )
  if (detail.processing.state !== 'ready') throw new Error(`Not ready: ${JSON.stringify(detail.processing)}`)
  return detail
}
