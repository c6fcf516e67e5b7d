import { describe, expect, it } from 'vitest'
import { clientWith, stranger } from './support/client.ts'
import { logIn, newName, type Person, password, person } from './support/people.ts'
import type { Tokens, User } from './support/wire.ts'

const refresh = (refreshToken: string) => stranger.post<Tokens>('/users/refresh-token', { refreshToken })
const isIn = async (token: string) =>
  (await clientWith({ bearer: token }).get('/users/current-user')).status === 200

interface SessionRow {
  _id: string
  isCurrent?: boolean
  current?: boolean
}

describe('a session', () => {
  it('ends by logging out, at once, with its refresh token', async () => {
    const ann = await person()
    expect(await ann.post('/users/logout')).toMatchObject({ status: 200, data: {} })
    expect(await isIn(ann.tokens.accessToken)).toBe(false)
    expect((await refresh(ann.tokens.refreshToken)).status).toBe(401)
  })

  it('does not end with another one', async () => {
    const ann = await person()
    const second = await logIn(ann.username)
    await ann.post('/users/logout')
    expect(await isIn(second.tokens.accessToken)).toBe(true)
  })

  it('is listed with the others, and ended from afar by its id', async () => {
    const ann = await person()
    const second = await logIn(ann.username)
    const before = await ann.get<SessionRow[]>('/users/sessions')
    expect(before.status).toBe(200)
    // Registering may have made none or one of its own; the two log-ins are there.
    expect(before.data.length).toBeGreaterThanOrEqual(2)
    const seen = await second.get<SessionRow[]>('/users/sessions')
    const own = (rows: SessionRow[]) => rows.filter((row) => row.isCurrent ?? row.current)
    expect(own(before.data)).toHaveLength(1)
    const [its] = own(seen.data)
    expect((await ann.delete(`/users/sessions/${its!._id}`)).status).toBe(200)
    expect(await isIn(second.tokens.accessToken)).toBe(false)
    expect(await isIn(ann.tokens.accessToken)).toBe(true)
  })

  it('of somebody else cannot be ended', async () => {
    const [ann, ben] = [await person(), await person('ben')]
    const [row] = (await ben.get<SessionRow[]>('/users/sessions')).data
    expect((await ann.delete(`/users/sessions/${row!._id}`)).status).toBe(404)
    expect(await isIn(ben.tokens.accessToken)).toBe(true)
  })
})

describe('refreshing', () => {
  it('rotates the pair, by body and by cookie', async () => {
    const ann = await person()
    const next = await refresh(ann.tokens.refreshToken)
    expect(next.status).toBe(200)
    expect(next.data.refreshToken).not.toBe(ann.tokens.refreshToken)
    expect(await isIn(next.data.accessToken)).toBe(true)
    const byCookie = await clientWith({ cookie: `refreshToken=${next.data.refreshToken}` }).post<Tokens>(
      '/users/refresh-token',
    )
    expect(byCookie.status).toBe(200)
    expect(byCookie.headers.getSetCookie().join()).toMatch(/accessToken=.*refreshToken=/)
  })

  it('gives eight clients that ask at once the same refresh token', async () => {
    const ann = await person()
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(ann.tokens.refreshToken)))
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200))
    expect(new Set(answers.map((answer) => answer.data.refreshToken)).size).toBe(1)
    for (const answer of answers) expect(await isIn(answer.data.accessToken)).toBe(true)
  })

  it('takes a token of two rotations ago for theft, and ends the session', async () => {
    const ann = await person()
    const second = (await refresh(ann.tokens.refreshToken)).data
    const third = (await refresh(second.refreshToken)).data
    const stolen = await refresh(ann.tokens.refreshToken)
    expect(stolen.status).toBe(401)
    expect((await refresh(third.refreshToken)).status).toBe(401)
    expect(await isIn(third.accessToken)).toBe(false)
  })

  it.each(['junk', 'a.b.c', '0'.repeat(64)])('answers 401 to %s', async (token) => {
    expect((await refresh(token)).status).toBe(401)
  })

  it('answers 401 to an access token in its place, and to none', async () => {
    const ann = await person()
    expect((await refresh(ann.tokens.accessToken)).status).toBe(401)
    expect((await stranger.post('/users/refresh-token')).status).toBe(401)
  })
})

describe('a new password', () => {
  const change = (by: Person, body: object) => by.post('/users/change-password', body)

  it('ends the other sessions and is the only one that counts', async () => {
    const ann = await person()
    const second = await logIn(ann.username)
    const answer = await change(ann, {
      oldPassword: password,
      newPassword: 'a better one',
      confirmPassword: 'a better one',
    })
    expect(answer).toMatchObject({ status: 200, data: {} })
    expect(await isIn(second.tokens.accessToken)).toBe(false)
    expect(await isIn(ann.tokens.accessToken)).toBe(true)
    expect((await stranger.post('/users/login', { username: ann.username, password })).status).toBe(401)
    expect((await logIn(ann.username, 'a better one')).user._id).toBe(ann.user._id)
  })

  it('needs the old one, under either of its names', async () => {
    const ann = await person()
    expect(await change(ann, { oldPassword: 'not this', newPassword: 'a better one' })).toMatchObject({
      status: 400,
    })
    expect(await change(ann, { currentPassword: password, newPassword: 'a better one' })).toMatchObject({
      status: 200,
    })
  })

  it('must be repeated right where it is repeated', async () => {
    const ann = await person()
    const body = { oldPassword: password, newPassword: 'a better one', confirmPassword: 'a bitter one' }
    expect(await change(ann, body)).toMatchObject({ status: 400 })
  })
})

it('lets nobody in whose token is signed by another key', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const ann = await person(newName('key').slice(0, 8))
  const [, claims] = ann.tokens.accessToken.split('.')
  expect(await isIn(`${part({ alg: 'none', typ: 'JWT' })}.${claims}.`)).toBe(false)
  expect(await isIn(`${part({ alg: 'HS256', typ: 'JWT' })}.${claims}.${'A'.repeat(43)}`)).toBe(false)
  expect((await stranger.get<User>('/users/current-user')).status).toBe(401)
})
