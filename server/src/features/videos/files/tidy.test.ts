import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { usePipeline } from '../../../../test/support/pipeline.ts'
import type { ObjectStore } from '../../../ports/object-store.ts'
import { newGeneration } from './keys.ts'

const { scene, mediaFolder } = usePipeline()
const never = new AbortController().signal
const later = { jobs: [] }

async function keysOf(objects: ObjectStore, id: string): Promise<string[]> {
  const keys: string[] = []
  for (const root of ['public', 'private']) {
    for await (const key of objects.list(`${root}/videos/${id}`)) keys.push(key)
  }
  return keys.sort()
}

const age = (key: string): Promise<void> => {
  const yesterday = new Date(Date.now() - 86_400_000)
  return utimes(join(mediaFolder(), key), yesterday, yesterday)
}

describe('a sweep', () => {
  it('removes what nothing points to, but not what is new or announced', async () => {
    const { id, run, tidy, objects, media } = await scene()
    await run(1)
    const needed = await keysOf(objects, id)
    const put = async (kind: 'hls' | 'img', isOld: boolean) => {
      const key = `${newGeneration(id, kind, true)}master.m3u8`
      await objects.putBytes(key, Buffer.from('x'))
      if (isOld) await age(key)
      return key
    }
    const superseded = await put('hls', true)
    const arriving = await put('img', false)
    const announced = await put('hls', true)
    const claim = { videoId: id, jobId: id, fence: 1 }
    await media.claim(claim)
    await media.advance(claim, { pending: [announced.replace('master.m3u8', '')] }, new Date(), later)
    await tidy.sweep(id)
    const left = await keysOf(objects, id)
    expect(left).toEqual([...needed, arriving, announced].sort())
    expect(left).not.toContain(superseded)
  })

  it('removes everything of an upload whose row was never written', async () => {
    const { tidy, objects } = await scene()
    const id = '66f0c1e2a1b2c3d4e5f60718'
    for (const kind of ['source', 'file'] as const) {
      await objects.putBytes(`${newGeneration(id, kind, kind === 'file')}video.mp4`, Buffer.from('x'))
    }
    await tidy.sweep(id)
    expect(await keysOf(objects, id)).toEqual([])
  })
})

describe('a change of visibility', () => {
  it('leaves nothing in public but what is announced or arriving, and moves the rest under its names', async () => {
    const { id, run, store, tidy, objects, media } = await scene()
    await run(1)
    const before = await keysOf(objects, id)
    const old = `${newGeneration(id, 'hls', true)}master.m3u8`
    await objects.putBytes(old, Buffer.from('superseded'))
    await store.update(id, { privacy: 'private' }, new Date(), later)
    await Promise.all([tidy.relocate(id, never), tidy.relocate(id, never)])
    const closed = await keysOf(objects, id)
    expect(closed).toEqual(before.map((key) => key.replace('public/', 'private/')).sort())
    const { progressive, hls, poster, thumbnail, storyboard } = (await media.media(id))!
    for (const key of [progressive, hls?.key, poster, thumbnail, storyboard]) expect(closed).toContain(key)
    await store.update(id, { privacy: 'public' }, new Date(), later)
    await tidy.relocate(id, never)
    expect(await keysOf(objects, id)).toEqual(before)
  })

  it('ends where the last of many wants it', async () => {
    const { id, run, store, tidy, objects } = await scene()
    await run(1)
    const before = await keysOf(objects, id)
    const work: Promise<void>[] = []
    for (let n = 0; n < 10; n++) {
      await store.update(id, { privacy: n % 2 ? 'public' : 'private' }, new Date(), later)
      work.push(tidy.relocate(id, never))
    }
    await Promise.all(work)
    expect(await keysOf(objects, id)).toEqual(before)
  })

  it('leaves nothing of a video that is removed while its files are moved', async () => {
    const { id, run, store, tidy, objects } = await scene()
    await run(1)
    await store.update(id, { privacy: 'private' }, new Date(), later)
    const { move } = objects
    const removedFirst = vi.spyOn(objects, 'move').mockImplementationOnce(async (from, to) => {
      await move(from, to)
      await store.remove(id, new Date(), later)
      await tidy.removeFiles(id)
      await objects.putBytes(to, Buffer.from('a copy that was on its way'))
    })
    onTestFinished(() => removedFirst.mockRestore())
    await tidy.relocate(id, never)
    expect(await keysOf(objects, id)).toEqual([])
  })
})
