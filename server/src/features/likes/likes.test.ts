import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form } from '../../../test/support/form.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'

const { scene, app, pass } = useSite()
const nobodys = 'f'.repeat(24)

async function film() {
  const people = await scene()
  return { ...people, video: await addVideo(app(), people.ann) }
}

it('likes at the first toggle and takes the like back at the second', async () => {
  const { bob, video } = await film()
  const path = `/likes/toggle/v/${video._id}`
  expect(await bob.post(path)).toMatchObject({
    status: 200,
    data: { isLiked: true, liked: true, likesCount: 1, totalLikes: 1 },
  })
  expect((await bob.get(`/videos/${video._id}`)).data).toMatchObject({ isLiked: true, likesCount: 1 })
  expect(await bob.post(path)).toMatchObject({
    status: 200,
    data: { isLiked: false, liked: false, likesCount: 0, totalLikes: 0 },
  })
  expect((await bob.get(`/videos/${video._id}`)).data).toMatchObject({ isLiked: false, likesCount: 0 })
})

it('sets what the body says, however often it is sent', async () => {
  const { ann, bob, video } = await film()
  const path = `/likes/toggle/v/${video._id}`
  await ann.post(path)
  for (let n = 0; n < 2; n++) {
    expect((await bob.post(path, { liked: true })).data).toMatchObject({ isLiked: true, likesCount: 2 })
  }
  for (let n = 0; n < 2; n++) {
    expect((await bob.post(path, { liked: false })).data).toMatchObject({ isLiked: false, likesCount: 1 })
  }
})

it.each([
  ['null', 'null'],
  ['an empty object', '{}'],
  ['no JSON', '{oops'],
])('flips when the body is %s', async (_, body) => {
  const { bob, video } = await film()
  const answer = await bob.post(`/likes/toggle/v/${video._id}`, body, { 'content-type': 'application/json' })
  expect(answer).toMatchObject({ status: 200, data: { isLiked: true } })
})

it.each(['', 'junk'])('flips when the body calls itself a form and is %j', async (body) => {
  const { bob, video } = await film()
  const type = { 'content-type': 'multipart/form-data' }
  expect(await bob.post(`/likes/toggle/v/${video._id}`, body, type)).toMatchObject({
    status: 200,
    data: { isLiked: true },
  })
})

it.each(['urlencoded', 'multipart'])('sets what a form says in words, %s', async (kind) => {
  const { bob, video } = await film()
  const toggle = (liked: string) =>
    bob.post(
      `/likes/toggle/v/${video._id}`,
      kind === 'multipart' ? form({ liked }) : `liked=${liked}`,
      kind === 'multipart' ? {} : { 'content-type': 'application/x-www-form-urlencoded' },
    )
  for (const liked of [true, true, false]) {
    expect(await toggle(String(liked))).toMatchObject({ status: 200, data: { isLiked: liked } })
  }
  expect(await toggle('yes')).toMatchObject({ status: 400, errors: [{ path: 'liked' }] })
  expect(await bob.post(`/likes/toggle/v/${video._id}`, { liked: 'true' })).toMatchObject({ status: 400 })
})

it('answers 400 to a wrong type in the body, and to what is not an id', async () => {
  const { bob, video } = await film()
  expect(await bob.post(`/likes/toggle/v/${video._id}`, { liked: 'yes' })).toMatchObject({
    status: 400,
    code: 'invalid_input',
    errors: [{ path: 'liked' }],
  })
  expect(await bob.post('/likes/toggle/v/42')).toMatchObject({ status: 400, code: 'invalid_id' })
  expect(await bob.get('/likes/videos?cursor=abc')).toMatchObject({ status: 400, code: 'invalid_cursor' })
  expect(await bob.get('/likes/videos?page=1001')).toMatchObject({ status: 400, code: 'page_too_deep' })
})

it('answers 401 to visitors', async () => {
  const { visitor, video } = await film()
  for (const answer of [
    await visitor.post(`/likes/toggle/v/${video._id}`),
    await visitor.get('/likes/videos'),
  ]) {
    expect(answer).toMatchObject({ status: 401, code: 'not_authenticated' })
  }
})

it('answers 404 to a video that is not there, or not visible', async () => {
  const { ann, bob } = await film()
  const hidden = await addVideo(app(), ann, { privacy: 'private' })
  for (const id of [nobodys, hidden._id]) {
    expect(await bob.post(`/likes/toggle/v/${id}`)).toMatchObject({ status: 404, code: 'video_not_found' })
  }
  expect((await ann.post(`/likes/toggle/v/${hidden._id}`)).status).toBe(200)
})

it('lists liked videos, newest like first, under every name that front ends read', async () => {
  const { ann, bob } = await film()
  expect(await bob.get('/likes/videos')).toMatchObject({ status: 200, data: [] })
  const [first, second] = [await addVideo(app(), ann, { title: 'One' }), await addVideo(app(), ann)]
  await bob.post(`/likes/toggle/v/${second._id}`)
  pass(1_000)
  await bob.post(`/likes/toggle/v/${first._id}`)
  const { data } = await bob.get('/likes/videos')
  expect(data.map((row: { _id: string }) => row._id)).toEqual([first._id, second._id])
  const card = { _id: first._id, title: 'One', owner: { _id: ann._id, username: ann.username } }
  expect(data[0]).toMatchObject({ ...card, video: card, likedVideo: card })
})

it('pages through liked videos by cursor, and leaves out what was hidden or deleted', async () => {
  const { ann, bob } = await film()
  const videos = []
  for (let n = 0; n < 4; n++) {
    const video = await addVideo(app(), ann)
    await bob.post(`/likes/toggle/v/${video._id}`)
    pass(1_000)
    videos.unshift(video._id)
  }
  expect(await ann.patch(`/videos/${videos[1]}`, { privacy: 'private' })).toMatchObject({ status: 200 })
  expect(await ann.delete(`/videos/${videos[2]}`)).toMatchObject({ status: 200 })
  const first = await bob.get('/likes/videos?limit=1')
  expect(first.headers.get('link')).toContain(`cursor=${first.nextCursor}`)
  const rest = await bob.get(`/likes/videos?cursor=${first.nextCursor}`)
  const ids = [...first.data, ...rest.data].map((row: { _id: string }) => row._id)
  expect(ids).toEqual([videos[0], videos[3]])
  expect(rest.nextCursor).toBeUndefined()
})

it('keeps one like when twenty toggles that say so arrive at once', async () => {
  const { ann, bob, video } = await film()
  const path = `/likes/toggle/v/${video._id}`
  const answers = await Promise.all(Array.from({ length: 20 }, () => bob.post(path, { liked: true })))
  expect(answers.every(({ data }) => data.isLiked && data.likesCount === 1)).toBe(true)
  expect((await ann.get(`/videos/${video._id}`)).data).toMatchObject({ isLiked: false, likesCount: 1 })
})

it('asks the database twice for a list, whatever its length', async () => {
  const { ann, bob } = await film()
  for (let n = 0; n < 3; n++) await bob.post(`/likes/toggle/v/${(await addVideo(app(), ann))._id}`)
  expect(await statementsOf(app(), () => bob.get('/likes/videos'))).toEqual([
    'sessions.viewer',
    'likes.videos.first.501',
    'videos.by-ids',
  ])
})

it('costs a toggle the video, one write and the count', async () => {
  const { bob, video } = await film()
  expect(await statementsOf(app(), () => bob.post(`/likes/toggle/v/${video._id}`))).toEqual([
    'sessions.viewer',
    'videos.by-id',
    'likes.set',
    'likes.count.video',
  ])
})
