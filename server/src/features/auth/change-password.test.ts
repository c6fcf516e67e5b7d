import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'

const { scene, visitor } = useSite()

const newPassword = 'another long password'

it('changes the password and ends the other sessions at once', async () => {
  const { ann } = await scene()
  const { username, password } = ann
  const phone = visitor('bearer')
  await phone.logIn(ann)
  const answer = await ann.post('/users/change-password', { oldPassword: password, newPassword })
  expect(answer).toMatchObject({ status: 200, data: {} })
  expect((await ann.get('/users/current-user')).status).toBe(200)
  expect((await phone.get('/users/current-user')).status).toBe(401)
  expect((await visitor().post('/users/refresh-token', { refreshToken: phone.refreshToken })).status).toBe(
    401,
  )
  expect((await visitor().post('/users/login', { username, password })).status).toBe(401)
  expect((await visitor().post('/users/login', { username, password: newPassword })).status).toBe(200)
})

it('takes the old password under its other name, and a confirmation', async () => {
  const { ann } = await scene()
  const body = { currentPassword: ann.password, newPassword, confirmPassword: newPassword }
  expect((await ann.post('/users/change-password', body)).status).toBe(200)
})

it('answers 400 to a wrong old password, and changes nothing', async () => {
  const { ann } = await scene()
  const answer = await ann.post('/users/change-password', { oldPassword: 'a guess', newPassword })
  expect(answer).toMatchObject({ status: 400, code: 'wrong_old_password' })
  expect((await visitor().post('/users/login', ann)).status).toBe(200)
})

it.each([
  ['newPassword', { newPassword: 'short' }],
  ['newPassword', { newPassword: 'x'.repeat(129) }],
  ['newPassword', { newPassword: undefined }],
  ['oldPassword', { oldPassword: undefined }],
  ['oldPassword', { oldPassword: { $ne: '' } }],
  ['confirmPassword', { confirmPassword: 'something else' }],
])('answers 400 for %s in %j', async (path, more) => {
  const { ann } = await scene()
  const body = { oldPassword: ann.password, newPassword, ...more }
  expect(await ann.post('/users/change-password', body)).toMatchObject({
    status: 400,
    code: 'invalid_input',
    errors: [{ path }],
  })
})

it('lets one of several changes at once win, and nobody in by another password', async () => {
  const { ann } = await scene()
  const wanted = Array.from({ length: 5 }, (_, n) => `password number ${n}`)
  const answers = await Promise.all(
    wanted.map((next) =>
      ann.post('/users/change-password', { oldPassword: ann.password, newPassword: next }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400])
  const won = wanted[answers.findIndex(({ status }) => status === 200)]
  expect((await visitor().post('/users/login', { ...ann, password: won })).status).toBe(200)
})

it('answers 401 to a visitor', async () => {
  expect((await visitor().post('/users/change-password', { oldPassword: 'x', newPassword })).status).toBe(401)
})
