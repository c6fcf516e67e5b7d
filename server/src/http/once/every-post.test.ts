import { describe, expect, it } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { form } from '../../../test/support/form.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { makeVideo } from '../../../test/support/samples.ts'
import { fileOf, smallVideo } from '../../../test/support/videos.ts'

const { scene, app, pass } = useSite({ env: { ROLES: 'web' } })

/** A request that has an effect. */
interface Case {
  path: string
  body?(): unknown
  otherBody(): unknown
  /** How often it has had its effect. */
  effects(): Promise<number | boolean>
  /** Takes away what was made or changed, or hides it; then a repetition is 404. */
  remove(): Promise<unknown>
}

/** One for each operation that takes a key: a new operation is asked for one below. */
const cases: Record<string, (by: Person, other: Person) => Promise<Case>> = {
  createTweet: async (by) => ({
    path: '/tweets',
    body: () => ({ content: 'Hello' }),
    otherBody: () => ({ content: 'Bye' }),
    effects: async () => (await tweetsOf(by)).length,
    remove: async () => by.delete(`/tweets/${(await tweetsOf(by))[0]._id}`),
  }),

  addComment: async (by, other) => {
    const { _id } = await addVideo(app(), other)
    const comments = async () => (await by.get(`/comments/${_id}`)).data.docs
    return {
      path: `/comments/${_id}`,
      body: () => ({ content: 'Hello' }),
      otherBody: () => ({ content: 'Bye' }),
      effects: async () => (await comments()).length,
      remove: async () => other.delete(`/comments/c/${(await comments())[0]._id}`),
    }
  },

  createPlaylist: async (by) => {
    const playlists = async () =>
      (await by.get(`/playlist/user/${by._id}`)).data.filter((list: { name: string }) => list.name === 'Best')
    return {
      path: '/playlist',
      body: () => ({ name: 'Best' }),
      otherBody: () => ({ name: 'Best', privacy: 'private' }),
      effects: async () => (await playlists()).length,
      remove: async () => by.delete(`/playlist/${(await playlists())[0]._id}`),
    }
  },

  publishVideo: async (by) => {
    const videoFile = await fileOf(await makeVideo(smallVideo))
    const otherFile = await fileOf(await makeVideo({ ...smallVideo, seconds: 2 }))
    const videos = async () => (await by.get('/dashboard/videos')).data
    return {
      path: '/videos',
      body: () => form({ title: 'Sea', videoFile }),
      otherBody: () => form({ title: 'Sea', videoFile: otherFile }),
      effects: async () => (await videos()).length,
      remove: async () => by.delete(`/videos/${(await videos())[0]._id}`),
    }
  },

  toggleVideoLike: async (by, other) => {
    const { _id } = await addVideo(app(), other)
    return {
      path: `/likes/toggle/v/${_id}`,
      otherBody: () => ({ liked: true }),
      effects: async () => (await by.get(`/videos/${_id}`)).data.likesCount,
      remove: () => other.patch(`/videos/${_id}`, { privacy: 'private' }),
    }
  },

  toggleCommentLike: async (by, other) => {
    const video = await addVideo(app(), other)
    const { _id } = (await other.post(`/comments/${video._id}`, { content: 'Hello' })).data
    return {
      path: `/likes/toggle/c/${_id}`,
      otherBody: () => ({ liked: true }),
      effects: async () => (await by.get(`/comments/${video._id}`)).data.docs[0].isLiked,
      remove: () => other.delete(`/comments/c/${_id}`),
    }
  },

  toggleTweetLike: async (by, other) => {
    const { _id } = (await other.post('/tweets', { content: 'Hello' })).data
    return {
      path: `/likes/toggle/t/${_id}`,
      otherBody: () => ({ liked: true }),
      effects: async () => (await tweetsOf(by, other))[0].isLiked,
      remove: () => other.delete(`/tweets/${_id}`),
    }
  },

  toggleSubscription: async (by, other) => ({
    path: `/subscriptions/c/${other._id}`,
    otherBody: () => ({ subscribed: true }),
    effects: async () => (await by.get(`/subscriptions/status/${other._id}`)).data.subscribersCount,
    remove: () => app().postgres.script(`delete from users where id = '${other._id}'`),
  }),
}

/** Sessions and passwords have their own rules. */
const withoutKey = ['logoutUser', 'changeCurrentPassword']

const tweetsOf = async (by: Person, owner = by) => (await by.get(`/tweets/user/${owner._id}`)).data

it('is taken by every POST of somebody signed in, and each has its case here', () => {
  const posts = app().endpoints.filter(
    ({ route, access }) => route.startsWith('POST ') && (access === 'user' || access === 'admin'),
  )
  const repeatable = posts.filter(({ again }) => again).map(({ id }) => id)
  expect(repeatable.toSorted()).toEqual(Object.keys(cases).toSorted())
  expect(posts.filter(({ again }) => !again).map(({ id }) => id)).toEqual(withoutKey)
})

const withKey = (key: string) => ({ 'idempotency-key': key })

describe.each(Object.keys(cases))('%s under a key', (operation) => {
  async function given() {
    const { ann, bob } = await scene()
    const asked = await cases[operation]!(bob, ann)
    const send = async (key = 'a-key', by = bob) => by.post(asked.path, await asked.body?.(), withKey(key))
    return { ...asked, ann, bob, send }
  }

  it('has one effect and one answer, once and again', async () => {
    const { send, effects } = await given()
    const first = await send()
    expect(first.status).toBeLessThan(300)
    const second = await send()
    expect([second.status, second.data, second.message]).toEqual([first.status, first.data, first.message])
    expect(Number(await effects())).toBe(1)
  })

  it('runs once when twenty arrive at once', async () => {
    const { send, effects } = await given()
    const answers = await Promise.all(Array.from({ length: 20 }, () => send()))
    for (const { status, data } of answers) {
      expect([status, data]).toEqual([answers[0]!.status, answers[0]!.data])
    }
    expect(answers[0]!.status).toBeLessThan(300)
    expect(Number(await effects())).toBe(1)
  })

  it('is answered 404 when its effect is gone or hidden, and is not run again', async () => {
    const { send, remove } = await given()
    await send()
    await remove()
    const { status, code } = await send()
    expect(status).toBe(404)
    const endpoint = app().endpoints.find(({ id }) => id === operation)
    expect(endpoint?.errors).toContain(code)
  })

  it('refuses another body with 422, and changes nothing', async () => {
    const { send, path, otherBody, effects, bob } = await given()
    await send()
    expect(await bob.post(path, await otherBody(), withKey('a-key'))).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    })
    expect(Number(await effects())).toBe(1)
  })
})

describe('a key', () => {
  const tweet = { content: 'Hello' }
  it('is one person’s: another’s same key is another request', async () => {
    const { ann, bob } = await scene()
    const [hers, his] = [
      await ann.post('/tweets', tweet, withKey('k')),
      await bob.post('/tweets', { content: 'Mine' }, withKey('k')),
    ]
    expect(his).toMatchObject({ status: 201, data: { content: 'Mine', owner: { _id: bob._id } } })
    expect((await ann.post('/tweets', tweet, withKey('k'))).data._id).toBe(hers.data._id)
  })

  it('is remembered for a day', async () => {
    const { bob } = await scene()
    await bob.post('/tweets', tweet, withKey('k'))
    pass(24 * 3_600_000 - 60_000)
    await bob.logIn(bob)
    await bob.post('/tweets', tweet, withKey('k'))
    expect((await tweetsOf(bob)).length).toBe(1)
    pass(60_000)
    await bob.logIn(bob)
    await bob.post('/tweets', tweet, withKey('k'))
    expect((await tweetsOf(bob)).length).toBe(2)
  })

  it.each([
    ['empty', ''],
    ['longer than 255 characters', 'x'.repeat(256)],
    ['with a space', 'two words'],
    ['that was never set', 'undefined'],
    ['with letters that are not ASCII', 'ké'],
  ])('that is %s is 400, and nothing is done', async (_, key) => {
    const { bob } = await scene()
    expect(await bob.post('/tweets', tweet, withKey(key))).toMatchObject({
      status: 400,
      code: 'invalid_input',
      errors: [{ path: 'Idempotency-Key' }],
    })
    expect((await tweetsOf(bob)).length).toBe(0)
  })

  it('of a request that failed can be used for the one that is right', async () => {
    const { bob } = await scene()
    expect((await bob.post('/tweets', { content: '' }, withKey('k'))).status).toBe(400)
    expect((await bob.post('/tweets', tweet, withKey('k'))).status).toBe(201)
  })

  it('means nothing to a request without a session, and to one that takes none', async () => {
    const { ann, bob, visitor } = await scene()
    expect((await visitor.post('/tweets', tweet, withKey('k'))).status).toBe(401)
    for (let n = 0; n < 2; n++)
      expect((await ann.post('/users/logout', {}, withKey('k'))).status).toBe(n ? 401 : 200)
    expect((await bob.get('/tweets', withKey('two words'))).status).toBe(200)
  })
})
