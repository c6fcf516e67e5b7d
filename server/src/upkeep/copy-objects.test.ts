import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { s3UnderTest, useBuckets } from '../../test/support/s3.ts'
import { diskObjectStore } from '../adapters/disk/object-store.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { copyObjects } from './copy-objects.ts'
import { belonging, mark, markOnce } from './site-mark.ts'

const s3 = s3UnderTest()
const buckets = s3 && useBuckets(s3)
const data = { siteId: async () => 'a'.repeat(24) }
const film = `videos/${'c'.repeat(24)}/hls/1`

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'reelbase-copy-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}
const disk = async () => diskObjectStore({ folder: join(await folder(), 'media') })
const s3Store = () => buckets!.newStore()
const ways: [string, () => Promise<ObjectStore>, () => Promise<ObjectStore>][] = [
  ['a disk to a disk', disk, disk],
  ...(buckets
    ? ([
        ['a disk to S3', disk, s3Store],
        ['S3 to a disk', s3Store, disk],
      ] as typeof ways)
    : []),
]

describe.each(ways)('copying files from %s', (_name, openFrom, openTo) => {
  async function scene() {
    const [from, to, workFolder] = [await openFrom(), await openTo(), await folder()]
    for (let n = 0; n < 20; n++)
      await from.putBytes(`public/${film}/v720/${n}.m4s`, Buffer.from(`segment ${n}`))
    await from.putBytes(`public/${film}-2/master.m3u8`, Buffer.from('#EXTM3U'))
    await from.putBytes(`private/videos/${'c'.repeat(24)}/source/1/a.mp4`, Buffer.alloc(300_000, 7))
    await from.putBytes(`trash/2026-11-01/public/${film}/old.m4s`, Buffer.from('old'))
    await mark({ data, objects: from })
    const copy = (more: Partial<Parameters<typeof copyObjects>[0]> = {}) =>
      copyObjects({ data, from, to, workFolder, thorough: false, ...more })
    return { from, to, workFolder, copy }
  }
  const contents = async (store: ObjectStore) => {
    const all: Record<string, string> = {}
    for (const root of ['private/videos', 'public', 'trash'])
      for await (const key of store.list(root)) all[key] = (await store.bytes(key)).toString()
    return all
  }

  it('brings all of them, and a second time only what has come since', async () => {
    const { from, to, copy, workFolder } = await scene()
    expect(await copy()).toMatchObject({ files: 23, already: 0, removed: 0 })
    expect(await contents(to)).toEqual(await contents(from))
    await from.putBytes(`public/${film}/v720/20.m4s`, Buffer.from('new'))
    expect(await copy()).toMatchObject({ files: 1, already: 23, removed: 0, sizeBytes: 3 })
    expect(await contents(to)).toEqual(await contents(from))
    expect(await readdir(workFolder)).toEqual([])
  })

  it('takes away what a killed run left on its way, and not what another one still needs', async () => {
    const { copy, workFolder } = await scene()
    for (const [name, owner] of [
      ['copy-killed', 2 ** 22 + 1],
      ['copy-running', process.ppid],
      ['restore-killed', 2 ** 22 + 1],
    ]) {
      await mkdir(join(workFolder, `${name}`))
      await writeFile(join(workFolder, `${name}`, 'owner'), `${owner} ${hostname()}`)
    }
    await copy()
    expect((await readdir(workFolder)).sort()).toEqual(['copy-running', 'restore-killed'])
  })

  it('takes away again what is no longer there, or lies under the other root by now', async () => {
    const { from, to, copy } = await scene()
    await copy()
    await from.move(`public/${film}/v720/1.m4s`, `private/${film}/v720/1.m4s`)
    await from.remove(`public/${film}/v720/2.m4s`)
    expect(await copy()).toMatchObject({ files: 1, removed: 2 })
    expect(await contents(to)).toEqual(await contents(from))
  })

  it('does not leave there what is closed while it is copied', async () => {
    const { from, to, copy } = await scene()
    const key = `public/${film}/v720/1.m4s`
    const closing: ObjectStore = {
      ...to,
      async putFile(target, path) {
        await to.putFile(target, path)
        if (target === key) await from.move(key, key.replace('public', 'private'))
      },
    }
    expect(await copy({ to: closing })).toMatchObject({ removed: 1 })
    expect(await to.stat(key)).toBeNull()
    await copy()
    expect(await contents(to)).toEqual(await contents(from))
  })

  it('goes on after it broke off, and until then no server begins there', async () => {
    const { from, to, copy } = await scene()
    let puts = 0
    const breaking: ObjectStore = {
      ...to,
      async putFile(key, path) {
        if (++puts > 12) throw new Error('the network is gone')
        await to.putFile(key, path)
      },
    }
    await expect(copy({ to: breaking })).rejects.toThrow('the network is gone')
    await expect(markOnce({ data, objects: to })).rejects.toThrow('only half copied')
    const { files, already } = await copy()
    expect([files + already, already]).toEqual([23, 12])
    expect(await contents(to)).toEqual(await contents(from))
    expect(await markOnce({ data, objects: to })).toBe('ours')
    expect(await belonging({ data, objects: to })).toBe('ours')
  })

  it('reads back what it copied, and compares what was there where that is asked for', async () => {
    const { to, copy } = await scene()
    const key = `public/${film}/v720/1.m4s`
    const broken: ObjectStore = {
      ...to,
      putFile: (target, path) =>
        target === key ? to.putBytes(key, Buffer.from('x')) : to.putFile(target, path),
    }
    await expect(copy({ to: broken })).rejects.toThrow(`${key} does not come back as it was copied`)
    await copy()
    await to.putBytes(key, Buffer.from('changed!!'))
    expect(await copy()).toMatchObject({ files: 0 })
    expect(await copy({ thorough: true })).toMatchObject({ files: 1 })
    expect((await to.bytes(key)).toString()).toBe('segment 1')
  })

  it('touches no store that is in use, nor the files of another site', async () => {
    const { from, to, copy } = await scene()
    await copy()
    await markOnce({ data, objects: to })
    const before = await contents(to)
    await from.remove(`public/${film}/v720/2.m4s`)
    await expect(copy()).rejects.toThrow('it holds files already')
    expect(await contents(to)).toEqual(before)
    const other = { siteId: async () => 'b'.repeat(24) }
    await expect(copy({ data: other, to: await openTo() })).rejects.toThrow('belong to another site')
  })

  it('touches no store that a server had begun to use when it was killed', async () => {
    const { from, to, copy } = await scene()
    await copy()
    const killed = () => Promise.reject(new Error('killed'))
    await expect(markOnce({ data, objects: { ...to, remove: killed } })).rejects.toThrow('killed')
    await to.putBytes(`public/${film}-3/master.m3u8`, Buffer.from('new here'))
    const before = await contents(to)
    await from.remove(`public/${film}/v720/2.m4s`)
    await expect(copy()).rejects.toThrow('it holds files already')
    expect(await contents(to)).toEqual(before)
  })

  it('leaves the copy to the database whose files these are', async () => {
    const { to, copy } = await scene()
    await copy()
    const other = { siteId: async () => 'b'.repeat(24) }
    expect(await markOnce({ data: other, objects: to })).toBe('foreign')
    expect(await markOnce({ data, objects: to })).toBe('ours')
  })
})
