import { beforeAll, describe, expect, it } from 'vitest'
import { absolute, type Client, clientWith, file, stranger } from './support/client.ts'
import {
  logIn,
  newName,
  type Person,
  password,
  person,
  publish,
  registration,
  type VideoDetail,
  whenReady,
} from './support/people.ts'
import { picture, smallVideo, textFile } from './support/samples.ts'
import type { Video } from './support/wire.ts'

/**
 * Every status that the API's own description promises, caused from outside. Left out are those that a healthy server
 * without rate limits gives to nobody who hurries: 408, 429, 500, 503, 507.
 */
const notCausedHere = ['408', '429', '500', '503', '507']

/** A link expires after hours; the limits of playlists are hundreds of lists and thousands of videos away. */
const notCausedBy: Record<string, string[]> = {
  getGrantedMedia: ['403'],
  createPlaylist: ['409'],
  addVideoToPlaylist: ['409'],
}

interface Operation {
  operationId: string
  responses: Record<string, unknown>
  security: object[]
  requestBody?: { required?: boolean; content: Record<string, { example?: object } | undefined> }
  parameters?: { name: string; in: string }[]
}

/** Some paths do not lie below /api/v1: they name a server of their own. */
type PathItem = { servers?: { url: string }[] } & { [method: string]: Operation }

interface Described {
  id: string
  method: string
  path: string
  statuses: string[]
  needsViewer: boolean
  takesForm: boolean
  takesJson: boolean
  takesKey: boolean
  /** The JSON body that the documentation shows, where there must be one. */
  example: object | undefined
}

const { paths } = (await (await stranger.fetch('/api/v1/openapi.json')).json()) as {
  paths: Record<string, PathItem>
}

const operations: Described[] = Object.entries(paths).flatMap(([path, { servers, ...methods }]) =>
  Object.entries(methods as Record<string, Operation>).map(
    ([method, { operationId, responses, security, requestBody, parameters = [] }]) => ({
      id: operationId.replace(/\.alias\d+$/, ''),
      method: method.toUpperCase(),
      path: servers ? `!${path}` : path,
      statuses: Object.keys(responses),
      needsViewer: security.length > 0 && security.every((way) => Object.keys(way).length > 0),
      takesForm: 'multipart/form-data' in (requestBody?.content ?? {}),
      takesJson: 'application/json' in (requestBody?.content ?? {}),
      example: requestBody?.required ? requestBody.content['application/json']?.example : undefined,
      takesKey: parameters.some((parameter) => parameter.name === 'Idempotency-Key'),
    }),
  ),
)

type Values = Record<string, string | Blob | undefined>

/** A request that is answered with 200 or 201: what stands in the path, and what is sent. */
interface Good {
  params?: Record<string, string>
  json?: object
  form?: Values
  /** With its question mark. */
  query?: string
}

let ann: Person
let other: Person
const image = async (): Promise<File> => file(await picture(), 'image/jpeg')
const film = async (): Promise<File> => file(await smallVideo(), 'video/mp4')
const ownVideo = async (): Promise<Good> => ({ params: { videoId: (await publish(ann))._id } })

const made = new Map<string, Promise<VideoDetail>>()
/** One that is through the pipeline, made once. */
function readyVideo(privacy = 'public'): Promise<VideoDetail> {
  const known =
    made.get(privacy) ?? publish(other, undefined, { privacy }).then(({ _id }) => whenReady(other, _id))
  made.set(privacy, known)
  return known
}

/** A comment of the asker's own, below a video of the asker's own. */
async function ownComment(): Promise<Good> {
  const { _id } = await publish(ann)
  const made = await ann.post<{ _id: string }>(`/comments/${_id}`, { content: 'First' })
  return { params: { commentId: made.data._id } }
}

async function ownTweet(): Promise<Good> {
  return { params: { tweetId: (await ann.post<{ _id: string }>('/tweets', { content: 'Hello' })).data._id } }
}

/** A playlist of the asker's own, and a video that is in it. */
async function ownPlaylist(): Promise<Good> {
  const videoId = (await readyVideo())._id
  const { data } = await ann.post<{ _id: string }>('/playlist', { name: 'Best' })
  await ann.raw('PATCH', `/playlist/add/${videoId}/${data._id}`)
  return { params: { playlistId: data._id, videoId } }
}

const good: Record<string, () => Promise<Good>> = {
  registerUser: async () => ({ form: await registration(newName()) }),
  loginUser: async () => ({ json: { username: ann.username, password } }),
  refreshAccessToken: async () => ({
    json: { refreshToken: (await logIn(ann.username)).tokens.refreshToken },
  }),
  changeCurrentPassword: async () => ({ json: { oldPassword: password, newPassword: password } }),
  endSession: async () => {
    const rows = (await (await logIn(ann.username)).get<{ _id: string }[]>('/users/sessions')).data
    return { params: { id: rows[0]!._id } }
  },
  // Whoever asks is gone afterwards.
  deleteAccount: async () => {
    ann = await person()
    return { json: { password } }
  },
  updateAccountDetails: async () => ({ json: { fullName: 'Ann Again' } }),
  updateUserAvatar: async () => ({ form: { avatar: await image() } }),
  updateCoverImage: async () => ({ form: { coverImage: await image() } }),
  getUserChannelProfile: async () => ({ params: { username: ann.username } }),
  publishVideo: async () => ({ form: { title: 'All is well', description: '', videoFile: await film() } }),
  updateVideo: async () => ({ ...(await ownVideo()), json: { title: 'Another title' } }),
  deleteVideo: ownVideo,
  togglePublishStatus: ownVideo,
  getPublicMedia: async () => ({ params: { key: (await readyVideo()).thumbnail.split('/media/o/')[1]! } }),
  getGrantedMedia: async () => {
    const { thumbnail } = await readyVideo('private')
    const [, token, key] = /\/media\/t\/([^/]+)\/(.+)$/.exec(thumbnail)!
    return { params: { token: token!, key: key! } }
  },
  getMasterManifest: async () => ({ params: { videoId: (await readyVideo())._id } }),
  updateSubscription: async () => {
    await ann.post(`/subscriptions/c/${other.user._id}`, { subscribed: true })
    return { params: { channelId: other.user._id }, json: { notify: 'all' } }
  },
  addComment: async () => ({
    params: { videoId: (await readyVideo())._id },
    json: { content: 'Well filmed' },
  }),
  updateComment: async () => ({ ...(await ownComment()), json: { content: 'Better said' } }),
  ...{ deleteComment: ownComment, pinComment: ownComment, unpinComment: ownComment },
  ...{ heartComment: ownComment, unheartComment: ownComment, toggleCommentLike: ownComment },
  getCommentReplies: ownComment,
  createTweet: async () => ({ json: { content: 'Hello' } }),
  updateTweet: async () => ({ ...(await ownTweet()), json: { content: 'Hello again' } }),
  ...{ deleteTweet: ownTweet, toggleTweetLike: ownTweet },
  createPlaylist: async () => ({ json: { name: 'Best' } }),
  updatePlaylist: async () => ({ ...(await ownPlaylist()), json: { name: 'Better' } }),
  addVideoToPlaylist: async () => {
    const { params } = await ownPlaylist()
    return { params: { ...params!, videoId: (await readyVideo('unlisted'))._id } }
  },
  reorderPlaylist: async () => {
    const { params } = await ownPlaylist()
    return { params, json: { videoId: params!.videoId, afterVideoId: null } }
  },
  ...{ getPlaylistById: ownPlaylist, deletePlaylist: ownPlaylist, removeVideoFromPlaylist: ownPlaylist },
  removeFromWatchHistory: async () => {
    const asked = await ownVideo()
    await ann.get(`/videos/${asked.params!.videoId}`)
    return asked
  },
}

/** Operations whose errors are not the usual ones. */
const special: Record<string, () => Promise<Good & { by?: Client }>> = {
  'loginUser 401': async () => ({ json: { username: ann.username, password: 'a wrong one' } }),
  'loginUser 404': async () => ({ json: { username: newName('nobody'), password } }),
  'refreshAccessToken 400': async () => ({ json: { refreshToken: 5 } }),
  'refreshAccessToken 401': async () => ({ json: { refreshToken: 'junk' } }),
  'registerUser 409': async () => ({ form: await registration(ann.username) }),
  'updateAccountDetails 409': async () => ({ json: { email: other.user.email } }),
  'getUserChannelProfile 404': async () => ({ params: { username: newName('nobody') } }),
  'getChannelAnalytics 400': async () => ({ query: '?from=yesterday' }),
  'getChannelAnalytics 403': async () => ({ query: `?videoId=${(await readyVideo())._id}` }),
  'getChannelAnalytics 404': async () => ({ query: `?videoId=${'0'.repeat(24)}` }),
  'publishVideo 422': async () => ({
    form: {
      title: 'A text',
      description: '',
      videoFile: await file(await textFile('text.mp4', 'text'), 'video/mp4'),
    },
  }),
}

const pathOf = ({ path }: Described, params: Record<string, string> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? `{${name}}`)

const every = (described: Described, value: string): Record<string, string> =>
  Object.fromEntries([...described.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, value]))

type Ask = { status: number; text: string }

async function ask(
  described: Described,
  asked: Good,
  by: Client,
  headers: Record<string, string> = {},
): Promise<Ask> {
  const path = `${pathOf(described, asked.params)}${asked.query ?? ''}`
  if (asked.form) return by.form(described.method as 'POST', path, asked.form, headers)
  if (!asked.json) return by.raw(described.method, path, undefined, headers)
  return by.raw(described.method, path, JSON.stringify(asked.json), {
    'content-type': 'application/json',
    ...headers,
  })
}

/** What stands in a path unless an operation says otherwise: something that is there and belongs to somebody else. */
const usual: Record<string, () => Promise<string>> = {
  videoId: async () => (await readyVideo())._id,
  userId: async () => other.user._id,
  channelId: async () => other.user._id,
  subscriberId: async () => other.user._id,
}

async function goodOf({ id, path, example }: Described): Promise<Good> {
  const asked = (await good[id]?.()) ?? { json: example }
  if (asked.params || !path.includes('{')) return asked
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const params: Record<string, string> = {}
  for (const name of names) {
    const value = await usual[name]?.()
    if (!value) throw new Error(`Say in this file what a good request of ${id} is`)
    params[name] = value
  }
  return { ...asked, params }
}

const viewerOf = ({ needsViewer }: Described): Client => (needsViewer ? ann : stranger)

/** A picture too many bytes long, or a body. */
async function tooLarge(described: Described, asked: Good): Promise<Ask> {
  if (!described.takesForm) {
    return ask(
      described,
      { ...asked, json: { ...asked.json, filler: 'x'.repeat(400_000) } },
      viewerOf(described),
    )
  }
  const huge = await file(await textFile('huge.jpg', Buffer.alloc(11 * 2 ** 20, 1)), 'image/jpeg')
  const field =
    Object.keys(asked.form ?? {}).find((name) => ['avatar', 'coverImage'].includes(name)) ?? 'thumbnail'
  return ask(described, { ...asked, form: { ...asked.form, [field]: huge } }, viewerOf(described))
}

async function notAPicture(described: Described, asked: Good): Promise<Ask> {
  const text = await file(await textFile('no-picture.jpg', 'a text'), 'image/jpeg')
  const field =
    Object.keys(asked.form ?? {}).find((name) => ['avatar', 'coverImage'].includes(name)) ?? 'thumbnail'
  return ask(
    described,
    { ...asked, json: undefined, form: { ...asked.form, [field]: text } },
    viewerOf(described),
  )
}

/** What was made under a key and is gone is not made again. */
async function goneUnderItsKey(described: Described): Promise<Ask> {
  const [asked, key] = [await goodOf(described), { 'idempotency-key': newName('key') }]
  const first = await ask(described, asked, viewerOf(described), key)
  const { _id } = (JSON.parse(first.text) as { data: { _id: string } }).data
  const removed = await ann.delete(`${described.path.replace('/publish', '')}/${_id}`)
  expect([first.status, removed.status]).toEqual([201, 200])
  return ask(described, asked, viewerOf(described), key)
}

/** Another request under the key of one that was answered. */
async function otherUnderItsKey(described: Described): Promise<Ask> {
  const [asked, key] = [await goodOf(described), { 'idempotency-key': newName('key') }]
  const first = await ask(described, asked, viewerOf(described), key)
  expect(first.status).toBeLessThan(300)
  const isToggle = !asked.json
  const json = isToggle ? { subscribed: true, liked: true } : { ...asked.json, content: 'Else', name: 'Else' }
  return ask(described, { ...asked, json }, viewerOf(described), key)
}

const provoke: Record<string, (described: Described) => Promise<Ask>> = {
  '200': async (described) => ask(described, await goodOf(described), viewerOf(described)),
  '201': async (described) => ask(described, await goodOf(described), viewerOf(described)),
  '206': async (described) =>
    viewerOf(described).get(pathOf(described, (await goodOf(described)).params), { range: 'bytes=0-9' }),
  '304': async (described) => {
    const path = pathOf(described, (await goodOf(described)).params)
    const first = await viewerOf(described).get(path)
    return viewerOf(described).get(path, { 'if-none-match': first.headers.get('etag') ?? '' })
  },
  '400': async (described) => {
    const asked = await goodOf(described)
    if (described.path.includes('{')) {
      return ask(described, { ...asked, params: every(described, '%E0%A4%A') }, viewerOf(described))
    }
    if (described.method === 'GET') return viewerOf(described).get(`${described.path}?page=0&limit=x`)
    if (described.takesJson) {
      const type = { 'content-type': 'application/json' }
      return viewerOf(described).raw(described.method, described.path, '{"a', type)
    }
    return ask(described, { form: { nothing: 'of use' } }, viewerOf(described))
  },
  '401': async (described) => ask(described, await goodOf(described), stranger),
  '403': async (described) => {
    const asked = await goodOf(described)
    const cookie = (await logIn(ann.username)).byCookies.credentials.cookie
    return ask(described, asked, clientWith({ cookie }), { origin: 'https://evil.example' })
  },
  '404': async (described) => {
    if (described.takesKey && !described.path.includes('{')) return goneUnderItsKey(described)
    const asked = await goodOf(described)
    return ask(described, { ...asked, params: every(described, '0'.repeat(24)) }, viewerOf(described))
  },
  '413': async (described) => tooLarge(described, await goodOf(described)),
  '415': async (described) => {
    const { params } = await goodOf(described)
    return viewerOf(described).raw(described.method, pathOf(described, params), '<a/>', {
      'content-type': 'text/xml',
    })
  },
  '416': async (described) =>
    viewerOf(described).get(pathOf(described, (await goodOf(described)).params), {
      range: 'bytes=999999999-',
    }),
  '422': async (described) =>
    described.takesKey && !described.takesForm
      ? otherUnderItsKey(described)
      : notAPicture(described, await goodOf(described)),
}

beforeAll(async () => {
  other = await person('other')
})

describe.each(operations)('$method $path', (described) => {
  beforeAll(async () => {
    ann = await person()
  })
  const left = [...notCausedHere, ...(notCausedBy[described.id] ?? [])]
  const statuses = described.statuses.filter((status) => !left.includes(status))

  it.each(statuses)('answers %s', async (status) => {
    const given = await special[`${described.id} ${status}`]?.()
    const cause = provoke[status]
    if (!given && !cause) throw new Error(`Say in this file how ${described.id} comes to answer ${status}`)
    const answer = await (given ? ask(described, given, given.by ?? viewerOf(described)) : cause!(described))
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([Number(status), expect.any(String)])
    const isEnvelope = Number(status) >= 400 || (!described.path.startsWith('!') && status !== '304')
    if (isEnvelope) expect(JSON.parse(answer.text)).toMatchObject({ statusCode: Number(status) })
  })
})

it('describes every operation under an address of its own', () => {
  expect(operations.length).toBeGreaterThan(15)
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length)
})

it('finds nothing in the place of somebody else’s private video', async () => {
  const secret = await publish(other, undefined, { privacy: 'private' })
  const answers = await Promise.all([
    ann.patch(`/videos/${secret._id}`, { title: 'Mine' }),
    ann.delete(`/videos/${secret._id}`),
    ann.patch(`/videos/toggle/publish/${secret._id}`),
  ])
  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404])
  expect((await other.get<Video>(`/videos/${secret._id}`)).data.title).toBe(secret.title)
  expect((await stranger.fetch(absolute(`/media/${secret._id}/master.m3u8`))).status).toBe(404)
})
