import bcrypt from 'bcryptjs'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form } from '../../../test/support/form.ts'
import { prepared } from '../../adapters/postgres/statement.ts'
import { recommendedCost } from '../../lib/argon2.ts'

const { scene, signUp, visitor, app } = useSite()
/** Where a password costs what it costs everywhere. */
const dear = useSite({ passwordCost: recommendedCost })

it('logs in by user name or e-mail in either field, in any case', async () => {
  const { ann } = await scene()
  const { username, email, password } = ann
  for (const names of [
    { username },
    { email },
    { username: email },
    { email: username },
    { username: ` ${username.toUpperCase()} ` },
    { email: email.toUpperCase() },
    { username, email: '' },
    { username: null, email },
    { username, email },
    { username: email, email },
    { username: email, email: username },
  ]) {
    const answer = await visitor().post('/users/login', { ...names, password })
    expect(answer, JSON.stringify(names)).toMatchObject({ status: 200, data: { user: { _id: ann._id } } })
  }
})

it('answers the user twice, the tokens, and both as cookies', async () => {
  const { ann } = await scene()
  const { status, data, setCookies } = await visitor().post('/users/login', {
    username: ann.username,
    password: ann.password,
  })
  expect(status).toBe(200)
  expect(data.user).toEqual(data.loggedInUser)
  expect(data.user).toMatchObject({ _id: ann._id, email: ann.email })
  expect(JSON.stringify(data)).not.toMatch(/password|argon2|seed/i)
  expect(setCookies.accessToken).toBe(
    `accessToken=${data.accessToken}; Max-Age=900; Path=/; ${/Expires=[^;]+/.exec(setCookies.accessToken!)}; HttpOnly; SameSite=Lax`,
  )
  expect(setCookies.refreshToken).toContain(`refreshToken=${data.refreshToken}; Max-Age=2592000; Path=/`)
  expect(setCookies.knownDevice).toMatch(/Max-Age=34560000; Path=\/; .*HttpOnly; SameSite=Lax$/)
})

it('takes the form of a plain web page', async () => {
  const { ann } = await scene()
  const { username, password } = ann
  const body = new URLSearchParams({ username, password }).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await visitor().post('/users/login', body, type)).status).toBe(200)
  expect((await visitor().post('/users/login', form({ username, password }))).status).toBe(200)
})

it('answers 401 to a wrong password and 404 to an unknown user', async () => {
  const { ann } = await scene()
  const wrong = { username: ann.username, password: `${ann.password} ` }
  expect(await visitor().post('/users/login', wrong)).toMatchObject({ status: 401, code: 'wrong_password' })
  for (const username of ['nobody', 'nobody@example.org', 'undefined', "' or 1=1 --", '__proto__']) {
    const answer = await visitor().post('/users/login', { username, password: 'whatever it is' })
    expect(answer).toMatchObject({ status: 404, code: 'user_not_found', data: null })
    expect(answer.setCookies).toEqual({})
  }
})

it('works as hard for an unknown user as for a wrong password', async () => {
  const ann = await dear.signUp('ann')
  const took = async (username: string) => {
    const start = performance.now()
    await dear.visitor().post('/users/login', { username, password: 'not the password' })
    return performance.now() - start
  }
  const [known, unknown]: [number[], number[]] = [[], []]
  // In turns, so that other work of this machine slows both; what it adds is not in the shortest.
  for (let n = 0; n < 7; n++) {
    known.push(await took(ann.username))
    unknown.push(await took('nobody'))
  }
  expect(Math.min(...unknown) / Math.min(...known)).toBeGreaterThan(0.5)
})

it.each([
  [{}, 'password'],
  [{ username: 'ann' }, 'password'],
  [{ username: 'ann', password: '' }, 'password'],
  [{ username: 'ann', password: 12345678 }, 'password'],
  [{ password: 'long enough' }, 'username'],
  [{ username: '', email: ' ', password: 'long enough' }, 'username'],
  [{ username: { $ne: '' }, password: 'long enough' }, 'username'],
  [{ username: ['ann'], password: 'long enough' }, 'username'],
  [{ username: 'ann', email: 'bob', password: 'long enough' }, 'username'],
  [{ username: 'ann@example.org', email: 'bob@example.org', password: 'long enough' }, 'username'],
])('answers 400 to %j', async (body, path) => {
  expect(await visitor().post('/users/login', body)).toMatchObject({
    status: 400,
    code: 'invalid_input',
    errors: expect.arrayContaining([expect.objectContaining({ path })]),
  })
})

it('answers 400 to names of two people, but tells only who knows the password', async () => {
  const { ann, bob } = await scene()
  const names = { username: ann.username, email: bob.email }
  expect((await visitor().post('/users/login', { ...names, password: ann.password })).status).toBe(400)
  expect((await visitor().post('/users/login', { ...names, password: 'a guess' })).status).toBe(401)
})

it('answers 400 to broken JSON, 413 to a huge body, 415 to another type', async () => {
  const json = { 'content-type': 'application/json' }
  const post = visitor().post
  expect((await post('/users/login', '{"username":', json)).status).toBe(400)
  expect((await post('/users/login', '[]', json)).status).toBe(400)
  expect((await post('/users/login', 'null', json)).status).toBe(400)
  expect((await post('/users/login')).status).toBe(400)
  expect((await post('/users/login', JSON.stringify('x'.repeat(300_000)), json)).status).toBe(413)
  expect((await post('/users/login', 'hello', { 'content-type': 'text/plain' })).status).toBe(415)
})

const importPassword = prepared('test.import-password', (db, p: { id: string; hash: string }) =>
  db.updateTable('users').set({ password_hash: p.hash }).where('id', '=', p.id),
)
const hashOf = prepared(
  'test.hash-of',
  (_db, p: { id: string }) =>
    sql<{ hash: string }>`select password_hash as hash from users where id = ${p.id}`,
)

it('lets users of an old site in by bcrypt, however short, and hashes anew, also twenty at once', async () => {
  const { _id: id, username } = await signUp('grandpa')
  await app().postgres.run(importPassword, { id, hash: await bcrypt.hash('1234', 4) })
  const answers = []
  for (let n = 0; n < 4; n++) {
    const five = Array.from({ length: 5 }, () =>
      visitor().post('/users/login', { username, password: '1234' }),
    )
    answers.push(...(await Promise.all(five)))
  }
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect((await app().postgres.one(hashOf, { id }))?.hash).toMatch(/^\$argon2id\$/)
  expect((await visitor().post('/users/login', { username, password: '12345' })).status).toBe(401)
})

it('answers 503 with a time to come again when too many log in at once', async () => {
  const { ann } = await dear.scene()
  const who = { username: ann.username, password: ann.password }
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => dear.visitor().post('/users/login', who)),
  )
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(18)
  expect(refused[0]).toMatchObject({ code: 'overloaded' })
  expect(refused[0]?.headers.get('retry-after')).toBe('2')
})
