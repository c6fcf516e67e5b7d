import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form, pictureFile } from '../../../test/support/form.ts'

const friend = 'https://www.example.org'
const evil = 'https://evil.example'
const { scene, signUp, visitor } = useSite({
  env: { PUBLIC_URL: 'https://tube.example', COOKIE_SAMESITE: 'none', CORS_ORIGIN: friend },
})

it('sets and clears cookies that fit the configuration, whatever the request says', async () => {
  const ann = await signUp('ann', 'cookies')
  const spoof = { 'x-forwarded-proto': 'http', host: 'evil.example', origin: friend }
  const login = await visitor().post('/users/login', ann, spoof)
  for (const name of ['accessToken', 'refreshToken', 'knownDevice']) {
    expect(login.setCookies[name]).toMatch(/; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=None$/)
  }
  const logout = await ann.post('/users/logout')
  for (const name of ['accessToken', 'refreshToken']) {
    expect(logout.setCookies[name]).toBe(
      `${name}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=None`,
    )
  }
})

it('makes addresses of PUBLIC_URL', async () => {
  const { ann } = await scene()
  expect((await ann.get('/users/current-user')).data.avatar).toMatch(/^https:\/\/tube\.example\/media\//)
})

it('refuses a write with cookies from a foreign page, and does nothing', async () => {
  const ann = await signUp('ann', 'cookies')
  for (const headers of [{ origin: evil }, { origin: 'null' }]) {
    const answer = await ann.patch('/users/update-account', { bio: 'hacked' }, headers)
    expect(answer).toMatchObject({ status: 403, code: 'foreign_origin' })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect((await ann.post('/users/logout', undefined, headers)).status).toBe(403)
    expect((await ann.post('/users/refresh-token', undefined, headers)).status).toBe(403)
  }
  expect((await ann.get('/users/current-user', { origin: evil })).data.bio).toBe('')
})

it('takes a write with cookies from an allowed page, its own, or no browser', async () => {
  const ann = await signUp('ann', 'cookies')
  for (const origin of [friend, 'https://tube.example']) {
    const answer = await ann.patch('/users/update-account', { bio: origin }, { origin })
    expect(answer).toMatchObject({ status: 200, data: { bio: origin } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
  }
  expect((await ann.patch('/users/update-account', { bio: 'curl' })).status).toBe(200)
})

it('takes a write without cookies from anywhere: a bearer token is not sent by itself', async () => {
  const { ann } = await scene()
  expect((await ann.patch('/users/update-account', { bio: 'app' }, { origin: evil })).status).toBe(200)
})

it('logs nobody in, and registers nobody, for a foreign page', async () => {
  const { ann } = await scene()
  const { username, password } = ann
  const login = await visitor().post('/users/login', { username, password }, { origin: evil })
  expect(login).toMatchObject({ status: 403, code: 'foreign_origin', setCookies: {} })
  const fields = { username: 'mallory', email: 'm@example.org', fullName: 'M', password: 'long enough' }
  const body = form({ ...fields, avatar: await pictureFile() })
  expect((await visitor().post('/users/register', body, { origin: evil })).status).toBe(403)
  const stolen = { refreshToken: ann.refreshToken }
  expect((await visitor().post('/users/refresh-token', stolen, { origin: evil })).status).toBe(403)
})
