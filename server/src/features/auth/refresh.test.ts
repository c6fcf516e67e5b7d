import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'

const { scene, signUp, visitor, pass } = useSite()

const seconds = (n: number) => n * 1000
const days = (n: number) => seconds(n * 86_400)
const refresh = (refreshToken: unknown) => visitor().post('/users/refresh-token', { refreshToken })

it('answers a new pair by cookie, and sets it', async () => {
  const ann = await signUp('ann', 'cookies')
  const before = ann.cookies.get('refreshToken')
  const answer = await ann.post('/users/refresh-token')
  expect(answer.status).toBe(200)
  expect(Object.keys(answer.data).sort()).toEqual(['accessToken', 'refreshToken'])
  expect(answer.data.refreshToken).not.toBe(before)
  expect(ann.cookies.get('refreshToken')).toBe(answer.data.refreshToken)
  expect(ann.cookies.get('accessToken')).toBe(answer.data.accessToken)
  expect(answer.setCookies.refreshToken).toContain('; HttpOnly; SameSite=Lax')
  expect((await ann.get('/users/current-user')).status).toBe(200)
})

it('answers a new pair by body', async () => {
  const { ann } = await scene()
  const { status, data } = await refresh(ann.refreshToken)
  expect(status).toBe(200)
  expect(data.refreshToken).not.toBe(ann.refreshToken)
  const authorization = `Bearer ${data.accessToken}`
  expect((await visitor().get('/users/current-user', { authorization })).data._id).toBe(ann._id)
})

it('gives twenty parallel refreshes the same refresh token', async () => {
  const { ann } = await scene()
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(ann.refreshToken)))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  const tokens = new Set(answers.map(({ data }) => data.refreshToken))
  expect(tokens.size).toBe(1)
  expect((await refresh([...tokens][0])).status).toBe(200)
})

it('answers the same pair to the replaced token for thirty seconds', async () => {
  const { ann } = await scene()
  const first = await refresh(ann.refreshToken)
  pass(seconds(20))
  const again = await refresh(ann.refreshToken)
  expect(again).toMatchObject({ status: 200, data: { refreshToken: first.data.refreshToken } })
  expect((await refresh(first.data.refreshToken)).status).toBe(200)
})

it('takes a replaced token after thirty seconds for stolen, and ends the session', async () => {
  const { ann } = await scene()
  const { data } = await refresh(ann.refreshToken)
  pass(seconds(31))
  expect(await refresh(ann.refreshToken)).toMatchObject({ status: 401, code: 'token_reused' })
  expect(await refresh(data.refreshToken)).toMatchObject({ status: 401, code: 'invalid_token' })
  const authorization = `Bearer ${data.accessToken}`
  expect((await visitor().get('/users/current-user', { authorization })).status).toBe(401)
})

it('takes a token two generations old for stolen at once', async () => {
  const { ann } = await scene()
  const second = await refresh(ann.refreshToken)
  const third = await refresh(second.data.refreshToken)
  expect(await refresh(ann.refreshToken)).toMatchObject({ status: 401, code: 'token_reused' })
  expect((await refresh(third.data.refreshToken)).status).toBe(401)
})

it('ends only the session whose token was stolen', async () => {
  const { ann } = await scene()
  const stolen = ann.refreshToken
  await ann.logIn(ann)
  await refresh(stolen)
  pass(seconds(31))
  expect((await refresh(stolen)).status).toBe(401)
  expect((await refresh(ann.refreshToken)).status).toBe(200)
})

it('takes a good token beside a bad one, wherever it stands', async () => {
  const ann = await signUp('ann', 'cookies')
  const old = ann.cookies.get('refreshToken')!
  await ann.post('/users/refresh-token')
  pass(seconds(31))
  const good = ann.cookies.get('refreshToken')!
  const staleBody = await ann.post('/users/refresh-token', { refreshToken: old })
  expect(staleBody.status).toBe(200)
  ann.cookies.set('refreshToken', 'garbage')
  const badCookie = await ann.post('/users/refresh-token', { refreshToken: staleBody.data.refreshToken })
  expect(badCookie.status).toBe(200)
  expect(badCookie.data.refreshToken).not.toBe(good)
})

it('answers 401 without a token, and to what is none of ours', async () => {
  const { ann } = await scene()
  expect(await visitor().post('/users/refresh-token')).toMatchObject({
    status: 401,
    code: 'not_authenticated',
  })
  const [id, , mac] = ann.refreshToken!.split('.')
  const others = [
    'garbage',
    'undefined',
    ann.accessToken,
    `${id}.2.${mac}`,
    `${'0'.repeat(24)}.1.${mac}`,
    `${id}.1.${'a'.repeat(43)}`,
    `${id}.1`,
    "'; drop table sessions; --",
  ]
  for (const token of others) {
    expect(await refresh(token), String(token)).toMatchObject({ status: 401, code: 'invalid_token' })
  }
  expect((await refresh(ann.refreshToken)).status).toBe(200)
})

it('answers 400 to a token that is no text', async () => {
  expect((await refresh({ $gt: '' })).status).toBe(400)
  expect((await refresh(['x'])).status).toBe(400)
  expect((await refresh('x'.repeat(2000))).status).toBe(400)
})

it('takes a body that cannot be read for none', async () => {
  const ann = await signUp('ann', 'cookies')
  expect((await ann.post('/users/refresh-token', 'junk', { 'content-type': 'text/plain' })).status).toBe(200)
})

it('forgets a session that is not used for its lifetime, and keeps one that is', async () => {
  const { ann, bob } = await scene()
  pass(days(29))
  const kept = await refresh(ann.refreshToken)
  expect(kept.status).toBe(200)
  pass(days(2))
  expect((await refresh(bob.refreshToken)).status).toBe(401)
  expect((await refresh(kept.data.refreshToken)).status).toBe(200)
})
