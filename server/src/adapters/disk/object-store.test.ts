import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { objectStoreContract } from '../../ports/object-store.contract.ts'
import { diskObjectStore } from './object-store.ts'

const folders: string[] = []
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-disk-'))
  folders.push(folder)
  return join(folder, 'media')
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

objectStoreContract('disk', async () => diskObjectStore({ folder: await emptyFolder() }))

it('leaves no empty folder behind', async () => {
  const folder = await emptyFolder()
  const store = await diskObjectStore({ folder })
  await store.putBytes('public/videos/1/hls/g/v720/1.m4s', Buffer.from('x'))
  await store.putBytes('public/videos/1/img/a.jpg', Buffer.from('x'))
  await store.move('public/videos/1/img/a.jpg', 'private/videos/1/img/b.jpg')
  await store.removePrefix('public/videos/1/hls/g')
  await store.remove('private/videos/1/img/b.jpg')
  expect(await readdir(folder)).toEqual(['.incoming'])
})

it('copies a file that lies on another disk', async () => {
  const shared = await mkdtemp('/dev/shm/reelbase-').catch(() => null)
  if (!shared) throw new Error('This test needs /dev/shm, a second disk that every Linux has.')
  folders.push(shared)
  const folder = await emptyFolder()
  const store = await diskObjectStore({ folder })
  await writeFile(join(shared, 'upload'), 'a film')
  await store.putFile('public/videos/1/f.mp4', join(shared, 'upload'))
  expect((await store.bytes('public/videos/1/f.mp4')).toString()).toBe('a film')
  expect(await readdir(shared)).toEqual([])
  expect(await readdir(join(folder, '.incoming'))).toEqual([])
})

it('removes old drafts of a process that ended half-way, not those of a neighbour', async () => {
  const folder = await emptyFolder()
  const drafts = join(folder, '.incoming')
  await mkdir(drafts, { recursive: true })
  await writeFile(join(drafts, 'old'), 'x')
  await writeFile(join(drafts, 'young'), 'x')
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400
  await utimes(join(drafts, 'old'), twoDaysAgo, twoDaysAgo)
  await diskObjectStore({ folder })
  expect(await readdir(drafts)).toEqual(['young'])
})
