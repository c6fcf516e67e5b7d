import { beforeEach, expect, it, vi } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { browser } from '../../../test/support/videos.ts'
import { addDays, dayOf } from '../../lib/day.ts'

const { scene, app, pass, clock } = useSite({ env: { ROLES: 'web', ACCESS_TOKEN_EXPIRY: '30d' } })

const dayMs = 86_400_000
const zeros = { views: 0, watchTime: 0, likes: 0, comments: 0, subscribersGained: 0, subscribersLost: 0 }
const ofVideo = { ...zeros, subscribersGained: null, subscribersLost: null }
const today = () => dayOf(clock.now())

// What a test does stands on one day.
beforeEach(() => {
  const soon = new Date(clock.now().getTime() + 60_000)
  if (dayOf(soon) !== today()) pass(60_000)
})
const waiting = { timeout: 20_000, interval: 100 }

it('gives zeros for each of the last 28 days to a newcomer', async () => {
  const { ann } = await scene()
  const { status, data } = await ann.get('/dashboard/analytics')
  expect(status).toBe(200)
  expect(data).toMatchObject({ from: addDays(today(), -27), to: today(), videoId: null, totals: zeros })
  expect(data.days).toHaveLength(28)
  expect(data.days[0]).toEqual({ date: data.from, ...zeros })
  expect(data.days.at(-1)).toEqual({ date: data.to, ...zeros })
})

it('tells day by day what happened, of the channel and of one video', async () => {
  const { ann, bob } = await scene()
  const [film, other] = [await addVideo(app(), ann), await addVideo(app(), ann)]
  const first = today()
  await bob.get(`/videos/${film._id}`, browser)
  for (const { _id } of [film, other]) await bob.post(`/likes/toggle/v/${_id}`)
  await bob.post(`/comments/${film._id}`, { content: 'Nice' })
  await bob.post(`/subscriptions/c/${ann._id}`)
  const path = `/dashboard/analytics?from=${first}`
  await vi.waitFor(async () => {
    const { data } = await ann.get(`${path}&to=${first}`)
    expect(data.totals).toEqual({ ...zeros, views: 1, likes: 2, comments: 1, subscribersGained: 1 })
  }, waiting)
  pass(dayMs)
  await bob.post(`/likes/toggle/v/${other._id}`)
  await bob.post(`/subscriptions/c/${ann._id}`)
  const second = addDays(first, 1)
  await vi.waitFor(async () => {
    const { data } = await ann.get(path)
    expect(data.days).toEqual([
      { date: first, ...zeros, views: 1, likes: 2, comments: 1, subscribersGained: 1 },
      { date: second, ...zeros, likes: -1, subscribersLost: 1 },
    ])
  }, waiting)
  const { data } = await ann.get(`${path}&videoId=${film._id}`)
  expect(data).toMatchObject({ videoId: film._id, totals: { ...ofVideo, views: 1, likes: 1, comments: 1 } })
  expect(data.days[1]).toEqual({ date: second, ...ofVideo })
})

it('sums up what players tell of their positions', async () => {
  const { ann, bob } = await scene()
  const { _id } = await addVideo(app(), ann)
  for (const position of [0, 4, 8, 12]) {
    await bob.put(`/videos/${_id}/progress`, { position })
    pass(4_000)
  }
  await vi.waitFor(
    async () => {
      const { data } = await ann.get(`/dashboard/analytics?videoId=${_id}`)
      expect(data.totals).toMatchObject({ watchTime: 12 })
    },
    { timeout: 40_000, interval: 250 },
  )
})

it('answers 400 to what is no range of days, and names the field', async () => {
  const { ann } = await scene()
  const wrong = {
    ...{ 'from=yesterday': 'from', 'from=2026-02-30': 'from', 'to=2026-3-4': 'to', 'videoId=7': 'videoId' },
    ...{ 'from=2026-03-05&to=2026-03-04': 'to', 'from=2025-01-01&to=2026-01-02': 'from' },
    ...{ 'from=1990-01-01': 'from', 'to=0000-01-01': 'to', 'from=1969-12-31': 'from', 'to=9999-12-31': 'to' },
  }
  for (const [query, path] of Object.entries(wrong)) {
    const answer = await ann.get(`/dashboard/analytics?${query}`)
    expect([query, answer]).toMatchObject([query, { status: 400, errors: [{ path }] }])
  }
})

it('begins no earlier than it takes', async () => {
  const { ann } = await scene()
  const { data } = await ann.get('/dashboard/analytics?to=1970-01-02')
  expect(data).toMatchObject({ from: '1970-01-01', to: '1970-01-02', totals: zeros })
})

it('gives a year at once, and days to come', async () => {
  const { ann } = await scene()
  expect((await ann.get('/dashboard/analytics?from=2025-01-01&to=2026-01-01')).data.days).toHaveLength(366)
  const { data } = await ann.get(`/dashboard/analytics?from=${addDays(today(), 3)}`)
  expect(data).toMatchObject({ from: addDays(today(), 3), to: addDays(today(), 3), totals: zeros })
})

it('shows nobody the figures of others', async () => {
  const { ann, bob, visitor } = await scene()
  const open = await addVideo(app(), ann)
  const closed = await addVideo(app(), ann, { privacy: 'private' })
  const path = '/dashboard/analytics'
  expect(await visitor.get(path)).toMatchObject({ status: 401, code: 'not_authenticated' })
  expect(await bob.get(`${path}?videoId=${open._id}`)).toMatchObject({ status: 403, code: 'not_allowed' })
  for (const id of [closed._id, 'f'.repeat(24)]) {
    expect(await bob.get(`${path}?videoId=${id}`)).toMatchObject({ status: 404, code: 'video_not_found' })
  }
  expect(await ann.get(`${path}?videoId=${closed._id}`)).toMatchObject({ status: 200 })
})

it('is one read by key', async () => {
  const { ann } = await scene()
  const { _id } = await addVideo(app(), ann)
  const session = 'sessions.viewer'
  const channel = await statementsOf(app(), () => ann.get('/dashboard/analytics'))
  expect(channel).toEqual([session, 'dashboard.channel_days'])
  const video = await statementsOf(app(), () => ann.get(`/dashboard/analytics?videoId=${_id}`))
  expect(video).toEqual([session, 'videos.by-id', 'dashboard.video_days'])
})
