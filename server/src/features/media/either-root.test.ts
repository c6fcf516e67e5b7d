import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { diskObjectStore } from '../../adapters/disk/object-store.ts'
import { isObjectMissing, type ObjectStore } from '../../ports/object-store.ts'
import { eitherRoot } from './either-root.ts'

const path = 'videos/66f0c1e2a1b2c3d4e5f60718/hls/a1/master.m3u8'
let folder: string
let objects: ObjectStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-roots-'))
  objects = await diskObjectStore({ folder })
  await objects.putBytes(`private/${path}`, Buffer.from('here'))
  await objects.putBytes('private/users/1/a.jpg', Buffer.from('face'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it.each(['public', 'private'])('finds a file that was asked for under %s', async (root) => {
  const either = eitherRoot(objects)
  expect((await either.bytes(`${root}/${path}`)).toString()).toBe('here')
  const object = await either.open(`${root}/${path}`)
  expect(object?.sizeBytes).toBe(4)
  await object?.close()
})

it('says that a file is missing when it lies nowhere, or belongs to no video', async () => {
  const either = eitherRoot(objects)
  for (const key of [`public/${path}x`, 'public/users/1/a.jpg']) {
    expect(await either.open(key)).toBeNull()
    expect(isObjectMissing(await either.bytes(key).catch((error) => error))).toBe(true)
  }
})
