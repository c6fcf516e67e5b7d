import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import type { Answer, Client } from '../../../test/support/client.ts'

const { scene, signUp, visitor, pass } = useSite({ env: { RATE_LIMITS: 'on', TRUST_PROXY: '1' } })

const minutes = (n: number) => n * 60_000
let address = 0
/** Another address each time. */
const elsewhere = () => ({ 'x-forwarded-for': `198.51.100.${++address}` })

async function repeat(n: number, send: () => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = []
  for (let left = n; left > 0; left--) statuses.push((await send()).status)
  return statuses
}

it('stops the eleventh wrong password for an account, from wherever, and forgets after a quarter of an hour', async () => {
  const { ann } = await scene()
  const guess = () =>
    visitor().post('/users/login', { username: ann.username, password: 'a guess' }, elsewhere())
  expect(await repeat(10, guess)).toEqual(Array(10).fill(401))
  const answer = await guess()
  expect(answer).toMatchObject({ status: 429, code: 'too_many_requests', data: null, success: false })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(880)
  expect(answer.headers.get('ratelimit')).toMatch(/^"login"; r=\d+; t=\d+$/)
  const right = () => visitor().post('/users/login', ann, elsewhere())
  expect((await right()).status).toBe(429)
  pass(minutes(15))
  expect((await right()).status).toBe(200)
})

it('looks at no more than ten guesses when many come at once', async () => {
  const { ann } = await scene()
  const guesses = Array.from({ length: 16 }, () =>
    visitor().post('/users/login', { username: ann.username, password: 'a guess' }, elsewhere()),
  )
  const statuses = (await Promise.all(guesses)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(6)
})

it('lets in twenty at once who know the password', async () => {
  const { ann } = await scene()
  const logIns = Array.from({ length: 20 }, () => visitor().post('/users/login', ann, elsewhere()))
  expect((await Promise.all(logIns)).map(({ status }) => status)).toEqual(Array(20).fill(200))
})

it('looks at no more than ten guesses among right passwords that come at once', async () => {
  const { ann } = await scene()
  const logIn = (password: string) =>
    visitor().post('/users/login', { username: ann.username, password }, elsewhere())
  const logIns = Array.from({ length: 24 }, (_, n) => logIn(n % 2 ? 'a guess' : ann.password))
  const answers = await Promise.all(logIns)
  const guesses = answers.filter((_, n) => n % 2)
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
  expect(guesses.filter(({ status }) => status === 429)).toHaveLength(2)
  expect(await logIn('a guess')).toMatchObject({ status: 429 })
})

it('never locks out a device that logged in before', async () => {
  const ann = await signUp('ann', 'cookies')
  const guess = () =>
    visitor().post('/users/login', { username: ann.username, password: 'a guess' }, elsewhere())
  expect((await repeat(11, guess)).at(-1)).toBe(429)
  expect((await ann.post('/users/login', ann, elsewhere())).status).toBe(200)
})

it('does not believe a known device that it does not know, or that is known for somebody else', async () => {
  const [ann, bob] = [await signUp('ann', 'cookies'), await signUp('bob', 'cookies')]
  const guess = (as: Client) => () =>
    as.post('/users/login', { username: ann.username, password: 'a guess' }, elsewhere())
  expect((await repeat(11, guess(bob))).at(-1)).toBe(429)
  const forger = visitor()
  forger.cookies.set('knownDevice', `${ann._id}.${'a'.repeat(43)}`)
  expect((await forger.post('/users/login', ann, elsewhere())).status).toBe(429)
})

it('does not count right passwords', async () => {
  const { ann } = await scene()
  const logIn = () => visitor().post('/users/login', ann, elsewhere())
  expect(await repeat(12, logIn)).toEqual(Array(12).fill(200))
})

it('stops guesses of the old password in a session, too', async () => {
  const { ann } = await scene()
  const guess = () =>
    ann.post('/users/change-password', { oldPassword: 'a guess', newPassword: 'long enough' })
  expect(await repeat(11, guess)).toEqual([...Array(10).fill(400), 429])
})

it('counts log-ins by address, before the body is read, and says how many are left', async () => {
  const from = elsewhere()
  const junk = () => visitor().post('/users/login', 'junk', { ...from, 'content-type': 'application/json' })
  const first = await junk()
  expect(first.status).toBe(400)
  expect(first.headers.get('ratelimit')).toMatch(/^"login"; r=49; t=\d+$/)
  expect(first.headers.get('ratelimit-policy')).toMatch(/^"login"; q=50; w=900/)
  expect(await repeat(50, junk)).toEqual([...Array(49).fill(400), 429])
  const other = await visitor().post('/users/login', {}, elsewhere())
  expect(other.status).toBe(400)
})

it('counts an IPv6 customer, who has a /56, and not an address', async () => {
  let host = 0
  const from = (network: string) => ({ 'x-forwarded-for': `2001:db8:0:${network}::${(++host).toString(16)}` })
  const send = (network: string) => visitor().post('/users/login', {}, from(network))
  expect(await repeat(50, () => send(`12${(host % 16).toString(16)}a`))).toEqual(Array(50).fill(400))
  expect((await send('12ff')).status).toBe(429)
  expect((await send('13ff')).status).toBe(400)
})

it('counts an IPv4 address the same however it is written, and shows it plainly', async () => {
  const { ann } = await scene()
  const written = (n: number) => ({ 'x-forwarded-for': n % 2 ? '203.0.113.9' : '::ffff:203.0.113.9' })
  let n = 0
  expect((await repeat(51, () => visitor().post('/users/login', {}, written(++n)))).at(-1)).toBe(429)
  await visitor().post('/users/login', ann, { 'x-forwarded-for': '::ffff:203.0.113.10' })
  const { data } = await ann.get('/users/sessions')
  expect(data.map(({ address }: { address: string }) => address)).toContain('203.0.113.10')
})

it('lets a known device log in from an address that strangers have used up', async () => {
  const ann = await signUp('ann', 'cookies')
  const from = elsewhere()
  expect((await repeat(51, () => visitor().post('/users/login', {}, from))).at(-1)).toBe(429)
  expect((await ann.post('/users/login', ann, from)).status).toBe(200)
})

it('gives a known device no more than a few requests beyond its address, and no registrations', async () => {
  const ann = await signUp('ann', 'cookies')
  const from = elsewhere()
  const guess = () => ann.post('/users/login', { username: 'somebody else', password: 'a guess' }, from)
  const outcomes = await repeat(56, guess)
  expect(outcomes.filter((status) => status !== 429).length).toBe(55)
  expect(outcomes.at(-1)).toBe(429)
  const register = () => ann.post('/users/register', 'junk', { ...from, 'content-type': 'text/plain' })
  expect(await repeat(31, register)).toEqual([...Array(30).fill(415), 429])
})

it('limits registrations and refreshes by address', async () => {
  const from = elsewhere()
  const register = () => visitor().post('/users/register', 'junk', { ...from, 'content-type': 'text/plain' })
  expect(await repeat(31, register)).toEqual([...Array(30).fill(415), 429])
  const refresh = () => visitor().post('/users/refresh-token', undefined, from)
  expect((await repeat(301, refresh)).slice(-2)).toEqual([401, 429])
})
