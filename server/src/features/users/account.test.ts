import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'

const { scene, visitor, app } = useSite()

it('changes what is given and leaves the rest', async () => {
  const { ann } = await scene()
  const before = (await ann.get('/users/current-user')).data
  const answer = await ann.patch('/users/update-account', { bio: ' Films.\r\nAnd more. ' })
  expect(answer).toMatchObject({ status: 200, data: { bio: 'Films.\nAnd more.', email: ann.email } })
  expect(answer.data.fullName).toBe(before.fullName)
  const named = await ann.patch('/users/update-account', {
    fullname: 'Ann B. Lee',
    email: `New-${ann.email}`,
  })
  expect(named.data).toMatchObject({
    fullName: 'Ann B. Lee',
    fullname: 'Ann B. Lee',
    email: `new-${ann.email}`,
  })
  expect((await ann.patch('/users/update-account', { bio: '' })).data.bio).toBe('')
})

it('lets in by the new e-mail, and no more by the old one', async () => {
  const { ann } = await scene()
  const { email, password } = ann
  await ann.patch('/users/update-account', { email: `other-${email}` })
  expect((await visitor().post('/users/login', { email: `other-${email}`, password })).status).toBe(200)
  expect((await visitor().post('/users/login', { email, password })).status).toBe(404)
})

it.each([
  [{}],
  [{ fullName: '  ' }],
  [{ fullName: 'x'.repeat(81) }],
  [{ email: 'nobody' }],
  [{ email: '' }],
  [{ bio: 'x'.repeat(1001) }],
  [{ bio: 5 }],
  [{ bio: null }],
  [{ username: 'other' }],
  [[]],
  [{ role: 'admin', password: 'another one' }],
])('answers 400 to %j', async (body) => {
  const { ann } = await scene()
  expect(await ann.patch('/users/update-account', body)).toMatchObject({ status: 400, code: 'invalid_input' })
})

it("answers 409 to somebody else's e-mail, and takes one's own", async () => {
  const { ann, bob } = await scene()
  const answer = await ann.patch('/users/update-account', { email: bob.email.toUpperCase(), bio: 'x' })
  expect(answer).toMatchObject({ status: 409, code: 'email_taken', errors: [{ path: 'email' }] })
  const same = await ann.patch('/users/update-account', { email: ann.email })
  expect(same).toMatchObject({ status: 200, data: { email: ann.email, bio: '' } })
})

it('counts a character as one, however many bytes it has', async () => {
  const { ann } = await scene()
  expect((await ann.patch('/users/update-account', { fullName: '\u{1f600}'.repeat(80) })).status).toBe(200)
})

it('tells the rest of the program that a user has changed', async () => {
  const { ann } = await scene()
  const changed: string[] = []
  app().events.on('user.changed', ({ userId }) => changed.push(userId))
  await ann.patch('/users/update-account', { bio: 'x' })
  expect(changed).toEqual([ann._id])
})

it('shows a channel to everybody, in any case, at both addresses', async () => {
  const { ann, bob, visitor } = await scene()
  for (const path of [`/users/c/${ann.username}`, `/users/channel/${ann.username.toUpperCase()}`]) {
    const { status, data } = await visitor.get(path)
    expect(status).toBe(200)
    expect(data).toEqual({
      _id: ann._id,
      username: ann.username,
      fullName: 'Ann Lee',
      fullname: 'Ann Lee',
      bio: '',
      avatar: expect.stringMatching(/-256\.jpg$/),
      avatarSmall: expect.stringMatching(/-64\.jpg$/),
      coverImage: '',
      coverImageSmall: '',
      subscribersCount: 0,
      channelsSubscribedToCount: 0,
      videosCount: 0,
      isSubscribed: false,
      isBlocked: false,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })
  }
  expect((await bob.get(`/users/c/${ann.username}`)).data).not.toHaveProperty('email')
  expect((await ann.get(`/users/c/${ann.username}`)).data.email).toBe(ann.email)
})

it.each(['nobody', 'undefined', 'a%00b', '%F0%9F%98%80', '..%2f..%2fetc', 'x'.repeat(2000), "' or 1=1"])(
  'answers 404 to the channel %j',
  async (name) => {
    expect(await visitor().get(`/users/c/${name}`)).toMatchObject({ status: 404, code: 'user_not_found' })
  },
)

it('answers 401 to a visitor who wants to change something', async () => {
  expect((await visitor().patch('/users/update-account', { bio: 'x' })).status).toBe(401)
  expect((await visitor().patch('/users/avatar')).status).toBe(401)
  expect((await visitor().patch('/users/cover-image')).status).toBe(401)
})
