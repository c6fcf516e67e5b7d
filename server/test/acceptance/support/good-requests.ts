import { type Client, file, stranger } from './client.ts'
import { type Described, pathOf } from './operations.ts'
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
} from './people.ts'
import { picture, smallVideo, textFile } from './samples.ts'
import { until } from './settle.ts'

/** Who asks, and who owns what is asked for. */
export const cast = {} as { ann: Person; other: Person }

export type Values = Record<string, string | Blob | undefined>

/** A request that is answered with 200 or 201: what stands in the path, and what is sent. */
export interface Good {
  params?: Record<string, string>
  json?: object
  form?: Values
  /** With its question mark. */
  query?: string
}

const image = async (): Promise<File> => file(await picture(), 'image/jpeg')
const film = async (): Promise<File> => file(await smallVideo(), 'video/mp4')
const ownVideo = async (): Promise<Good> => ({ params: { videoId: (await publish(cast.ann))._id } })

const made = new Map<string, Promise<VideoDetail>>()
/** One that is through the pipeline, made once. */
function readyVideo(privacy = 'public'): Promise<VideoDetail> {
  const known =
    made.get(privacy) ??
    publish(cast.other, undefined, { privacy }).then(({ _id }) => whenReady(cast.other, _id))
  made.set(privacy, known)
  return known
}

/** A comment of the asker's own, below a video of the asker's own. */
async function ownComment(): Promise<Good> {
  const { _id } = await publish(cast.ann)
  const made = await cast.ann.post<{ _id: string }>(`/comments/${_id}`, { content: 'First' })
  return { params: { commentId: made.data._id } }
}

async function ownTweet(): Promise<Good> {
  return {
    params: { tweetId: (await cast.ann.post<{ _id: string }>('/tweets', { content: 'Hello' })).data._id },
  }
}

/** A playlist of the asker's own, and a video that is in it. */
async function ownPlaylist(): Promise<Good> {
  const videoId = (await readyVideo())._id
  const { data } = await cast.ann.post<{ _id: string }>('/playlist', { name: 'Best' })
  await cast.ann.raw('PATCH', `/playlist/add/${videoId}/${data._id}`)
  return { params: { playlistId: data._id, videoId } }
}

const good: Record<string, () => Promise<Good>> = {
  // A part that answers late counts as down for a second.
  getReadiness: async () => {
    await until(
      'it is not ready',
      () => stranger.get('!/health/ready'),
      ({ status }) => status === 200,
    )
    return {}
  },
  registerUser: async () => ({ form: await registration(newName()) }),
  loginUser: async () => ({ json: { username: cast.ann.username, password } }),
  refreshAccessToken: async () => ({
    json: { refreshToken: (await logIn(cast.ann.username)).tokens.refreshToken },
  }),
  changeCurrentPassword: async () => ({ json: { oldPassword: password, newPassword: password } }),
  endSession: async () => {
    const rows = (await (await logIn(cast.ann.username)).get<{ _id: string }[]>('/users/sessions')).data
    return { params: { id: rows[0]!._id } }
  },
  // Whoever asks is gone afterwards.
  deleteAccount: async () => {
    cast.ann = await person()
    return { json: { password } }
  },
  updateAccountDetails: async () => ({ json: { fullName: 'Ann Again' } }),
  updateUserAvatar: async () => ({ form: { avatar: await image() } }),
  updateCoverImage: async () => ({ form: { coverImage: await image() } }),
  getUserChannelProfile: async () => ({ params: { username: cast.ann.username } }),
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
    await cast.ann.post(`/subscriptions/c/${cast.other.user._id}`, { subscribed: true })
    return { params: { channelId: cast.other.user._id }, json: { notify: 'all' } }
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
    await cast.ann.get(`/videos/${asked.params!.videoId}`)
    return asked
  },
}

/** Operations whose errors are not the usual ones. */
export const special: Record<string, () => Promise<Good & { by?: Client }>> = {
  'loginUser 401': async () => ({ json: { username: cast.ann.username, password: 'a wrong one' } }),
  'loginUser 404': async () => ({ json: { username: newName('nobody'), password } }),
  'refreshAccessToken 400': async () => ({ json: { refreshToken: 5 } }),
  'refreshAccessToken 401': async () => ({ json: { refreshToken: 'junk' } }),
  'registerUser 409': async () => ({ form: await registration(cast.ann.username) }),
  'updateAccountDetails 409': async () => ({ json: { email: cast.other.user.email } }),
  'getUserChannelProfile 404': async () => ({ params: { username: newName('nobody') } }),
  'getChannelAnalytics 400': async () => ({ query: '?from=yesterday' }),
  'getChannelAnalytics 403': async () => ({ query: `?videoId=${(await readyVideo())._id}` }),
  'getChannelAnalytics 404': async () => ({ query: `?videoId=${'0'.repeat(24)}` }),
  'publishVideo 400': async () => ({ form: { title: 'Without a film', description: '' } }),
  'publishVideo 422': async () => ({
    form: {
      title: 'A text',
      description: '',
      videoFile: await file(await textFile('text.mp4', 'text'), 'video/mp4'),
    },
  }),
}

/** What stands in a path unless an operation says otherwise: something that is there and belongs to somebody else. */
const usual: Record<string, () => Promise<string>> = {
  videoId: async () => (await readyVideo())._id,
  userId: async () => cast.other.user._id,
  channelId: async () => cast.other.user._id,
  subscriberId: async () => cast.other.user._id,
}

export async function goodOf({ id, path, example }: Described): Promise<Good> {
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

export const viewerOf = ({ needsViewer }: Described): Client => (needsViewer ? cast.ann : stranger)

export type Ask = { status: number; text: string }

export async function ask(
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
