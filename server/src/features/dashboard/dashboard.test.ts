import { expect, it, vi } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { browser } from '../../../test/support/videos.ts'

const { scene, app } = useSite({ env: { ROLES: 'web' } })

const nothing = { totalVideos: 0, totalViews: 0, totalSubscribers: 0, totalLikes: 0, totalComments: 0 }
const idsOf = ({ data }: { data: { _id: string }[] }) => data.map(({ _id }) => _id)
const day = (n: number) => new Date(Date.UTC(2026, 2, n))

it('sums the channel up, exact to the moment', async () => {
  const { ann, bob } = await scene()
  expect(await ann.get('/dashboard/stats')).toMatchObject({ status: 200, data: nothing })
  const film = await addVideo(app(), ann)
  const secret = await addVideo(app(), ann, { privacy: 'private' })
  await addVideo(app(), ann, { isPublished: false })
  await addVideo(app(), bob)
  for (const person of [ann, bob]) await person.post(`/likes/toggle/v/${film._id}`, { liked: true })
  await ann.post(`/likes/toggle/v/${secret._id}`, { liked: true })
  await bob.post(`/subscriptions/c/${ann._id}`, { subscribed: true })
  const { data } = await ann.get('/dashboard/stats')
  expect(data).toEqual({ ...nothing, totalVideos: 3, totalLikes: 3, totalSubscribers: 1 })
  await bob.post(`/likes/toggle/v/${film._id}`, { liked: false })
  await bob.post(`/subscriptions/c/${ann._id}`, { subscribed: false })
  expect((await ann.get('/dashboard/stats')).data).toEqual({ ...data, totalLikes: 2, totalSubscribers: 0 })
})

it('counts the views of others', async () => {
  const { ann, bob, visitor } = await scene()
  const film = await addVideo(app(), ann)
  await bob.get(`/videos/${film._id}`, browser)
  await visitor.get(`/videos/${film._id}`, browser)
  await vi.waitFor(
    async () => expect((await ann.get('/dashboard/stats')).data).toMatchObject({ totalViews: 2 }),
    { timeout: 20_000, interval: 100 },
  )
})

it('lists own videos in every state, newest upload first, and nobody else’s', async () => {
  const { ann, bob } = await scene()
  expect(await ann.get('/dashboard/videos')).toMatchObject({ status: 200, data: [] })
  const states = [{}, { privacy: 'private' }, { privacy: 'unlisted' }, { isPublished: false }] as const
  const videos: string[] = []
  for (const [n, state] of states.entries()) {
    videos.unshift((await addVideo(app(), ann, { ...state, now: day(n + 1) }))._id)
  }
  const failed = await addVideo(app(), ann, { now: day(9), progressive: null, title: 'Broken' })
  await app().postgres.script(`update videos
    set processing_state = 'failed', processing_error = 'The file ends too early.' where id = '${failed._id}'`)
  await addVideo(app(), bob)

  const { data } = await ann.get('/dashboard/videos')
  expect(idsOf({ data })).toEqual([failed._id, ...videos])
  expect(data[0]).toMatchObject({
    ...{ title: 'Broken', videoFile: null, likesCount: 0, commentsCount: 0, views: 0 },
    processing: { state: 'failed', error: 'The file ends too early.', renditions: [] },
    owner: { _id: ann._id, username: ann.username },
  })
  expect(data.slice(1).map((video: { isPublished: boolean }) => video.isPublished)).toEqual([
    ...[false, true, true, true],
  ])
  expect(data[1]).toMatchObject({ processing: { state: 'queued', stage: 'waiting', percent: 0 } })
})

it('shows a closed video with an address that its owner can play', async () => {
  const { ann } = await scene()
  await addVideo(app(), ann, { privacy: 'private' })
  const [video] = (await ann.get('/dashboard/videos')).data
  expect(video.videoFile).toMatch(/^http.*\/media\/t\/.*private.*\.mp4$/)
})

it('pages by cursor, and a deleted video is gone at once', async () => {
  const { ann } = await scene()
  const videos: string[] = []
  for (let n = 1; n <= 5; n++) videos.unshift((await addVideo(app(), ann, { now: day(n) }))._id)
  const first = await ann.get('/dashboard/videos?limit=2')
  expect(idsOf(first)).toEqual(videos.slice(0, 2))
  expect(first.headers.get('link')).toContain(`cursor=${first.nextCursor}`)
  await ann.delete(`/videos/${videos[2]}`)
  const rest = await ann.get(`/dashboard/videos?cursor=${first.nextCursor}`)
  expect(idsOf(rest)).toEqual(videos.slice(3))
  expect(rest.nextCursor).toBeUndefined()
  expect(idsOf(await ann.get('/dashboard/videos?page=2&limit=3'))).toEqual(videos.slice(4))
})

it('tells visitors to log in', async () => {
  const { visitor } = await scene()
  for (const path of ['/dashboard/stats', '/dashboard/videos']) {
    expect(await visitor.get(path)).toMatchObject({ status: 401, code: 'not_authenticated' })
  }
})

it('answers 400 to nonsense in the paging', async () => {
  const { ann } = await scene()
  const codes = { 'cursor=abc': 'invalid_cursor', 'page=1001': 'page_too_deep', 'limit=x': 'invalid_input' }
  for (const [query, code] of Object.entries(codes)) {
    expect(await ann.get(`/dashboard/videos?${query}`)).toMatchObject({ status: 400, code })
  }
})

it('asks the database once for the figures and twice for a list, whatever its length', async () => {
  const { ann } = await scene()
  for (let n = 0; n < 3; n++) await addVideo(app(), ann)
  expect(await statementsOf(app(), () => ann.get('/dashboard/stats'))).toEqual([
    'sessions.viewer',
    'dashboard.stats',
  ])
  expect(await statementsOf(app(), () => ann.get('/dashboard/videos'))).toEqual([
    'sessions.viewer',
    'dashboard.videos.first.501',
    'videos.by-ids',
  ])
})
