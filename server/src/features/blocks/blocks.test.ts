import { describe, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import type { Answer, Client } from '../../../test/support/client.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { postgresBookkeeping } from '../../adapters/postgres/bookkeeping.ts'

const { scene, signUp, app, pass } = useSite({ env: { ROLES: 'web' } })
const nothing = 'f'.repeat(24)
const refused = { status: 403, code: 'blocked' }

/** Three people with a video of each. */
async function three() {
  const people = { ...(await scene()), cleo: await signUp('cleo') }
  const film = await addVideo(app(), people.ann)
  const his = await addVideo(app(), people.bob)
  const third = await addVideo(app(), people.cleo)
  return { ...people, film: film._id, his: his._id, third: third._id }
}

/** What was made by a POST, a second after the one before. */
async function made(by: Client, path: string, body: object): Promise<Answer['data']> {
  pass(1_000)
  const answer = await by.post(path, body)
  expect(answer).toMatchObject({ status: 201 })
  return answer.data
}
const say = (by: Client, videoId: string, content: string, parentId?: string) =>
  made(by, `/comments/${videoId}`, { content, parentId })
const tweet = (by: Client, content: string) => made(by, '/tweets', { content })

const texts = ({ data }: Answer): string[] =>
  (data.docs ?? data).map(({ content }: { content: string }) => content)
const idsOf = ({ data }: Answer): string[] => data.map(({ _id }: { _id: string }) => _id)

describe('the list of who is blocked', () => {
  it('takes people in and lets them go, the latest first', async () => {
    const { ann, bob, cleo } = await three()
    expect(await ann.get('/users/blocks')).toMatchObject({ status: 200, data: [] })
    const blocked = await ann.put(`/users/blocks/${bob._id}`)
    expect(blocked).toMatchObject({ status: 200, data: { isBlocked: true } })
    pass(1_000)
    await ann.put(`/users/blocks/${cleo._id}`)
    pass(1_000)
    expect(await ann.put(`/users/blocks/${bob._id}`)).toMatchObject({ status: 200 })
    const listed = await ann.get('/users/blocks')
    expect(listed.data).toMatchObject([
      { _id: cleo._id, username: cleo.username, fullName: 'Cleo Lee', blockedAt: expect.any(String) },
      { _id: bob._id },
    ])
    expect((await bob.get('/users/blocks')).data).toEqual([])
    const freed = await ann.delete(`/users/blocks/${cleo._id}`)
    expect(freed).toMatchObject({ status: 200, data: { isBlocked: false } })
    expect(await ann.delete(`/users/blocks/${cleo._id}`)).toMatchObject({ status: 200 })
    expect(idsOf(await ann.get('/users/blocks'))).toEqual([bob._id])
  })

  it('pages when it is asked to', async () => {
    const { ann, bob, cleo } = await three()
    for (const { _id } of [bob, cleo]) {
      pass(1_000)
      await ann.put(`/users/blocks/${_id}`)
    }
    const first = await ann.get('/users/blocks?limit=1')
    expect([idsOf(first), first.headers.get('link')]).toEqual([
      [cleo._id],
      expect.stringContaining('rel="next"'),
    ])
    expect(idsOf(await ann.get(`/users/blocks?limit=1&cursor=${first.nextCursor}`))).toEqual([bob._id])
    expect(idsOf(await ann.get('/users/blocks?limit=1&page=2'))).toEqual([bob._id])
    expect(await ann.get('/users/blocks?cursor=x')).toMatchObject({ status: 400, code: 'invalid_cursor' })
    expect(await ann.get('/users/blocks?page=1001')).toMatchObject({ status: 400, code: 'page_too_deep' })
  })

  it('refuses oneself, what is no id, and who is not there', async () => {
    const { ann } = await scene()
    expect(await ann.put(`/users/blocks/${ann._id}`)).toMatchObject({ status: 400, code: 'own_account' })
    for (const answer of [await ann.put('/users/blocks/42'), await ann.delete('/users/blocks/42')]) {
      expect(answer).toMatchObject({ status: 400, code: 'invalid_id' })
    }
    expect(await ann.put(`/users/blocks/${nothing}`)).toMatchObject({ status: 404, code: 'user_not_found' })
    expect(await ann.delete(`/users/blocks/${nothing}`)).toMatchObject({ status: 200 })
  })

  it('is for who is signed in', async () => {
    const { ann, visitor } = await scene()
    const path = `/users/blocks/${ann._id}`
    for (const answer of [
      await visitor.get('/users/blocks'),
      await visitor.put(path),
      await visitor.delete(path),
    ]) {
      expect(answer).toMatchObject({ status: 401, code: 'not_authenticated' })
    }
  })

  it('holds one entry after twenty blocks at once, and none after twenty of the other kind', async () => {
    const { ann, bob } = await scene()
    const path = `/users/blocks/${bob._id}`
    const all = (work: () => Promise<Answer>) => Promise.all(Array.from({ length: 20 }, work))
    expect((await all(() => ann.put(path))).every(({ status }) => status === 200)).toBe(true)
    expect((await ann.get('/users/blocks')).data).toHaveLength(1)
    expect((await all(() => ann.delete(path))).every(({ status }) => status === 200)).toBe(true)
    expect((await ann.get('/users/blocks')).data).toHaveLength(0)
  })

  it('holds against comments, likes and subscriptions that come at once with it', async () => {
    const { ann, bob, film } = await three()
    const block = `/users/blocks/${bob._id}`
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => [
        ann.put(block),
        ann.delete(block),
        bob.post(`/comments/${film}`, { content: 'Hello' }),
        bob.post(`/likes/toggle/v/${film}`, { liked: true }),
        bob.post(`/subscriptions/c/${ann._id}`, { subscribed: true }),
      ]).flat(),
    )
    for (const answer of answers) if (answer.status >= 300) expect(answer).toMatchObject(refused)
    await ann.put(block)
    expect((await bob.get(`/subscriptions/status/${ann._id}`)).data).toMatchObject({ isSubscribed: false })
    expect(await postgresBookkeeping(app().postgres).compare()).toEqual({ differences: [], strays: 0 })
  })
})

describe('between two of whom one has blocked the other', () => {
  it('neither sees comments and replies of the other, and all others see everything', async () => {
    const { ann, bob, cleo, visitor, third } = await three()
    const path = `/comments/${third}`
    const [hers, his] = [await say(ann, third, "Ann's"), await say(bob, third, "Bob's")]
    const other = await say(cleo, third, "Cleo's")
    await say(bob, third, "Bob's reply", other._id)
    await say(cleo, third, "Cleo's reply", other._id)
    await say(cleo, third, 'To Bob', his._id)
    expect((await ann.get(path)).data.totalDocs).toBe(3)
    await ann.put(`/users/blocks/${bob._id}`)

    for (const order of ['', '?sortBy=likes']) {
      const seen = await ann.get(path + order)
      expect([texts(seen).toSorted(), seen.data.totalDocs]).toEqual([["Ann's", "Cleo's"], 2])
      expect(texts(await bob.get(path + order)).toSorted()).toEqual(["Bob's", "Cleo's"])
      for (const by of [cleo, visitor]) expect((await by.get(path + order)).data.totalDocs).toBe(3)
    }
    const replies = `/comments/c/${other._id}/replies`
    expect(await ann.get(replies)).toMatchObject({
      data: { totalDocs: 1, docs: [{ owner: { _id: cleo._id } }] },
    })
    expect(texts(await bob.get(replies))).toHaveLength(2)
    for (const [by, id] of [
      [ann, his._id],
      [bob, hers._id],
    ]) {
      expect(await by.get(`/comments/c/${id}/replies`)).toMatchObject({
        ...{ status: 404, code: 'comment_not_found' },
      })
    }
    await ann.delete(`/users/blocks/${bob._id}`)
    expect((await ann.get(path)).data.totalDocs).toBe(3)
    expect(texts(await bob.get(path))).toHaveLength(3)
  })

  it('pages of comments are full, and meet each once', async () => {
    const { ann, bob, cleo, third } = await three()
    for (const text of ['a', 'b', 'c']) {
      await say(cleo, third, text)
      await say(bob, third, 'hidden')
    }
    await bob.put(`/users/blocks/${ann._id}`)
    const first = await ann.get(`/comments/${third}?limit=2`)
    expect([texts(first), first.data.totalDocs]).toEqual([['c', 'b'], 3])
    const rest = await ann.get(`/comments/${third}?limit=2&cursor=${first.data.nextCursor}`)
    expect([texts(rest), rest.data.nextCursor]).toEqual([['a'], null])
    expect(texts(await ann.get(`/comments/${third}?limit=2&page=2`))).toEqual(['a'])
  })

  it('neither sees tweets of the other', async () => {
    const { ann, bob, cleo, visitor } = await three()
    await tweet(ann, "Ann's")
    await tweet(bob, "Bob's")
    await tweet(cleo, "Cleo's")
    await ann.put(`/users/blocks/${bob._id}`)
    expect(texts(await ann.get('/tweets?limit=2'))).toEqual(["Cleo's", "Ann's"])
    expect(texts(await bob.get('/tweets?limit=2'))).toEqual(["Cleo's", "Bob's"])
    expect(texts(await visitor.get('/tweets?limit=3'))).toEqual(["Cleo's", "Bob's", "Ann's"])
    expect(await ann.get(`/tweets/user/${bob._id}`)).toMatchObject({ status: 200, data: [] })
    expect(await bob.get(`/tweets/user/${ann._id}`)).toMatchObject({ status: 200, data: [] })
    expect(texts(await cleo.get(`/tweets/user/${bob._id}`))).toEqual(["Bob's"])
  })

  it('nobody comments on videos of the other, replies to, likes or subscribes to the other', async () => {
    const { ann, bob, cleo, film, his, third } = await three()
    const [hers, bobs] = [await say(ann, third, "Ann's"), await say(bob, third, "Bob's")]
    const below = await say(cleo, third, 'Below', hers._id)
    const [herTweet, hisTweet] = [await tweet(ann, 'Hi'), await tweet(bob, 'Hi')]
    await ann.put(`/users/blocks/${bob._id}`)
    const everything = [
      [bob, ann, film, hers, herTweet],
      [ann, bob, his, bobs, hisTweet],
    ] as const
    for (const [by, other, video, comment, said] of everything) {
      for (const answer of [
        await by.post(`/comments/${video}`, { content: 'Hm' }),
        await by.post(`/comments/${third}`, { content: 'Hm', parentId: comment._id }),
        await by.post(`/likes/toggle/v/${video}`),
        await by.post(`/likes/toggle/v/${video}`, { liked: true }),
        await by.post(`/likes/toggle/c/${comment._id}`),
        await by.post(`/likes/toggle/t/${said._id}`),
        await by.post(`/subscriptions/c/${other._id}`),
        await by.post(`/subscriptions/c/${other._id}`, { subscribed: true }),
      ]) {
        expect(answer).toMatchObject(refused)
      }
    }
    expect(await bob.post(`/comments/${third}`, { content: 'Hm', parentId: below._id })).toMatchObject(
      refused,
    )
    expect(await bob.post(`/likes/toggle/c/${below._id}`)).toMatchObject({ status: 200 })
    expect(await bob.post(`/comments/${third}`, { content: 'Mine' })).toMatchObject({ status: 201 })
    await ann.delete(`/users/blocks/${bob._id}`)
    expect(await bob.post(`/comments/${film}`, { content: 'Hm' })).toMatchObject({ status: 201 })
    expect(await bob.post(`/subscriptions/c/${ann._id}`)).toMatchObject({ status: 200 })
  })

  it('subscriptions to each other end, and are counted', async () => {
    const { ann, bob, cleo } = await three()
    await bob.post(`/subscriptions/c/${ann._id}`)
    await cleo.post(`/subscriptions/c/${ann._id}`)
    await ann.post(`/subscriptions/c/${bob._id}`)
    await bob.put(`/users/blocks/${ann._id}`)
    const profile = async (by: Client, of: { username: string }) =>
      (await by.get(`/users/c/${of.username}`)).data
    expect(await profile(bob, ann)).toMatchObject({
      ...{ subscribersCount: 1, channelsSubscribedToCount: 0, isSubscribed: false, isBlocked: true },
    })
    expect(await profile(ann, bob)).toMatchObject({
      subscribersCount: 0,
      isSubscribed: false,
      isBlocked: false,
    })
    expect((await cleo.get(`/subscriptions/c/${ann._id}`)).data).toHaveLength(1)
    expect(await bob.patch(`/subscriptions/c/${ann._id}`, { notify: 'none' })).toMatchObject({ status: 404 })
  })

  it('what was given can be taken back by saying so', async () => {
    const { ann, bob, film } = await three()
    await bob.post(`/likes/toggle/v/${film}`)
    const { _id } = await say(bob, film, 'Nice')
    await ann.put(`/users/blocks/${bob._id}`)
    expect(await bob.post(`/likes/toggle/v/${film}`)).toMatchObject(refused)
    expect(await bob.post(`/likes/toggle/v/${film}`, { liked: false })).toMatchObject({
      ...{ status: 200, data: { isLiked: false, likesCount: 0 } },
    })
    expect(await bob.post(`/subscriptions/c/${ann._id}`, { subscribed: false })).toMatchObject({
      status: 200,
    })
    expect(await bob.patch(`/comments/c/${_id}`, { content: 'Still here' })).toMatchObject(refused)
    expect(await bob.delete(`/comments/c/${_id}`)).toMatchObject({ status: 200 })
  })

  it('a comment of the other is pinned and hearted no more, and can be removed below an own video', async () => {
    const { ann, bob, visitor, film } = await three()
    const { _id } = await say(bob, film, 'First')
    await say(ann, film, 'Second')
    await ann.put(`/comments/c/${_id}/pin`)
    await ann.put(`/users/blocks/${bob._id}`)
    expect(texts(await visitor.get(`/comments/${film}`))).toEqual(['Second', 'First'])
    for (const mark of ['pin', 'heart']) {
      expect(await ann.put(`/comments/c/${_id}/${mark}`)).toMatchObject(refused)
      expect(await ann.delete(`/comments/c/${_id}/${mark}`)).toMatchObject({ status: 200 })
    }
    expect(await ann.delete(`/comments/c/${_id}`)).toMatchObject({ status: 200 })
    expect(texts(await visitor.get(`/comments/${film}`))).toEqual(['Second'])
  })

  it('videos and channels stay where they are', async () => {
    const { ann, bob, film } = await three()
    await ann.put(`/users/blocks/${bob._id}`)
    expect(await bob.get(`/videos/${film}`)).toMatchObject({ status: 200 })
    expect((await bob.get(`/videos?userId=${ann._id}`)).data.docs).toMatchObject([{ _id: film }])
    expect(await bob.get(`/users/c/${ann.username}`)).toMatchObject({ status: 200 })
    const list = (await bob.post('/playlist', { name: 'Best' })).data._id
    expect(await bob.patch(`/playlist/add/${film}/${list}`)).toMatchObject({ status: 200 })
  })
})

it('costs nobody a statement in a list, and whoever has blocks none more', async () => {
  const { ann, bob, third } = await three()
  await say(ann, third, 'Nice')
  // Comments that were read a moment ago are not read again.
  const names = async () =>
    (await statementsOf(app(), () => ann.get(`/comments/${third}`))).filter(
      (name) => name !== 'comments.by-ids',
    )
  const list = (form: string) => ['sessions.viewer', `comments.newest.${form}first.16`, 'likes.among']
  expect(await names()).toEqual(list('counted.'))
  await ann.put(`/users/blocks/${bob._id}`)
  expect(await names()).toEqual(list('heeding.counted.'))
  expect(await names()).toEqual(list('heeding.'))
})
