import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import type { Answer, Client } from '../../../test/support/client.ts'
import { statementsOf } from '../../../test/support/statements.ts'

const { scene, app, pass } = useSite()
const nothing = 'f'.repeat(24)
const family = '👨‍👩‍👧‍👦'

/** The tweet that was added, a second after the one before. */
async function say(by: Client, content = 'Hello'): Promise<Answer['data']> {
  pass(1_000)
  const answer = await by.post('/tweets', { content })
  expect(answer).toMatchObject({ status: 201 })
  return answer.data
}

const texts = ({ data }: Answer): string[] => data.map(({ content }: { content: string }) => content)

it('adds a tweet that everybody reads at once', async () => {
  const { ann, visitor } = await scene()
  const added = await ann.post('/tweets', { content: ' Hello\r\nworld ' })
  expect(added).toMatchObject({
    status: 201,
    data: {
      ...{ content: 'Hello\nworld', likesCount: 0, isLiked: false },
      owner: { _id: ann._id, username: ann.username, fullName: 'Ann Lee', fullname: 'Ann Lee' },
    },
  })
  expect(added.data.createdAt).toBe(added.data.updatedAt)
  expect(await visitor.get(`/tweets/user/${ann._id}`)).toMatchObject({ status: 200, data: [added.data] })
  expect((await visitor.get('/tweets')).data[0]).toEqual(added.data)
})

it('counts characters as people do', async () => {
  const { ann } = await scene()
  expect((await say(ann, family.repeat(280))).content).toBe(family.repeat(280))
  const longer = await ann.post('/tweets', { content: family.repeat(281) })
  expect(longer).toMatchObject({ status: 400, code: 'invalid_input', errors: [{ path: 'content' }] })
})

it.each([
  ['nothing', {}],
  ['a blank text', { content: ' \n\u200b ' }],
  ['281 characters', { content: 'x'.repeat(281) }],
  ['one character made of 100,000', { content: `e${'\u0301'.repeat(100_000)}` }],
  ['a list', { content: ['Hello'] }],
])('refuses %s with 400 that names the field', async (_, body) => {
  const { ann } = await scene()
  const { _id } = await say(ann)
  for (const answer of [await ann.post('/tweets', body), await ann.patch(`/tweets/${_id}`, body)]) {
    expect(answer).toMatchObject({ status: 400, code: 'invalid_input', errors: [{ path: 'content' }] })
  }
})

it('answers 400 to what is not an id or a cursor', async () => {
  const { ann } = await scene()
  const ids = [
    await ann.get('/tweets/user/42'),
    await ann.delete('/tweets/42'),
    await ann.patch('/tweets/42'),
  ]
  for (const answer of ids) expect(answer).toMatchObject({ status: 400, code: 'invalid_id' })
  for (const path of ['/tweets', `/tweets/user/${ann._id}`]) {
    expect(await ann.get(`${path}?cursor=abc`)).toMatchObject({ status: 400, code: 'invalid_cursor' })
    expect(await ann.get(`${path}?page=1001`)).toMatchObject({ status: 400, code: 'page_too_deep' })
  }
})

it('answers 401 to visitors who write', async () => {
  const { ann, visitor } = await scene()
  const { _id } = await say(ann)
  const answers = [
    await visitor.post('/tweets', { content: 'Hm' }),
    await visitor.patch(`/tweets/${_id}`, { content: 'Hm' }),
    await visitor.delete(`/tweets/${_id}`),
    await visitor.post(`/likes/toggle/t/${_id}`),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status: 401, code: 'not_authenticated' })
})

it('answers 404 to what is not there', async () => {
  const { ann } = await scene()
  const answers = [
    await ann.patch(`/tweets/${nothing}`, { content: 'Hm' }),
    await ann.delete(`/tweets/${nothing}`),
    await ann.post(`/likes/toggle/t/${nothing}`),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status: 404, code: 'tweet_not_found' })
  expect(await ann.get(`/tweets/user/${nothing}`)).toMatchObject({ status: 404, code: 'user_not_found' })
})

it('lets only its owner change and remove a tweet', async () => {
  const { ann, bob } = await scene()
  const { _id } = await say(ann)
  expect(await bob.patch(`/tweets/${_id}`, { content: 'Mine' })).toMatchObject({
    status: 403,
    code: 'not_allowed',
  })
  expect(await bob.delete(`/tweets/${_id}`)).toMatchObject({ status: 403, code: 'not_allowed' })
  pass(1_000)
  const changed = await ann.patch(`/tweets/${_id}`, { content: 'Better' })
  expect(changed).toMatchObject({ status: 200, data: { _id, content: 'Better', owner: { _id: ann._id } } })
  expect(Date.parse(changed.data.updatedAt)).toBeGreaterThan(Date.parse(changed.data.createdAt))
  expect((await bob.get(`/tweets/user/${ann._id}`)).data).toEqual([changed.data])
  expect(await ann.delete(`/tweets/${_id}`)).toMatchObject({ status: 200, data: {} })
  expect(await ann.delete(`/tweets/${_id}`)).toMatchObject({ status: 404, code: 'tweet_not_found' })
  expect((await bob.get(`/tweets/user/${ann._id}`)).data).toEqual([])
})

it('likes a tweet, and says to each what they like', async () => {
  const { ann, bob, visitor } = await scene()
  const { _id } = await say(ann)
  const like = `/likes/toggle/t/${_id}`
  expect(await bob.post(like)).toMatchObject({
    status: 200,
    data: { isLiked: true, liked: true, likesCount: 1, totalLikes: 1 },
  })
  expect((await ann.post(like, { liked: true })).data).toMatchObject({ isLiked: true, likesCount: 2 })
  expect((await ann.post(like, { liked: false })).data).toMatchObject({ isLiked: false, likesCount: 1 })
  expect(await ann.post(like, { liked: 1 })).toMatchObject({ status: 400, errors: [{ path: 'liked' }] })
  const path = `/tweets/user/${ann._id}`
  const flags = async (by: Client) => (await by.get(path)).data[0].isLiked
  expect([await flags(ann), await flags(bob), await flags(visitor)]).toEqual([false, true, false])
  expect((await ann.patch(`/tweets/${_id}`, { content: 'Hm' })).data).toMatchObject({ likesCount: 1 })
})

it('lists everybody and one person, newest first, page by page while tweets come and go', async () => {
  const { ann, bob, visitor } = await scene()
  const tweets = []
  for (const text of ['a', 'b', 'c', 'd']) tweets.push(await say(ann, text))
  await say(bob, 'e')
  expect(texts(await visitor.get('/tweets?limit=5'))).toEqual(['e', 'd', 'c', 'b', 'a'])
  const path = `/tweets/user/${ann._id}`
  expect(texts(await visitor.get(path))).toEqual(['d', 'c', 'b', 'a'])
  expect(texts(await visitor.get(`${path}?page=2&limit=3`))).toEqual(['a'])
  const first = await visitor.get(`${path}?limit=2`)
  expect(first.headers.get('link')).toContain('rel="next"')
  await say(ann, 'new')
  await ann.delete(`/tweets/${tweets[3]._id}`)
  await ann.delete(`/tweets/${tweets[1]._id}`)
  const rest = await visitor.get(`${path}?limit=2&cursor=${first.nextCursor}`)
  expect([...texts(first), ...texts(rest)]).toEqual(['d', 'c', 'a'])
  expect(rest.nextCursor).toBeUndefined()
  expect(await visitor.get(`/tweets?cursor=${first.nextCursor}`)).toMatchObject({
    status: 400,
    code: 'invalid_cursor',
  })
})

it('asks the database twice for a list, once for who asks and once for their likes', async () => {
  const { ann } = await scene()
  await say(ann)
  expect(await statementsOf(app(), () => ann.get('/tweets'))).toEqual([
    'sessions.viewer',
    'tweets.all.first.501',
    'tweets.by-ids',
    'likes.among',
  ])
  expect(await statementsOf(app(), () => ann.get(`/tweets/user/${ann._id}`))).toEqual([
    'sessions.viewer',
    'users.by-id',
    'tweets.of-owner.first.501',
    'tweets.by-ids',
    'likes.among',
  ])
})
