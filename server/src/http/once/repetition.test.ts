import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form, pictureFile } from '../../../test/support/form.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { makeVideo } from '../../../test/support/samples.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { fileOf, smallVideo } from '../../../test/support/videos.ts'

const { scene, app, url } = useSite({ env: { ROLES: 'web' } })
const key = { 'idempotency-key': '7f3f6f2e-8c51-4b5e-9a53-0d7f7f1f2a10' }

async function film() {
  const people = await scene()
  return { ...people, video: await addVideo(app(), people.ann) }
}

it('of a toggle answers how it stands now, and flips nothing', async () => {
  const { bob, video } = await film()
  const path = `/likes/toggle/v/${video._id}`
  expect((await bob.post(path, undefined, key)).data.isLiked).toBe(true)
  expect((await bob.post(path)).data.isLiked).toBe(false)
  expect(await bob.post(path, undefined, key)).toMatchObject({
    status: 200,
    data: { isLiked: false, likesCount: 0 },
  })
  expect((await bob.get(`/videos/${video._id}`)).data).toMatchObject({ isLiked: false, likesCount: 0 })
})

it('of a comment is answered anew, also when the video was hidden meanwhile, as its author still sees it', async () => {
  const { ann, bob, video } = await film()
  const send = () => bob.post(`/comments/${video._id}`, { content: 'Hello' }, key)
  const { _id } = (await send()).data
  await bob.patch(`/comments/c/${_id}`, { content: 'Hello you' })
  await ann.post(`/likes/toggle/c/${_id}`)
  expect((await ann.patch(`/videos/${video._id}`, { privacy: 'private' })).status).toBe(200)
  expect(await send()).toMatchObject({ status: 201, data: { _id, content: 'Hello you', likesCount: 1 } })
})

it("of a comment is answered to its author, who still sees it, also when the video's owner has blocked them", async () => {
  const { ann, bob, video } = await film()
  const path = `/comments/${video._id}`
  const send = () => bob.post(path, { content: 'Hello' }, key)
  const { _id } = (await send()).data
  await ann.put(`/users/blocks/${bob._id}`)
  expect(await send()).toMatchObject({ status: 201, data: { _id, content: 'Hello' } })
  expect(await bob.post(path, { content: 'Hello' })).toMatchObject({ status: 403, code: 'blocked' })
  expect((await bob.get(path)).data.docs).toMatchObject([{ _id }])
})

it('of a like is refused when the video was hidden meanwhile', async () => {
  const { ann, bob, video } = await film()
  const send = () => bob.post(`/likes/toggle/v/${video._id}`, undefined, key)
  expect((await send()).status).toBe(200)
  await ann.patch(`/videos/${video._id}`, { privacy: 'private' })
  expect(await send()).toMatchObject({ status: 404, code: 'video_not_found' })
})

it('is one under every name of the route, and with JSON that is written differently', async () => {
  const { bob } = await scene()
  const type = { 'content-type': 'application/json' }
  const first = await bob.post('/playlist', '{"name":"Best","privacy":"public"}', { ...key, ...type })
  const second = await bob.post('/playlists/', '{ "privacy": "public", "name": " Best " }', {
    ...key,
    ...type,
  })
  expect(second.data._id).toBe(first.data._id)
})

it('is none of another target or another operation', async () => {
  const { ann, bob, video } = await film()
  const other = await addVideo(app(), ann)
  await bob.post(`/likes/toggle/v/${video._id}`, undefined, key)
  expect(await bob.post(`/likes/toggle/v/${other._id}`, undefined, key)).toMatchObject({ status: 422 })
  expect((await bob.get(`/videos/${other._id}`)).data.likesCount).toBe(0)
  expect((await bob.post('/tweets', { content: 'Hello' }, key)).status).toBe(201)
})

it('of an upload is known by its fields and by the contents of its files, whatever their names', async () => {
  const { bob } = await scene()
  const video = await fileOf(await makeVideo(smallVideo))
  const bytes = new Uint8Array(await video.arrayBuffer())
  const send = async (
    contents: Uint8Array<ArrayBuffer>,
    name: string,
    more: Record<string, string | File> = {},
  ) => bob.post('/videos', form({ title: 'Sea', ...more, videoFile: new File([contents], name, video) }), key)
  const first = await send(bytes, 'a.mp4')
  expect(first).toMatchObject({ status: 201 })
  expect((await send(bytes, 'b.mp4')).data._id).toBe(first.data._id)
  const changed = bytes.with(-1, bytes.at(-1)! ^ 1)
  for (const answer of [
    await send(changed, 'a.mp4'),
    await send(bytes, 'a.mp4', { title: 'See' }),
    await send(bytes, 'a.mp4', { thumbnail: await pictureFile() }),
  ]) {
    expect(answer).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  }
  expect((await bob.get('/dashboard/videos')).data).toHaveLength(1)
})

it('costs the first time a look, the record and its transaction, later only looks', async () => {
  const { bob, video } = await film()
  const send = () => bob.post(`/likes/toggle/v/${video._id}`, undefined, key)
  expect(await statementsOf(app(), send)).toEqual([
    ...['sessions.viewer', 'idempotency.find', 'videos.by-id'],
    ...['begin', 'likes.set', 'idempotency.keep', 'commit', 'likes.count.video'],
  ])
  expect(await statementsOf(app(), send)).toEqual([
    ...['sessions.viewer', 'idempotency.find', 'videos.by-id', 'likes.among'],
  ])
})

it('comes from a page of another origin with leave', async () => {
  const preflight = await fetch(`${url()}/api/v1/tweets`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'idempotency-key',
    },
  })
  expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key')
})
