import { describe, expect, it } from 'vitest'
import { clientWith, cookiesOf, file, stranger } from './support/client.ts'
import { newName, password, person, registration } from './support/people.ts'
import { picture, textFile } from './support/samples.ts'
import { until } from './support/settle.ts'
import type { Tokens, User } from './support/wire.ts'

const register = async (username: string, more = {}) =>
  stranger.form<User>('POST', '/users/register', await registration(username, more))

describe('registering', () => {
  it('answers 201 with the user, the picture served, and no secret', async () => {
    const name = newName()
    const cover = await file(await picture('cover.png', '1600x400'), 'image/png')
    const answer = await register(name.toUpperCase(), { coverImage: cover })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ statusCode: 201, success: true, message: expect.any(String) })
    expect(answer.data).toMatchObject({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      username: name,
      fullName: `The ${name.toUpperCase()}`,
      fullname: `The ${name.toUpperCase()}`,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      updatedAt: expect.any(String),
    })
    expect(answer.text).not.toContain(password)
    expect(answer.text).not.toMatch(/argon|passwordHash|refreshToken|\$2[aby]\$/i)
    for (const url of [answer.data.avatar, answer.data.coverImage!]) {
      const response = await stranger.fetch(url)
      expect([url, response.status]).toEqual([url, 200])
      expect(response.headers.get('content-type')).toMatch(/^image\/(jpeg|png|webp)/)
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('lets one of twenty win a name that all want at the same moment', async () => {
    const name = newName('race')
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => register(name, { email: `${name}.${n}@example.org` })),
    )
    const statuses = answers.map((answer) => answer.status).toSorted()
    expect(statuses).toEqual([201, ...Array<number>(19).fill(409)])
    expect(answers.find((answer) => answer.status === 409)?.body).toMatchObject({
      success: false,
      data: null,
    })
  })

  it('takes an e-mail once, whatever its case', async () => {
    const name = newName()
    await register(name)
    const again = await register(newName(), { email: `${name}@EXAMPLE.org` })
    expect(again.status).toBe(409)
  })

  it('names each field that is wrong', async () => {
    const answer = await stranger.form('POST', '/users/register', {
      ...{ username: 'a b', email: 'nobody', password: 'short', fullName: '   ' },
      avatar: await file(await picture(), 'image/jpeg'),
    })
    expect(answer.status).toBe(400)
    expect(answer.body.errors?.map((error) => error.path).toSorted()).toEqual([
      ...['email', 'fullName', 'password', 'username'],
    ])
  })

  it('demands an avatar', async () => {
    const answer = await register(newName(), { avatar: undefined })
    expect(answer.status).toBe(400)
    expect(answer.body.errors?.[0]?.path).toBe('avatar')
  })

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml'],
    ['an SVG that calls itself a PNG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/png'],
    ['a page', '<!doctype html><script>alert(1)</script>', 'image/jpeg'],
    ['nothing', '', 'image/png'],
  ])('refuses %s as a picture', async (what, contents, type) => {
    const path = await textFile(`${what.replaceAll(' ', '-')}.png`, contents)
    const answer = await register(newName(), { avatar: await file(path, type) })
    expect([415, 422]).toContain(answer.status)
  })
})

describe('logging in', () => {
  it('takes the name or the e-mail in either field, in any case', async () => {
    const ann = await person()
    const { username, user } = ann
    for (const identifier of [
      { username },
      { username: username.toUpperCase() },
      { email: user.email },
      { username: user.email },
      { email: username },
      { username, email: user.email },
    ]) {
      const answer = await stranger.post<Tokens & { user: User }>('/users/login', { ...identifier, password })
      expect([identifier, answer.status]).toEqual([identifier, 200])
      expect(answer.data).toMatchObject({ user: { _id: user._id }, loggedInUser: { _id: user._id } })
    }
  })

  it('refuses two identifiers of two people', async () => {
    const [ann, ben] = [await person(), await person('ben')]
    const answer = await stranger.post('/users/login', {
      ...{ username: ann.username, email: ben.user.email, password },
    })
    expect(answer.status).toBe(400)
  })

  it('answers 401 to a wrong password and 404 to somebody unknown', async () => {
    const ann = await person()
    const wrong = await stranger.post('/users/login', { username: ann.username, password: 'not this one' })
    expect(wrong.status).toBe(401)
    const unknown = await stranger.post('/users/login', { username: newName('nobody'), password })
    expect(unknown.status).toBe(404)
  })

  it('lets in by bearer and by cookies, and not by neither', async () => {
    const ann = await person()
    for (const client of [clientWith({ bearer: ann.tokens.accessToken }), ann.byCookies]) {
      const answer = await client.get<User>('/users/current-user')
      expect(answer).toMatchObject({ status: 200, data: { _id: ann.user._id, watchHistory: [] } })
    }
    expect(await stranger.get('/users/current-user')).toMatchObject({ status: 401 })
    expect(await clientWith({ bearer: 'junk' }).get('/users/current-user')).toMatchObject({ status: 401 })
    const both = clientWith({ bearer: ann.tokens.accessToken, cookie: 'accessToken=stale' })
    expect(await both.get('/users/current-user')).toMatchObject({ status: 200 })
  })

  it('sets cookies that scripts cannot read', async () => {
    const ann = await person()
    const answer = await stranger.post('/users/login', { username: ann.username, password })
    const cookies = answer.headers.getSetCookie()
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(
      expect.arrayContaining(['accessToken', 'refreshToken']),
    )
    for (const cookie of cookies) expect(cookie).toMatch(/;\s*Path=\/(;|$).*/i)
    for (const cookie of cookies) expect(cookie).toMatch(/HttpOnly/i)
    for (const cookie of cookies) expect(cookie).toMatch(/SameSite=(Lax|Strict|None)/i)
  })

  it('refuses a log-in that a foreign page causes', async () => {
    const ann = await person()
    const answer = await stranger.post(
      '/users/login',
      { username: ann.username, password },
      { origin: 'https://evil.example' },
    )
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } })
  })
})

describe('an account', () => {
  it('changes its name, e-mail and text about itself', async () => {
    const ann = await person()
    const email = `${newName('new')}@example.org`
    const answer = await ann.patch<User>('/users/update-account', {
      fullName: 'Ann the Second',
      email,
      bio: 'Hi',
    })
    expect(answer).toMatchObject({ status: 200, data: { fullName: 'Ann the Second', email } })
    const alias = await ann.patch<User>('/users/update-account', { fullname: 'Ann the Third' })
    expect(alias.data.fullName).toBe('Ann the Third')
  })

  it('cannot take an e-mail that is taken', async () => {
    const [ann, ben] = [await person(), await person('ben')]
    expect(await ann.patch('/users/update-account', { email: ben.user.email })).toMatchObject({ status: 409 })
  })

  it.each([
    ['avatar', '/users/avatar'],
    ['avatar', '/users/update-avatar'],
    ['coverImage', '/users/cover-image'],
    ['coverImage', '/users/update-cover-image'],
  ] as const)('replaces its %s by %s; the old one goes', async (field, route) => {
    const ann = await person()
    const before = (await ann.get<User>('/users/current-user')).data[field]
    const fresh = await file(await picture('other.png', '400x400'), 'image/png')
    const answer = await ann.form<User>('PATCH', route, { [field]: fresh })
    expect(answer.status).toBe(200)
    expect(answer.data[field]).not.toBe(before)
    expect((await stranger.fetch(answer.data[field]!)).status).toBe(200)
    if (!before) return
    const gone = async () => (await stranger.fetch(before)).status
    await until('the old picture is still there', gone, (status) => status === 404)
  })

  it('shows its channel to anybody, in any case, and its e-mail to nobody else', async () => {
    const ann = await person()
    for (const route of [`/users/c/${ann.username}`, `/users/channel/${ann.username.toUpperCase()}`]) {
      const answer = await stranger.get(route)
      expect(answer).toMatchObject({
        status: 200,
        data: {
          _id: ann.user._id,
          subscribersCount: 0,
          channelsSubscribedToCount: 0,
          isSubscribed: false,
          videosCount: 0,
        },
      })
      expect(answer.text).not.toContain(ann.user.email)
    }
    expect((await ann.get<User>(`/users/c/${ann.username}`)).data.email).toBe(ann.user.email)
    expect(await stranger.get(`/users/c/${newName('nobody')}`)).toMatchObject({ status: 404 })
  })

  it('takes a garbage token for an anonymous visitor where visitors may look', async () => {
    const ann = await person()
    const stale = clientWith({ bearer: 'x.y.z', cookie: 'accessToken=junk' })
    expect(await stale.get(`/users/c/${ann.username}`)).toMatchObject({ status: 200 })
    expect(await stale.get('/videos')).toMatchObject({ status: 200 })
  })
})

it('sends cookies back that a browser would keep', async () => {
  const ann = await person()
  const answer = await stranger.post('/users/login', { username: ann.username, password })
  const kept = clientWith({ cookie: cookiesOf(answer.headers) })
  const out = await kept.post('/users/logout')
  expect(out.status).toBe(200)
  expect(cookiesOf(out.headers)).not.toMatch(/(access|refresh)Token/)
  for (const name of ['accessToken', 'refreshToken']) {
    const cleared = out.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=;`))
    expect(cleared).toMatch(/Expires=Thu, 01 Jan 1970|Max-Age=0/i)
    expect(cleared).toMatch(/Path=\//)
  }
})
