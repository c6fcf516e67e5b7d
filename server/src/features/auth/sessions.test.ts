import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { statementsOf } from '../../../test/support/statements.ts'

const { scene, signUp, visitor, pass, app } = useSite()

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const isIn = async (person: { get(path: string): Promise<{ status: number }> }) =>
  (await person.get('/users/current-user')).status === 200

it('knows who asks by cookie or by header', async () => {
  const { ann, visitor } = await scene()
  expect(await ann.get('/users/current-user')).toMatchObject({ status: 200, data: { _id: ann._id } })
  const byCookie = await visitor.get('/users/current-user', { cookie: `accessToken=${ann.accessToken}` })
  expect(byCookie).toMatchObject({ status: 200, data: { _id: ann._id, watchHistory: [] } })
})

it('does not mind a bad cookie beside a good header, and looks at the cookie first', async () => {
  const { ann, bob, visitor } = await scene()
  const authorization = `Bearer ${ann.accessToken}`
  const ask = (cookie: string) => visitor.get('/users/current-user', { authorization, cookie })
  expect(await ask('accessToken=garbage')).toMatchObject({ status: 200, data: { _id: ann._id } })
  expect(await ask(`accessToken=${bob.accessToken}`)).toMatchObject({ status: 200, data: { _id: bob._id } })
  await bob.post('/users/logout')
  expect(await ask(`accessToken=${bob.accessToken}`)).toMatchObject({ status: 200, data: { _id: ann._id } })
})

it('answers 401 to nobody, and to tokens that are not (any more) ours', async () => {
  const { ann, visitor } = await scene()
  expect(await visitor.get('/users/current-user')).toMatchObject({ status: 401, code: 'not_authenticated' })
  for (const authorization of ['Bearer garbage', 'Bearer null', 'Bearer ', `Basic ${ann.accessToken}`]) {
    expect((await visitor.get('/users/current-user', { authorization })).status).toBe(401)
  }
  pass(15 * 60_000)
  expect(await ann.get('/users/current-user')).toMatchObject({ status: 401, code: 'invalid_token' })
})

it('treats a stale or garbage token as an anonymous visitor where logging in is optional', async () => {
  const { ann, visitor } = await scene()
  await ann.post('/users/logout')
  const stale: Record<string, string>[] = [
    { authorization: `Bearer ${ann.accessToken}` },
    { cookie: 'accessToken=garbage' },
  ]
  for (const headers of stale) {
    const answer = await visitor.get(`/users/c/${ann.username}`, headers)
    expect(answer.status).toBe(200)
    expect(answer.data).not.toHaveProperty('email')
  }
})

it('asks the database once for who asks', async () => {
  const { ann } = await scene()
  const names = await statementsOf(app(), () => ann.get('/users/sessions'))
  expect(names).toEqual(['sessions.viewer', 'sessions.list'])
})

it('logs out at once: cookies cleared with their flags, both tokens dead', async () => {
  const ann = await signUp('ann', 'cookies')
  const [access, refresh] = [ann.cookies.get('accessToken'), ann.cookies.get('refreshToken')]
  const answer = await ann.post('/users/logout')
  expect(answer).toMatchObject({ status: 200, data: {} })
  for (const name of ['accessToken', 'refreshToken']) {
    expect(answer.setCookies[name]).toBe(
      `${name}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax`,
    )
  }
  expect(ann.cookies.has('knownDevice')).toBe(true)
  expect((await visitor().get('/users/current-user', { cookie: `accessToken=${access}` })).status).toBe(401)
  expect((await visitor().post('/users/refresh-token', { refreshToken: refresh })).status).toBe(401)
  expect((await visitor().post('/users/logout')).status).toBe(401)
})

it('lists where somebody is logged in', async () => {
  const { ann } = await scene()
  const { username, password } = ann
  pass(1000)
  await visitor().post('/users/login', { username, password }, { 'user-agent': firefox })
  const { status, data } = await ann.get('/users/sessions')
  expect(status).toBe(200)
  expect(data).toHaveLength(2)
  const [first, second] = data
  expect(first).toMatchObject({ device: 'Firefox on Linux', isCurrent: false, address: '127.0.0.1' })
  expect(second).toMatchObject({ isCurrent: true })
  expect(Object.keys(first).sort()).toEqual(
    ['_id', 'address', 'createdAt', 'device', 'isCurrent', 'lastUsedAt', 'updatedAt'].sort(),
  )
})

it('notes the last use once a minute', async () => {
  const { ann } = await scene()
  const lastUsed = async () => (await ann.get('/users/sessions')).data[0].lastUsedAt as string
  const start = await lastUsed()
  pass(40_000)
  expect(await lastUsed()).toBe(start)
  pass(21_000)
  await lastUsed()
  await expect.poll(lastUsed).not.toBe(start)
})

it('ends another session at once', async () => {
  const { ann } = await scene()
  const phone = visitor('bearer')
  await phone.logIn(ann)
  const { data } = await phone.get('/users/sessions')
  const other = data.find((session: { isCurrent: boolean }) => !session.isCurrent)
  const answer = await phone.delete(`/users/sessions/${other._id}`)
  expect(answer).toMatchObject({ status: 200, data: {}, setCookies: {} })
  expect([await isIn(ann), await isIn(phone)]).toEqual([false, true])
  expect((await visitor().post('/users/refresh-token', { refreshToken: ann.refreshToken })).status).toBe(401)
})

it('clears the cookies when somebody ends the session that asks', async () => {
  const ann = await signUp('ann', 'cookies')
  const [current] = (await ann.get('/users/sessions')).data
  await ann.delete(`/users/sessions/${current._id}`)
  expect([...ann.cookies.keys()]).toEqual(['knownDevice'])
})

it("does not show or end somebody else's session", async () => {
  const { ann, bob } = await scene()
  const [theirs] = (await bob.get('/users/sessions')).data
  expect(await ann.delete(`/users/sessions/${theirs._id}`)).toMatchObject({
    status: 404,
    code: 'session_not_found',
  })
  expect(await isIn(bob)).toBe(true)
  expect(await ann.delete('/users/sessions/nonsense')).toMatchObject({ status: 400, code: 'invalid_id' })
  expect((await visitor().get('/users/sessions')).status).toBe(401)
})
