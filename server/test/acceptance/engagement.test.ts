import { beforeAll, describe, expect, it } from 'vitest'
import { stranger } from './support/client.ts'
import { type Person, person, publish, type VideoDetail } from './support/people.ts'
import { until } from './support/settle.ts'
import type { Owner, Page, Video } from './support/wire.ts'

/** What people do with what others publish: likes, subscriptions, comments and tweets, as front ends use them. */

interface LikeState {
  isLiked: boolean
  liked: boolean
  likesCount: number
  totalLikes: number
}
interface Comment {
  _id: string
  content: string
  owner: Owner | null
  likesCount: number
  isLiked: boolean
  repliesCount: number
}
interface Tweet {
  _id: string
  content: string
  owner: Owner
}

let ann: Person
let ben: Person
let video: Video

beforeAll(async () => {
  ann = await person()
  ben = await person('ben')
  video = await publish(ann)
})

const detailFor = async (by: Person): Promise<VideoDetail & Partial<LikeState>> =>
  (await by.get<VideoDetail>(`/videos/${video._id}`)).data

describe('likes', () => {
  it('flips and sets, and shows it at once', async () => {
    const toggle = `/likes/toggle/v/${video._id}`
    const liked = { isLiked: true, liked: true, likesCount: 1, totalLikes: 1 }
    expect(await ben.post<LikeState>(toggle)).toMatchObject({ status: 200, data: liked })
    expect((await ben.post<LikeState>(toggle, { liked: true })).data).toEqual(liked)
    expect(await detailFor(ben)).toMatchObject({ isLiked: true, likesCount: 1 })
    expect(await detailFor(ann)).toMatchObject({ isLiked: false, likesCount: 1 })
    const rows = await ben.get<(Video & { video: Video; likedVideo: Video })[]>('/likes/videos')
    expect(rows.data).toMatchObject([
      { _id: video._id, video: { _id: video._id }, likedVideo: { _id: video._id } },
    ])
    const gone = { isLiked: false, liked: false, likesCount: 0, totalLikes: 0 }
    expect((await ben.post<LikeState>(toggle)).data).toEqual(gone)
    expect((await ben.get('/likes/videos')).data).toEqual([])
  })

  it('counts each person once, however many toggles arrive together', async () => {
    const toggle = `/likes/toggle/v/${video._id}`
    const answers = await Promise.all(Array.from({ length: 20 }, () => ben.post(toggle, { liked: true })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await detailFor(ann)).toMatchObject({ likesCount: 1 })
    await until(
      'the list does not show the like',
      async () => (await stranger.get<Page<Video>>(`/videos?userId=${ann.user._id}`)).data.docs[0],
      (card) => card?.likesCount === 1,
    )
  })
})

describe('subscriptions', () => {
  it('follows a channel and shows it wherever the channel is shown', async () => {
    const path = `/subscriptions/c/${ann.user._id}`
    expect(await ben.post(path)).toMatchObject({
      status: 200,
      data: { subscribed: true, isSubscribed: true, subscribersCount: 1 },
    })
    const yes = { isSubscribed: true, subscribersCount: 1 }
    expect((await ben.get(`/subscriptions/status/${ann.user._id}`)).data).toMatchObject(yes)
    expect((await ben.get(`/users/c/${ann.username}`)).data).toMatchObject(yes)
    expect((await detailFor(ben)).owner).toMatchObject(yes)
    const ofAnn = { _id: ann.user._id, username: ann.username, subscribersCount: expect.any(Number) }
    for (const end of ['', '/channels']) {
      expect((await stranger.get(`/subscriptions/u/${ben.user._id}${end}`)).data).toMatchObject([
        { channel: ofAnn, subscribedChannel: ofAnn },
      ])
    }
    for (const end of ['', '/subscribers']) {
      expect((await stranger.get(`${path}${end}`)).data).toMatchObject([
        { subscriber: { _id: ben.user._id } },
      ])
    }
    expect((await ann.post(path)).status).toBe(400)
  })
})

describe('comments', () => {
  it('comments, answers, likes, edits and deletes', async () => {
    const path = `/comments/${video._id}`
    const first = (await ben.post<Comment>(path, { content: 'Well filmed 🎬' })).data
    expect(first).toMatchObject({ owner: { _id: ben.user._id, fullname: ben.user.fullName }, likesCount: 0 })
    const reply = await ann.post<Comment>(path, { content: 'Thanks', parentId: first._id })
    expect(reply.status).toBe(201)
    expect((await ann.post<LikeState>(`/likes/toggle/c/${first._id}`)).data.likesCount).toBe(1)
    const page = await ann.get<Page<Comment>>(path)
    expect(page.data).toMatchObject({ totalDocs: 1, docs: [{ _id: first._id, isLiked: true }] })
    const replies = await stranger.get<Page<Comment>>(`/comments/c/${first._id}/replies`)
    expect(replies.data.docs).toMatchObject([{ content: 'Thanks', isLiked: false }])
    expect((await ben.patch<Comment>(`/comments/c/${first._id}`, { content: 'Better' })).data.content).toBe(
      'Better',
    )
    expect((await ann.patch(`/comments/c/${first._id}`, { content: 'Mine' })).status).toBe(403)
    expect((await ben.delete(`/comments/c/${first._id}`)).status).toBe(200)
    const kept = await stranger.get<Page<Comment>>(path)
    expect(kept.data.docs).toMatchObject([{ _id: first._id, owner: null, content: '', isDeleted: true }])
    expect((await ann.delete(`/comments/c/${reply.data._id}`)).status).toBe(200)
    expect((await stranger.get<Page<Comment>>(path)).data).toMatchObject({ totalDocs: 0, docs: [] })
    expect(await detailFor(ann)).toMatchObject({ commentsCount: 0 })
  })

  it('pins, gives hearts and switches comments off', async () => {
    const path = `/comments/${video._id}`
    const older = (await ben.post<Comment>(path, { content: 'Older' })).data
    await ben.post(path, { content: 'Newer' })
    for (const mark of ['pin', 'heart']) {
      expect((await ben.raw('PUT', `/comments/c/${older._id}/${mark}`)).status).toBe(403)
      expect((await ann.raw('PUT', `/comments/c/${older._id}/${mark}`)).status).toBe(200)
    }
    const marked = { _id: older._id, isPinned: true, isHearted: true }
    expect((await stranger.get<Page<Comment>>(path)).data.docs[0]).toMatchObject(marked)
    await ann.patch(`/videos/${video._id}`, { commentsEnabled: false })
    expect(await ben.post(path, { content: 'Late' })).toMatchObject({
      status: 403,
      body: { code: 'comments_disabled' },
    })
  })
})

describe('tweets', () => {
  it('says, likes, edits and deletes', async () => {
    const family = '👨‍👩‍👧‍👦'.repeat(280)
    const added = await ben.post<Tweet>('/tweets', { content: family })
    expect(added).toMatchObject({ status: 201, data: { content: family, owner: { _id: ben.user._id } } })
    const { _id } = added.data
    expect((await ben.post('/tweets', { content: `${family}!` })).status).toBe(400)
    expect((await ann.post<LikeState>(`/likes/toggle/t/${_id}`)).data).toMatchObject({ isLiked: true })
    expect((await ann.get(`/tweets/user/${ben.user._id}`)).data).toMatchObject([{ _id, isLiked: true }])
    expect((await stranger.get<Tweet[]>('/tweets?limit=100')).data.map((tweet) => tweet._id)).toContain(_id)
    expect((await ben.patch<Tweet>(`/tweets/${_id}`, { content: 'Short' })).data.content).toBe('Short')
    expect((await ann.delete(`/tweets/${_id}`)).status).toBe(403)
    expect((await ben.delete(`/tweets/${_id}`)).status).toBe(200)
    expect((await stranger.get(`/tweets/user/${ben.user._id}`)).data).toEqual([])
  })
})

it('forgets likes and comments with the video', async () => {
  const other = await publish(ann)
  const comment = await ben.post<Comment>(`/comments/${other._id}`, { content: 'Nice' })
  await ben.post(`/likes/toggle/v/${other._id}`)
  await ann.delete(`/videos/${other._id}`)
  expect((await ben.get(`/comments/${other._id}`)).status).toBe(404)
  expect((await ben.delete(`/comments/c/${comment.data._id}`)).status).toBe(404)
  const liked = await ben.get<Video[]>('/likes/videos')
  expect(liked.data.map(({ _id }) => _id)).not.toContain(other._id)
})
