import { expect, it } from 'vitest'
import { stranger } from './support/client.ts'
import { logIn, password, person, publish, registration } from './support/people.ts'
import { until } from './support/settle.ts'
import type { Page, Video } from './support/wire.ts'

/** Somebody leaves with everything that is theirs, and a channel looks at its days. */

interface Comment {
  _id: string
  content: string
  owner: unknown
  repliesCount: number
}
interface Figures {
  views: number
  likes: number
  comments: number
  subscribersGained: number | null
  subscribersLost: number | null
}
interface Analytics {
  from: string
  to: string
  days: (Figures & { date: string })[]
  totals: Figures
}

const sumOf = ({ views, likes, comments, subscribersGained }: Figures): number =>
  views + likes + comments + (subscribersGained ?? 0)

const day = /^\d{4}-\d\d-\d\d$/

it('deletes an account with its password, hidden with the answer and gone soon after', async () => {
  const [ann, ben] = [await person(), await person('ben')]
  const [hers, his] = [await publish(ann), await publish(ben)]
  const answered = await ann.post<Comment>(`/comments/${his._id}`, { content: 'First' })
  const lonely = await ann.post<Comment>(`/comments/${his._id}`, { content: 'Alone' })
  await ben.post(`/comments/${his._id}`, { content: 'Answer', parentId: answered.data._id })
  const tweet = await ann.post<{ _id: string }>('/tweets', { content: 'Hello' })
  await ann.post(`/likes/toggle/v/${his._id}`)
  await ben.post(`/subscriptions/c/${ann.user._id}`)

  expect(await stranger.delete('/users/me', { password })).toMatchObject({ status: 401 })
  for (const body of [{}, { password: 'something else' }]) {
    expect(await ann.delete('/users/me', body)).toMatchObject({ status: 400 })
  }
  expect(await ann.delete('/users/me', { password })).toMatchObject({ status: 200, data: {} })

  expect(await ann.get('/users/current-user')).toMatchObject({ status: 401 })
  await expect(logIn(ann.username)).rejects.toThrow('user_not_found')
  for (const who of [ben, stranger]) {
    for (const path of [
      `/users/c/${ann.username}`,
      `/videos/${hers._id}`,
      `/tweets/user/${ann.user._id}`,
      `/subscriptions/status/${ann.user._id}`,
    ]) {
      expect([path, (await who.get(path)).status]).toEqual([path, 404])
    }
    const { data } = await who.get<Page<Comment>>(`/comments/${his._id}`)
    expect(data.docs.filter(({ content, owner }) => owner || content)).toEqual([])
    expect((await who.get<{ _id: string }[]>('/tweets')).text).not.toContain(tweet.data._id)
  }
  expect(await ben.post(`/likes/toggle/c/${lonely.data._id}`)).toMatchObject({ status: 404 })

  const { data } = await until(
    'what belonged to the account stays',
    () => ben.get<Page<Comment>>(`/comments/${his._id}`),
    ({ data: { docs } }) => docs.length === 1 && docs[0]?.repliesCount === 1,
  )
  expect(data.docs).toMatchObject([{ _id: answered.data._id, owner: null, content: '', repliesCount: 1 }])
  await until(
    'the counts of others stay',
    () => ben.get<Video>(`/videos/${his._id}`),
    (video) => video.data.likesCount === 0 && video.data.commentsCount === 1,
  )

  const again = await stranger.form('POST', '/users/register', await registration(ann.username))
  expect(again.status).toBe(201)
})

it('shows a channel its days, and nobody those of others', async () => {
  const [ann, ben] = [await person(), await person('ben')]
  const { _id } = await publish(ann)
  const path = '/dashboard/analytics'
  const { data } = await ann.get<Analytics>(path)
  expect(data).toMatchObject({ from: expect.stringMatching(day), to: expect.stringMatching(day) })
  expect(data.days).toHaveLength(28)
  expect(data.totals).toMatchObject({ views: 0, likes: 0, subscribersGained: 0 })

  await ben.get(`/videos/${_id}`)
  await ben.post(`/likes/toggle/v/${_id}`)
  await ben.post(`/comments/${_id}`, { content: 'Nice' })
  await ben.post(`/subscriptions/c/${ann.user._id}`)
  const wanted = { views: 1, likes: 1, comments: 1 }
  const ofChannel = { ...wanted, subscribersGained: 1, subscribersLost: 0 }
  const ofVideo = { ...wanted, subscribersGained: null, subscribersLost: null }
  for (const [query, totals] of [
    [path, ofChannel],
    [`${path}?videoId=${_id}`, ofVideo],
  ] as const) {
    // Each is noted by itself, a moment later.
    const answer = await until(
      'not all is noted',
      () => ann.get<Analytics>(query),
      ({ data }) => sumOf(data.totals) === sumOf(totals),
    )
    expect(answer.data.totals).toMatchObject(totals)
  }

  expect(await stranger.get(path)).toMatchObject({ status: 401 })
  expect(await ben.get(`${path}?videoId=${_id}`)).toMatchObject({ status: 403 })
  expect(await ann.get(`${path}?videoId=${'f'.repeat(24)}`)).toMatchObject({ status: 404 })
  for (const query of ['from=soon', 'from=2026-03-05&to=2026-03-04', 'from=2020-01-01&to=2026-01-01']) {
    expect([query, (await ann.get(`${path}?${query}`)).status]).toEqual([query, 400])
  }
})
