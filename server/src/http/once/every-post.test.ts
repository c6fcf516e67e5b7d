import { describe, expect, it } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'

const { scene, pass } = useSite({ env: { ROLES: 'web' } })

/** A request that has an effect, and how often it has had it. */
interface Case {
  path: string
  body?: () => unknown
  otherBody: () => unknown
  effects(): Promise<number>
}

/** One for each operation that takes a key. */
const cases: Record<string, (by: Person, other: Person) => Promise<Case>> = {
  createTweet: async (by) => ({
    path: '/tweets',
    body: () => ({ content: 'Hello' }),
    otherBody: () => ({ content: 'Bye' }),
    effects: async () => (await by.get(`/tweets/user/${by._id}`)).data.length,
  }),
}

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
    expect(await effects()).toBe(1)
  })

  it('runs once when twenty arrive at once', async () => {
    const { send, effects } = await given()
    const answers = await Promise.all(Array.from({ length: 20 }, () => send()))
    for (const { status, data } of answers) {
      expect([status, data]).toEqual([answers[0]!.status, answers[0]!.data])
    }
    expect(answers[0]!.status).toBeLessThan(300)
    expect(await effects()).toBe(1)
  })

  it('refuses another body with 422, and changes nothing', async () => {
    const { send, path, otherBody, effects, bob } = await given()
    await send()
    expect(await bob.post(path, await otherBody(), withKey('a-key'))).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    })
    expect(await effects()).toBe(1)
  })
})

describe('a key', () => {
  const tweet = { content: 'Hello' }
  const tweetsOf = async (by: Person) => (await by.get(`/tweets/user/${by._id}`)).data.length

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
    pass(24 * 3_600_000 - 10_000)
    await bob.logIn(bob)
    await bob.post('/tweets', tweet, withKey('k'))
    expect(await tweetsOf(bob)).toBe(1)
    pass(10_000)
    await bob.logIn(bob)
    await bob.post('/tweets', tweet, withKey('k'))
    expect(await tweetsOf(bob)).toBe(2)
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
    expect(await tweetsOf(bob)).toBe(0)
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
