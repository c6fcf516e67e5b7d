import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import type { Answer, Client } from '../../../test/support/client.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'

const { scene, signUp, app, pass } = useSite()
const nothing = 'f'.repeat(24)

async function film() {
  const people = await scene()
  const video = await addVideo(app(), people.ann)
  return { ...people, path: `/comments/${video._id}`, video }
}

/** The comment that was added, a second after the one before. */
async function say(by: Client, path: string, content = 'Nice', parentId?: string): Promise<Answer['data']> {
  pass(1_000)
  const answer = await by.post(path, { content, parentId })
  expect(answer).toMatchObject({ status: 201 })
  return answer.data
}

const texts = ({ data }: Answer): string[] => data.docs.map(({ content }: { content: string }) => content)

it('adds a comment that everybody reads at once', async () => {
  const { bob, visitor, path, video } = await film()
  const added = await bob.post(path, { content: '  Nice\u0000 film \r\n 🎬 ' })
  expect(added).toMatchObject({
    status: 201,
    data: {
      ...{ content: 'Nice film \n 🎬', video: video._id, parentId: null, editedAt: null },
      ...{ likesCount: 0, isLiked: false, repliesCount: 0, isPinned: false, isHearted: false },
      isDeleted: false,
      owner: { _id: bob._id, username: bob.username, fullName: 'Bob Lee', fullname: 'Bob Lee' },
    },
  })
  const page = await visitor.get(path)
  expect(page).toMatchObject({ status: 200, data: { docs: [added.data], totalDocs: 1, page: 1, limit: 10 } })
  expect((await visitor.get(`/videos/${video._id}`)).data.commentsCount).toBe(1)
})

it('answers an empty page where nobody said anything', async () => {
  const { visitor, path } = await film()
  expect(await visitor.get(path)).toMatchObject({
    status: 200,
    data: { docs: [], totalDocs: 0, totalPages: 1, hasNextPage: false, nextCursor: null },
  })
})

it.each([
  ['nothing', {}],
  ['a blank text', { content: ' \n ' }],
  ['a text of 5,001 characters', { content: 'x'.repeat(5001) }],
  ['a number', { content: 7 }],
])('refuses %s with 400 that names the field', async (_, body) => {
  const { bob, path } = await film()
  const { _id } = await say(bob, path)
  for (const answer of [await bob.post(path, body), await bob.patch(`/comments/c/${_id}`, body)]) {
    expect(answer).toMatchObject({ status: 400, code: 'invalid_input', errors: [{ path: 'content' }] })
  }
})

it('takes a text of 5,000 characters', async () => {
  const { bob, path } = await film()
  expect((await say(bob, path, '🎬'.repeat(5000))).content).toHaveLength(10_000)
})

it('answers 400 to what is not an id, an order or a cursor', async () => {
  const { bob, path } = await film()
  for (const answer of [await bob.get('/comments/42'), await bob.delete('/comments/c/42')]) {
    expect(answer).toMatchObject({ status: 400, code: 'invalid_id' })
  }
  expect(await bob.post(path, { content: 'Hm', parentId: '42' })).toMatchObject({
    status: 400,
    errors: [{ path: 'parentId' }],
  })
  expect(await bob.get(`${path}?sortBy=owner`)).toMatchObject({ status: 400, errors: [{ path: 'sortBy' }] })
  expect(await bob.get(`${path}?cursor=abc`)).toMatchObject({ status: 400, code: 'invalid_cursor' })
  expect(await bob.get(`${path}?page=1001`)).toMatchObject({ status: 400, code: 'page_too_deep' })
  const { _id } = await say(bob, path)
  const replies = `/comments/c/${_id}/replies`
  expect(await bob.get(`${replies}?cursor=abc`)).toMatchObject({ status: 400, code: 'invalid_cursor' })
  expect(await bob.get(`${replies}?page=1001`)).toMatchObject({ status: 400, code: 'page_too_deep' })
})

it('answers 401 to visitors who write', async () => {
  const { bob, visitor, path } = await film()
  const { _id } = await say(bob, path)
  const answers = [
    await visitor.post(path, { content: 'Hm' }),
    await visitor.patch(`/comments/c/${_id}`, { content: 'Hm' }),
    await visitor.delete(`/comments/c/${_id}`),
    await visitor.put(`/comments/c/${_id}/pin`),
    await visitor.delete(`/comments/c/${_id}/pin`),
    await visitor.put(`/comments/c/${_id}/heart`),
    await visitor.delete(`/comments/c/${_id}/heart`),
    await visitor.post(`/likes/toggle/c/${_id}`),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status: 401, code: 'not_authenticated' })
})

it('answers 404 to what is not there, or not visible', async () => {
  const { ann, bob, path, video } = await film()
  const { _id } = await say(ann, path)
  const everywhere = async (id: string, videoId: string) => [
    await bob.get(`/comments/${videoId}`),
    await bob.post(`/comments/${videoId}`, { content: 'Hm' }),
    await bob.get(`/comments/c/${id}/replies`),
    await bob.patch(`/comments/c/${id}`, { content: 'Hm' }),
    await bob.delete(`/comments/c/${id}`),
    await bob.put(`/comments/c/${id}/pin`),
    await bob.delete(`/comments/c/${id}/pin`),
    await bob.put(`/comments/c/${id}/heart`),
    await bob.delete(`/comments/c/${id}/heart`),
    await bob.post(`/likes/toggle/c/${id}`),
  ]
  const codes = ['video_not_found', 'video_not_found', ...Array(8).fill('comment_not_found')]
  expect((await everywhere(nothing, nothing)).map(({ code }) => code)).toEqual(codes)
  await ann.patch(`/videos/${video._id}`, { privacy: 'private' })
  const hidden = await everywhere(_id, video._id)
  expect(hidden.map(({ code, status }) => `${code} ${status}`)).toEqual(codes.map((code) => `${code} 404`))
  expect((await ann.get(path)).data.docs).toHaveLength(1)
})

it('lets people remove what they said below a video that was hidden since', async () => {
  const { ann, bob, path, video } = await film()
  const { _id } = await say(bob, path)
  await ann.patch(`/videos/${video._id}`, { privacy: 'private' })
  expect((await bob.get(path)).status).toBe(404)
  expect((await bob.delete(`/comments/c/${_id}`)).status).toBe(200)
})

it('lets only its author change a comment', async () => {
  const { ann, bob, path } = await film()
  const { _id } = await say(bob, path)
  const comment = `/comments/c/${_id}`
  expect(await ann.patch(comment, { content: 'Mine' })).toMatchObject({ status: 403, code: 'not_allowed' })
  const changed = await bob.patch(comment, { content: 'Better' })
  expect(changed).toMatchObject({ status: 200, data: { _id, content: 'Better', owner: { _id: bob._id } } })
  expect(Date.parse(changed.data.editedAt)).toBeGreaterThanOrEqual(Date.parse(changed.data.createdAt))
  expect((await ann.get(path)).data.docs).toEqual([changed.data])
})

it('lets the author and the owner of the video remove a comment, and nobody else', async () => {
  const { ann, bob, path, video } = await film()
  const cleo = await signUp('cleo')
  const [one, two] = [await say(bob, path), await say(bob, path)]
  expect(await cleo.delete(`/comments/c/${one._id}`)).toMatchObject({ status: 403, code: 'not_allowed' })
  expect(await bob.delete(`/comments/c/${one._id}`)).toMatchObject({ status: 200, data: {} })
  expect(await ann.delete(`/comments/c/${two._id}`)).toMatchObject({ status: 200, data: {} })
  expect(await ann.delete(`/comments/c/${two._id}`)).toMatchObject({ status: 404, code: 'comment_not_found' })
  expect((await ann.get(path)).data).toMatchObject({ docs: [], totalDocs: 0 })
  expect((await ann.get(`/videos/${video._id}`)).data.commentsCount).toBe(0)
})

it('puts answers below the comment, one level deep and oldest first', async () => {
  const { ann, bob, visitor, path, video } = await film()
  const { _id } = await say(bob, path)
  const one = await say(ann, path, 'One', _id)
  expect(one).toMatchObject({ parentId: _id })
  expect(await say(bob, path, 'Two', one._id)).toMatchObject({ parentId: _id })
  const replies = await visitor.get(`/comments/c/${_id}/replies`)
  expect(texts(replies)).toEqual(['One', 'Two'])
  expect(replies.data.totalDocs).toBe(2)
  expect(await visitor.get(path)).toMatchObject({ data: { totalDocs: 1, docs: [{ _id, content: 'Nice' }] } })
  expect((await visitor.get(`/videos/${video._id}`)).data.commentsCount).toBe(3)
  const page = await visitor.get(`/comments/c/${_id}/replies?limit=1`)
  const rest = await visitor.get(`/comments/c/${_id}/replies?limit=1&cursor=${page.data.nextCursor}`)
  expect([...texts(page), ...texts(rest)]).toEqual(['One', 'Two'])
  expect(rest.data.nextCursor).toBeNull()
})

it('refuses an answer to what is not there, or stands below another video', async () => {
  const { ann, bob, path } = await film()
  const other = await addVideo(app(), ann)
  const { _id } = await say(bob, `/comments/${other._id}`)
  for (const parentId of [nothing, _id]) {
    expect(await bob.post(path, { content: 'Hm', parentId })).toMatchObject({
      status: 404,
      code: 'comment_not_found',
    })
  }
})

it('keeps the place of a deleted comment while it has replies', async () => {
  const { ann, bob, visitor, path, video } = await film()
  const { _id } = await say(bob, path, 'Secret')
  const reply = await say(ann, path, 'Reply', _id)
  await bob.delete(`/comments/c/${_id}`)
  expect((await visitor.get(path)).data.docs).toMatchObject([
    { _id, content: '', owner: null, isDeleted: true, likesCount: 0, editedAt: null },
  ])
  expect(texts(await visitor.get(`/comments/c/${_id}/replies`))).toEqual(['Reply'])
  expect((await visitor.get(`/videos/${video._id}`)).data.commentsCount).toBe(1)
  const answers = [
    await bob.patch(`/comments/c/${_id}`, { content: 'Back' }),
    await bob.delete(`/comments/c/${_id}`),
    await ann.put(`/comments/c/${_id}/pin`),
    await ann.put(`/comments/c/${_id}/heart`),
    await bob.post(`/likes/toggle/c/${_id}`),
    await bob.post(path, { content: 'Hm', parentId: _id }),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status: 404, code: 'comment_not_found' })
  await ann.delete(`/comments/c/${reply._id}`)
  expect((await visitor.get(path)).data).toMatchObject({ docs: [], totalDocs: 0 })
})

it('likes a comment, and says to each what they like', async () => {
  const { ann, bob, visitor, path } = await film()
  const { _id } = await say(bob, path)
  const like = `/likes/toggle/c/${_id}`
  expect(await ann.post(like)).toMatchObject({
    status: 200,
    data: { isLiked: true, liked: true, likesCount: 1, totalLikes: 1 },
  })
  expect((await bob.post(like, { liked: true })).data).toMatchObject({ likesCount: 2 })
  expect((await bob.post(like, { liked: true })).data).toMatchObject({ isLiked: true, likesCount: 2 })
  expect((await bob.post(like)).data).toMatchObject({ isLiked: false, likesCount: 1 })
  expect(await bob.post(like, { liked: 'no' })).toMatchObject({ status: 400, errors: [{ path: 'liked' }] })
  const flags = async (by: Client) => (await by.get(path)).data.docs[0].isLiked
  expect([await flags(ann), await flags(bob), await flags(visitor)]).toEqual([true, false, false])
  const changed = await bob.patch(`/comments/c/${_id}`, { content: 'Better' })
  expect(changed.data).toMatchObject({ likesCount: 1, isLiked: false })
  expect((await ann.get('/likes/videos')).data).toEqual([])
})

it('lets the owner of the video pin one comment, which stands first in every order', async () => {
  const { ann, bob, visitor, path } = await film()
  const [one, two] = [await say(bob, path, 'One'), await say(bob, path, 'Two')]
  await say(bob, path, 'Three')
  expect(await bob.put(`/comments/c/${one._id}/pin`)).toMatchObject({ status: 403, code: 'not_allowed' })
  expect(await bob.delete(`/comments/c/${one._id}/pin`)).toMatchObject({ status: 403, code: 'not_allowed' })
  expect(await ann.put(`/comments/c/${one._id}/pin`)).toMatchObject({ status: 200, data: { isPinned: true } })
  expect(texts(await visitor.get(path))).toEqual(['One', 'Three', 'Two'])
  expect(texts(await visitor.get(`${path}?sortBy=likes`))[0]).toBe('One')
  await ann.put(`/comments/c/${two._id}/pin`)
  expect(texts(await visitor.get(path))).toEqual(['Two', 'Three', 'One'])
  expect(await ann.delete(`/comments/c/${two._id}/pin`)).toMatchObject({
    status: 200,
    data: { isPinned: false },
  })
  expect(texts(await visitor.get(path))).toEqual(['Three', 'Two', 'One'])
  const reply = await say(bob, path, 'Reply', one._id)
  expect(await ann.put(`/comments/c/${reply._id}/pin`)).toMatchObject({
    status: 400,
    errors: [{ path: 'commentId' }],
  })
})

it('lets the owner of the video give hearts and take them back', async () => {
  const { ann, bob, path } = await film()
  const { _id } = await say(bob, path)
  const heart = `/comments/c/${_id}/heart`
  for (const answer of [await bob.put(heart), await bob.delete(heart)]) {
    expect(answer).toMatchObject({ status: 403, code: 'not_allowed' })
  }
  expect(await ann.put(heart)).toMatchObject({ status: 200, data: { isHearted: true } })
  expect(await ann.put(heart)).toMatchObject({ status: 200, data: { isHearted: true } })
  expect((await bob.get(path)).data.docs[0].isHearted).toBe(true)
  expect(await ann.delete(heart)).toMatchObject({ status: 200, data: { isHearted: false } })
})

it('takes no comments where the owner of the video has switched them off', async () => {
  const { ann, bob, path, video } = await film()
  const { _id } = await say(bob, path, 'Before')
  expect((await ann.get(`/videos/${video._id}`)).data.commentsEnabled).toBe(true)
  const off = await ann.patch(`/videos/${video._id}`, { commentsEnabled: false })
  expect(off).toMatchObject({ status: 200, data: { commentsEnabled: false } })
  for (const by of [ann, bob]) {
    expect(await by.post(path, { content: 'Hm' })).toMatchObject({ status: 403, code: 'comments_disabled' })
  }
  expect(await bob.post(path, { content: 'Hm', parentId: _id })).toMatchObject({ status: 403 })
  expect(texts(await bob.get(path))).toEqual(['Before'])
  await ann.patch(`/videos/${video._id}`, { commentsEnabled: true })
  await say(bob, path, 'After')
})

it('sorts by newest and by likes, page by page', async () => {
  const { ann, bob, visitor, path } = await film()
  const comments = []
  for (const text of ['a', 'b', 'c', 'd']) comments.push(await say(bob, path, text))
  await ann.post(`/likes/toggle/c/${comments[1]._id}`)
  await bob.post(`/likes/toggle/c/${comments[1]._id}`)
  await bob.post(`/likes/toggle/c/${comments[3]._id}`)
  expect(texts(await visitor.get(path))).toEqual(['d', 'c', 'b', 'a'])
  expect(texts(await visitor.get(`${path}?page=2&limit=3`))).toEqual(['a'])
  // Lists may lag behind counters by a second.
  await expect
    .poll(async () => texts(await visitor.get(`${path}?sortBy=likes`)).slice(0, 2))
    .toEqual(['b', 'd'])
  const first = await visitor.get(`${path}?sortBy=likes&limit=1`)
  const rest = await visitor.get(`${path}?sortBy=likes&cursor=${first.data.nextCursor}`)
  expect(texts(rest)).toEqual(['d', ...texts(rest).slice(1)])
  expect(await visitor.get(`${path}?cursor=${first.data.nextCursor}`)).toMatchObject({
    status: 400,
    code: 'invalid_cursor',
  })
})

it('shows no comment twice and misses none while others come and go', async () => {
  const { bob, visitor, path } = await film()
  const comments = []
  for (const text of ['a', 'b', 'c', 'd', 'e']) comments.push(await say(bob, path, text))
  const first = await visitor.get(`${path}?limit=2`)
  await say(bob, path, 'new')
  await bob.delete(`/comments/c/${comments[4]._id}`)
  await bob.delete(`/comments/c/${comments[2]._id}`)
  const rest = await visitor.get(`${path}?limit=2&cursor=${first.data.nextCursor}`)
  expect([...texts(first), ...texts(rest)]).toEqual(['e', 'd', 'b', 'a'])
  expect((await visitor.get(path)).data.totalDocs).toBe(4)
})

it('loses the comments with the video', async () => {
  const { ann, bob, path, video } = await film()
  const { _id } = await say(bob, path)
  await ann.post(`/likes/toggle/c/${_id}`)
  expect((await ann.delete(`/videos/${video._id}`)).status).toBe(200)
  expect(await bob.get(path)).toMatchObject({ status: 404, code: 'video_not_found' })
  expect(await bob.delete(`/comments/c/${_id}`)).toMatchObject({ status: 404, code: 'comment_not_found' })
})

it('asks the database twice for a list, once for who asks and once for their likes', async () => {
  const { bob, visitor, path } = await film()
  const { _id } = await say(bob, path)
  await say(bob, path, 'Reply', _id)
  expect(await statementsOf(app(), () => bob.get(path))).toEqual([
    'sessions.viewer',
    'comments.newest.counted.first.16',
    'comments.by-ids',
    'likes.among',
  ])
  expect(await statementsOf(app(), () => visitor.get(`/comments/c/${_id}/replies`))).toEqual([
    'comments.replies.counted.first.16',
    'comments.by-ids',
  ])
})

it('shows a change at once in a list that was read a moment before', async () => {
  const { ann, bob, visitor, path } = await film()
  const { _id } = await say(bob, path)
  const first = async () => (await visitor.get(path)).data.docs[0]
  expect(await first()).toMatchObject({ content: 'Nice', isHearted: false, isPinned: false })
  await bob.patch(`/comments/c/${_id}`, { content: 'Nicer' })
  expect(await first()).toMatchObject({ content: 'Nicer' })
  await ann.put(`/comments/c/${_id}/heart`)
  expect(await first()).toMatchObject({ isHearted: true })
  await ann.put(`/comments/c/${_id}/pin`)
  expect(await first()).toMatchObject({ isPinned: true })
  await bob.patch('/users/update-account', { fullName: 'Robert Lee' })
  expect(await first()).toMatchObject({ owner: { fullName: 'Robert Lee' } })
  await say(ann, path, 'Thanks', _id)
  await bob.delete(`/comments/c/${_id}`)
  expect(await first()).toMatchObject({ content: '', isDeleted: true, owner: null })
})
