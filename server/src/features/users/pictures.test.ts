import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form, pictureFile } from '../../../test/support/form.ts'

const { scene, dataDir, jobsDone, url } = useSite({ env: { MAX_IMAGE_BYTES: '200KiB' } })

const filesOf = async (userId: string): Promise<string[]> =>
  (await readdir(join(dataDir(), 'media/public/users', userId))).sort()

it('replaces the avatar in both sizes, and removes the old one', async () => {
  const { ann } = await scene()
  const before = await filesOf(ann._id)
  const answer = await ann.patch('/users/avatar', form({ avatar: await pictureFile({ format: 'png' }) }))
  expect(answer).toMatchObject({ status: 200, data: { _id: ann._id } })
  await jobsDone()
  const after = await filesOf(ann._id)
  expect(after).toHaveLength(2)
  expect(after).not.toEqual(before)
  expect(answer.data.avatar).toContain(after.find((name) => name.endsWith('-256.jpg')))
  expect((await ann.get('/users/current-user')).data.avatar).toBe(answer.data.avatar)
})

it('sets and replaces the cover without touching the avatar', async () => {
  const { ann } = await scene()
  const { avatar } = (await ann.get('/users/current-user')).data
  await ann.patch('/users/cover-image', form({ coverImage: await pictureFile() }))
  const cover = await pictureFile({ width: 2560, height: 640 })
  const answer = await ann.patch('/users/update-cover-image', form({ coverImage: cover }))
  expect(answer).toMatchObject({ status: 200, data: { avatar } })
  await jobsDone()
  expect(await filesOf(ann._id)).toHaveLength(4)
  const shown = await sharp(
    join(dataDir(), 'media/public/users', ann._id, nameOf(answer.data.coverImage)),
  ).metadata()
  expect([shown.width, shown.height]).toEqual([1280, 320])
})

const nameOf = (address: string): string => new URL(address).pathname.split('/').at(-1)!

it('serves the pictures that it names', async () => {
  const { ann, visitor } = await scene()
  const { avatar, avatarSmall } = (await ann.get('/users/current-user')).data
  for (const [address, size] of [
    [avatar, 256],
    [avatarSmall, 64],
  ]) {
    expect(address.startsWith(url())).toBe(true)
    const response = await visitor.fetch(address)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    const { width, height } = await sharp(await response.arrayBuffer()).metadata()
    expect([width, height]).toEqual([size, size])
  }
})

it('keeps nothing of what a camera wrote into a picture', async () => {
  const { ann } = await scene()
  const withPlace = await sharp(await (await pictureFile()).arrayBuffer())
    .withExif({ IFD0: { Artist: 'Ann of Elm Street' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .jpeg()
    .toBuffer()
  expect(withPlace.includes('Elm Street')).toBe(true)
  const avatar = new File([new Uint8Array(withPlace)], 'me.jpg', { type: 'image/jpeg' })
  const { data } = await ann.patch('/users/update-avatar', form({ avatar }))
  const stored = await sharp(join(dataDir(), 'media/public/users', ann._id, nameOf(data.avatar))).toBuffer()
  expect(stored.includes('Elm Street')).toBe(false)
  expect((await sharp(stored).metadata()).exif).toBeUndefined()
})

it('ends with one avatar and no other file when ten are set at once', async () => {
  const { ann } = await scene()
  const pictures = await Promise.all(
    Array.from({ length: 10 }, (_, n) => pictureFile({ width: 100 + n, height: 100 })),
  )
  const answers = await Promise.all(pictures.map((avatar) => ann.patch('/users/avatar', form({ avatar }))))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
  await jobsDone()
  const { avatar } = (await ann.get('/users/current-user')).data
  const files = await filesOf(ann._id)
  expect(files).toHaveLength(2)
  expect(files).toContain(nameOf(avatar))
})

it('answers 400 without a file or with one too many, 413 to a large one, 415 to what is no form', async () => {
  const { ann } = await scene()
  const avatar = await pictureFile()
  const patch = (body: unknown, headers?: Record<string, string>) => ann.patch('/users/avatar', body, headers)
  expect(await patch(form({ avatar: 'a text' }))).toMatchObject({ status: 400, code: 'missing_file' })
  expect(await patch(form({ coverImage: avatar }))).toMatchObject({ status: 400, code: 'unexpected_file' })
  const twice = form({ avatar })
  twice.append('avatar', avatar)
  expect(await patch(twice)).toMatchObject({ status: 400, code: 'unexpected_file' })
  const large = new File([new Uint8Array(300 * 1024)], 'large.jpg', { type: 'image/jpeg' })
  expect(await patch(form({ avatar: large }))).toMatchObject({ status: 413, code: 'file_too_large' })
  expect(await patch({ avatar: 'x' })).toMatchObject({ status: 415, code: 'unsupported_content_type' })
  expect(
    (await readdir(join(dataDir(), 'uploads'), { recursive: true })).filter((name) => !/lease$/.test(name)),
  ).toHaveLength(1)
})

it('answers 422 to a picture with too many pixels on a side', async () => {
  const { ann } = await scene()
  const avatar = await pictureFile({ width: 8193, height: 1, format: 'png' })
  expect(await ann.patch('/users/avatar', form({ avatar }))).toMatchObject({
    status: 422,
    code: 'picture_too_large',
    errors: [{ path: 'avatar' }],
  })
  expect(await filesOf(ann._id)).toHaveLength(2)
})
