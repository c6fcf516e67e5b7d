import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'

const { scene, signUp, app, pass } = useSite()
const nobody = 'f'.repeat(24)

it('subscribes at the first toggle and ends it at the second, everywhere at once', async () => {
  const { ann, bob } = await scene()
  const video = await addVideo(app(), ann)
  const path = `/subscriptions/c/${ann._id}`
  const seen = async () => ({
    status: (await bob.get(`/subscriptions/status/${ann._id}`)).data,
    profile: (await bob.get(`/users/c/${ann.username}`)).data,
    owner: (await bob.get(`/videos/${video._id}`)).data.owner,
    followed: (await bob.get(`/users/c/${bob.username}`)).data.channelsSubscribedToCount,
  })
  expect(await bob.post(path)).toMatchObject({
    status: 200,
    data: { subscribed: true, isSubscribed: true, subscribersCount: 1, notify: 'all' },
  })
  const yes = { isSubscribed: true, subscribersCount: 1 }
  expect(await seen()).toMatchObject({ status: yes, profile: yes, owner: yes, followed: 1 })
  expect(await bob.post(path)).toMatchObject({
    status: 200,
    data: { subscribed: false, isSubscribed: false, subscribersCount: 0, notify: null },
  })
  const no = { isSubscribed: false, subscribersCount: 0 }
  expect(await seen()).toMatchObject({ status: no, profile: no, owner: no, followed: 0 })
})

it('sets what the body says, however often it is sent', async () => {
  const { ann, bob } = await scene()
  const path = `/subscriptions/c/${ann._id}`
  for (const subscribed of [true, true, false, false]) {
    const answer = await bob.post(path, { subscribed })
    expect(answer.data).toMatchObject({ subscribed, subscribersCount: Number(subscribed) })
  }
  const junk = await bob.post(path, 'oops', { 'content-type': 'application/json' })
  expect(junk.data).toMatchObject({ subscribed: true })
})

it('refuses a subscription to oneself with 400', async () => {
  const { ann } = await scene()
  expect(await ann.post(`/subscriptions/c/${ann._id}`)).toMatchObject({ status: 400, code: 'own_channel' })
})

it('answers 400 to what is not an id, a wrong type, or a foreign cursor', async () => {
  const { ann, bob } = await scene()
  for (const path of ['/subscriptions/c/42', '/subscriptions/u/42', '/subscriptions/status/42']) {
    expect(await bob.get(path)).toMatchObject({ status: 400, code: 'invalid_id' })
  }
  const path = `/subscriptions/c/${ann._id}`
  expect(await bob.post(path, { subscribed: 1 })).toMatchObject({
    status: 400,
    errors: [{ path: 'subscribed' }],
  })
  expect(await bob.patch(path, { notify: 'some' })).toMatchObject({
    status: 400,
    errors: [{ path: 'notify' }],
  })
  expect(await bob.get(`${path}?cursor=abc`)).toMatchObject({ status: 400, code: 'invalid_cursor' })
  expect(await bob.get(`${path}?page=1001`)).toMatchObject({ status: 400, code: 'page_too_deep' })
})

it('answers 401 to visitors who write', async () => {
  const { ann, visitor } = await scene()
  const path = `/subscriptions/c/${ann._id}`
  expect(await visitor.post(path)).toMatchObject({ status: 401, code: 'not_authenticated' })
  expect(await visitor.patch(path, { notify: 'all' })).toMatchObject({ status: 401 })
})

it('answers 404 to a channel that is not there', async () => {
  const { bob } = await scene()
  const answers = [
    await bob.post(`/subscriptions/c/${nobody}`),
    await bob.patch(`/subscriptions/c/${nobody}`, { notify: 'all' }),
    await bob.get(`/subscriptions/c/${nobody}`),
    await bob.get(`/subscriptions/u/${nobody}`),
    await bob.get(`/subscriptions/status/${nobody}`),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status: 404, code: 'user_not_found' })
})

it('keeps what a subscriber wants to be told of', async () => {
  const { ann, bob } = await scene()
  const path = `/subscriptions/c/${ann._id}`
  expect(await bob.patch(path, { notify: 'none' })).toMatchObject({ status: 404, code: 'not_subscribed' })
  await bob.post(path)
  expect(await bob.patch(path, { notify: 'none' })).toMatchObject({
    status: 200,
    data: { isSubscribed: true, subscribersCount: 1, notify: 'none' },
  })
  expect((await bob.get(`/subscriptions/status/${ann._id}`)).data).toMatchObject({ notify: 'none' })
})

it('tells a visitor how many follow a channel', async () => {
  const { ann, bob, visitor } = await scene()
  await bob.post(`/subscriptions/c/${ann._id}`)
  expect((await visitor.get(`/subscriptions/status/${ann._id}`)).data).toEqual({
    isSubscribed: false,
    subscribersCount: 1,
    notify: null,
  })
})

it('lists who follows a channel, newest first, under both routes', async () => {
  const { ann, bob, visitor } = await scene()
  const cleo = await signUp('cleo')
  await bob.post(`/subscriptions/c/${ann._id}`)
  pass(1_000)
  await cleo.post(`/subscriptions/c/${ann._id}`)
  const { status, data } = await visitor.get(`/subscriptions/c/${ann._id}`)
  expect(status).toBe(200)
  expect(data).toMatchObject([
    { subscriber: { _id: cleo._id, username: cleo.username, fullName: 'Cleo Lee', fullname: 'Cleo Lee' } },
    { subscriber: { _id: bob._id, username: bob.username } },
  ])
  expect(data[0]._id).toMatch(/^[0-9a-f]{24}$/)
  expect(data[0].subscriber.avatar).toMatch(/^http/)
  expect((await visitor.get(`/subscriptions/c/${ann._id}/subscribers`)).data).toEqual(data)
  expect((await visitor.get(`/subscriptions/c/${bob._id}`)).data).toEqual([])
})

it('lists the channels that somebody follows, newest first, under both routes and names', async () => {
  const { ann, bob, visitor } = await scene()
  const cleo = await signUp('cleo')
  await bob.post(`/subscriptions/c/${ann._id}`)
  pass(1_000)
  await bob.post(`/subscriptions/c/${cleo._id}`)
  const { data } = await visitor.get(`/subscriptions/u/${bob._id}`)
  const channel = { _id: cleo._id, username: cleo.username, subscribersCount: expect.any(Number) }
  expect(data[0]).toMatchObject({ channel, subscribedChannel: channel })
  expect(data.map((row: { channel: { _id: string } }) => row.channel._id)).toEqual([cleo._id, ann._id])
  expect((await visitor.get(`/subscriptions/u/${bob._id}/channels`)).data).toMatchObject(
    data.map(({ _id }: { _id: string }) => ({ _id })),
  )
})

it('pages by cursor while people come and go', async () => {
  const { ann, visitor } = await scene()
  const people = []
  for (let n = 0; n < 4; n++) {
    const person = await signUp('dan')
    await person.post(`/subscriptions/c/${ann._id}`)
    pass(1_000)
    people.unshift(person)
  }
  const first = await visitor.get(`/subscriptions/c/${ann._id}?limit=2`)
  const late = await signUp('late')
  await late.post(`/subscriptions/c/${ann._id}`)
  await people[0]!.post(`/subscriptions/c/${ann._id}`)
  const rest = await visitor.get(`/subscriptions/c/${ann._id}?limit=2&cursor=${first.nextCursor}`)
  const ids = [...first.data, ...rest.data].map((row) => row.subscriber._id)
  expect(ids).toEqual(people.map(({ _id }) => _id))
  expect(rest.nextCursor).toBeUndefined()
  expect(await visitor.get(`/subscriptions/u/${ann._id}?cursor=${first.nextCursor}`)).toMatchObject({
    status: 400,
    code: 'invalid_cursor',
  })
})

it('asks the database twice for a list, and once for who asks', async () => {
  const { ann, bob } = await scene()
  await bob.post(`/subscriptions/c/${ann._id}`)
  expect(await statementsOf(app(), () => bob.get(`/subscriptions/c/${ann._id}`))).toEqual([
    'sessions.viewer',
    'subscriptions.of-channel_id.first.501',
    'subscriptions.load-channels',
  ])
})
