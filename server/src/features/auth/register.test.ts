import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form, pictureFile } from '../../../test/support/form.ts'

const { scene, visitor, dataDir, jobsDone } = useSite()

let count = 0
/** Fields of a registration that would succeed. */
async function someone(more: Record<string, string | File | undefined> = {}) {
  const username = `someone${++count}`
  const fields = { username, email: `${username}@example.org`, fullName: 'Some One', password: 'long enough' }
  return { ...fields, avatar: await pictureFile(), ...more }
}
const register = async (more?: Record<string, string | File | undefined>) =>
  visitor().post('/users/register', form(await someone(more)))

const files = async (folder: string): Promise<string[]> => {
  const entries = await readdir(join(dataDir(), folder), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && entry.name !== 'lease').map((entry) => entry.name)
}

it('answers 201 with the user, without secrets and without logging in', async () => {
  const answer = await register({
    username: 'Grace',
    email: 'Grace@Example.org',
    fullName: ' Grace  Hopper ',
  })
  expect(answer.status).toBe(201)
  expect(answer.data).toEqual({
    _id: expect.stringMatching(/^[0-9a-f]{24}$/),
    username: 'grace',
    email: 'grace@example.org',
    fullName: 'Grace  Hopper',
    fullname: 'Grace  Hopper',
    bio: '',
    role: 'user',
    avatar: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/media\/.+-256\.jpg$/),
    avatarSmall: expect.stringMatching(/-64\.jpg$/),
    coverImage: '',
    coverImageSmall: '',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    updatedAt: expect.any(String),
  })
  expect(answer.setCookies).toEqual({})
})

it('takes a cover picture, and the name under its other name', async () => {
  const answer = await register({ fullName: undefined, fullname: 'Ada', coverImage: await pictureFile() })
  expect(answer).toMatchObject({ status: 201, data: { fullName: 'Ada', fullname: 'Ada' } })
  expect(answer.data.coverImage).toMatch(/-1280\.jpg$/)
})

it.each([
  ['username', 'ab'],
  ['username', 'a'.repeat(31)],
  ['username', 'with space'],
  ['username', 'naïve'],
  ['username', 'a@b'],
  ['username', '../../etc'],
  ['username', '...'],
  ['username', 'Admin'],
  ['username', 'current-user'],
  ['username', 'undefined'],
  ['email', 'nobody'],
  ['email', 'a@b'],
  ['email', 'two@at@example.org'],
  ['email', 'a b@example.org'],
  ['email', `${'a'.repeat(250)}@example.org`],
  ['password', '1234567'],
  ['password', 'a'.repeat(129)],
  ['fullName', '   '],
  ['fullName', 'a'.repeat(81)],
  ['fullName', '\u200b\u0000'],
])('answers 400 to the %s %j', async (field, value) => {
  const answer = await register({ [field]: value })
  expect(answer).toMatchObject({ status: 400, code: 'invalid_input', errors: [{ path: field }] })
})

it.each(['username', 'email', 'password', 'fullName'])('answers 400 without %s', async (field) => {
  const answer = await register({ [field]: undefined })
  expect(answer).toMatchObject({ status: 400, code: 'invalid_input', errors: [{ path: field }] })
  expect(answer.message).toBe(`${field}: This is required.`)
})

it('answers 400 without an avatar', async () => {
  expect(await register({ avatar: undefined })).toMatchObject({ status: 400, code: 'missing_file' })
  const several = await register({ avatar: undefined, email: 'no address', password: 'short' })
  expect(several).toMatchObject({ status: 400, code: 'invalid_input' })
  expect(several.errors?.map(({ path }: { path: string }) => path).toSorted()).toEqual([
    ...['avatar', 'email', 'password'],
  ])
})

it('counts characters of a password in the form in which they are compared', async () => {
  expect((await register({ password: 'e\u0301'.repeat(7) })).status).toBe(400)
  expect((await register({ password: '\u{1f511}'.repeat(8) })).status).toBe(201)
})

it('says which of the two names is taken, whatever its case', async () => {
  const { ann } = await scene()
  expect(await register({ username: ann.username.toUpperCase() })).toMatchObject({
    status: 409,
    code: 'username_taken',
    errors: [{ path: 'username' }],
  })
  expect(await register({ email: ann.email.toUpperCase() })).toMatchObject({
    status: 409,
    code: 'email_taken',
    errors: [{ path: 'email' }],
  })
})

it('makes one account of twenty registrations at once, and leaves no file of the others', async () => {
  const before = (await files('media')).length
  const wanted = await Promise.all(
    Array.from({ length: 20 }, () => someone({ username: 'wanted', email: 'wanted@example.org' })),
  )
  const answers = await Promise.all(wanted.map((fields) => visitor().post('/users/register', form(fields))))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
  await jobsDone()
  expect((await files('media')).length).toBe(before + 2)
  expect(await files('uploads')).toEqual([])
})

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

it.each([
  ['an SVG', svg, 'image/svg+xml', 415, 'unsupported_file_type'],
  ['a web page', '<!doctype html><script>alert(1)</script>', 'text/html', 415, 'unsupported_file_type'],
  ['an SVG that claims to be a PNG', svg, 'image/png', 422, 'not_a_picture'],
  ['a text that claims to be a JPEG', 'hello', 'image/jpeg', 422, 'not_a_picture'],
  ['an empty file', '', 'image/jpeg', 422, 'not_a_picture'],
  ['the head of a PNG', '\x89PNG\r\n\x1a\n', 'image/png', 422, 'not_a_picture'],
  ['a file of no type', 'hello', 'application/octet-stream', 422, 'not_a_picture'],
])('refuses %s as avatar and leaves nothing', async (_, content, type, status, code) => {
  const before = await files('media')
  const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0))
  const avatar = new File([bytes], '../../x.jpg', { type })
  expect(await register({ avatar })).toMatchObject({ status, code, errors: [{ path: 'avatar' }] })
  expect(await register({ coverImage: avatar })).toMatchObject({ status, errors: [{ path: 'coverImage' }] })
  expect(await files('media')).toEqual(before)
  expect(await files('uploads')).toEqual([])
})

it('answers 415 to JSON, for a picture is needed', async () => {
  const answer = await visitor().post('/users/register', { username: 'json' })
  expect(answer).toMatchObject({ status: 415, code: 'unsupported_content_type' })
})

it('gives no role to who asks for one', async () => {
  const answer = await register({ role: 'admin', _id: '0'.repeat(24) })
  expect(answer).toMatchObject({ status: 201, data: { role: 'user' } })
  expect(answer.data._id).not.toBe('0'.repeat(24))
})
