import { randomBytes } from 'node:crypto'
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, expect, it } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import { type ByteRange, ObjectMissing, type ObjectStore } from './object-store.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n))
async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const key of store.list(prefix)) keys.push(key)
  return keys
}

async function contentOf(store: ObjectStore, key: string, range?: ByteRange): Promise<string | null> {
  const object = await store.open(key)
  return object && (await buffer(object.read(range))).toString()
}

/** `open` gives a store that holds nothing. */
export const objectStoreContract = contract('objects', (open: () => Promise<ObjectStore>) => {
  const folders: string[] = []
  async function folderWith(files: Record<string, string>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'reelbase-objects-'))
    folders.push(folder)
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    return folder
  }
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  it('gives back what was put, and says how large it is', async () => {
    const store = await open()
    await store.putBytes('public/videos/1/a.txt', bytes('hello'))
    expect((await store.bytes('public/videos/1/a.txt')).toString()).toBe('hello')
    expect(await contentOf(store, 'public/videos/1/a.txt')).toBe('hello')
    const stat = await store.stat('public/videos/1/a.txt')
    expect(stat).toMatchObject({ sizeBytes: 5, etag: expect.stringMatching(/^[\w-]{8,}$/) })
    expect(Math.abs(stat!.modifiedAt.getTime() - Date.now())).toBeLessThan(60_000)
  })

  it('takes a file over: it is here, and no longer there', async () => {
    const store = await open()
    const folder = await folderWith({ upload: 'a film' })
    await store.putFile('private/videos/1/source/f.mp4', join(folder, 'upload'))
    expect(await contentOf(store, 'private/videos/1/source/f.mp4')).toBe('a film')
    await expect(access(join(folder, 'upload'))).rejects.toThrow()
  })

  it('takes a folder over with all that lies beneath it', async () => {
    const store = await open()
    const files = Object.fromEntries(times(30, (n) => [`v${n % 3}/${n}.m4s`, `segment ${n}`]))
    await store.putFolder('public/videos/1/hls/abc', await folderWith({ ...files, 'master.m3u8': '#EXTM3U' }))
    expect(await keysOf(store, 'public/videos/1')).toHaveLength(31)
    expect(await contentOf(store, 'public/videos/1/hls/abc/v2/29.m4s')).toBe('segment 29')
  })

  it('keeps an object of no bytes', async () => {
    const store = await open()
    await store.putBytes('public/videos/1/empty', new Uint8Array())
    expect(await store.stat('public/videos/1/empty')).toMatchObject({ sizeBytes: 0 })
    expect(await contentOf(store, 'public/videos/1/empty')).toBe('')
  })

  it.each([
    [{ start: 0, end: 0 }, 'a'],
    [{ start: 2, end: 4 }, 'cde'],
    [{ start: 9, end: 9 }, 'j'],
    [{ start: 0, end: 9 }, 'abcdefghij'],
  ])('reads the range %j, both ends included', async (range, expected) => {
    const store = await open()
    await store.putBytes('public/videos/1/abc', bytes('abcdefghij'))
    expect(await contentOf(store, 'public/videos/1/abc', range)).toBe(expected)
  })

  it('reads one large object twenty times at once', async () => {
    const store = await open()
    const content = randomBytes(3 * 1024 * 1024)
    await store.putBytes('public/videos/1/large', content)
    const reads = await Promise.all(
      times(20, async (n) =>
        buffer((await store.open('public/videos/1/large'))!.read({ start: n, end: content.length - 1 })),
      ),
    )
    expect(reads.every((read, n) => read.equals(content.subarray(n)))).toBe(true)
  })

  it('reads all of an object of which that was expected, or a part, or nothing', async () => {
    const store = await open()
    const content = randomBytes(3 * 1024 * 1024)
    await store.putBytes('public/videos/1/large', content)
    const opened = async () => (await store.open('public/videos/1/large', 'whole'))!
    const first = await opened()
    expect(first).toMatchObject({ ...(await store.stat('public/videos/1/large')) })
    expect((await buffer(first.read())).equals(content)).toBe(true)
    const all = { start: 0, end: content.length - 1 }
    expect((await buffer((await opened()).read(all))).equals(content)).toBe(true)
    const part = await buffer((await opened()).read({ start: 5, end: 9 }))
    expect(part.equals(content.subarray(5, 10))).toBe(true)
    await (await opened()).close()
    for await (const _chunk of (await opened()).read()) break
    expect(await store.open('public/videos/2/none', 'whole')).toBeNull()
    await store.putBytes('public/videos/1/empty', new Uint8Array())
    const empty = await store.open('public/videos/1/empty', 'whole')
    expect((await buffer(empty!.read())).length).toBe(0)
  })

  it('lets an object be opened and not read, or left in the middle', async () => {
    const store = await open()
    await store.putBytes('public/videos/1/large', randomBytes(3 * 1024 * 1024))
    const unread = await store.open('public/videos/1/large')
    await unread!.close()
    const left: Readable = (await store.open('public/videos/1/large'))!.read()
    for await (const _chunk of left) break
    expect(left.destroyed).toBe(true)
  })

  it('says that what is not there is not there', async () => {
    const store = await open()
    await store.putBytes('public/videos/1/file', bytes('x'))
    for (const key of ['public/videos/2/none', 'public/videos/1', 'public/videos/1/file/below']) {
      expect(await store.stat(key), key).toBeNull()
      expect(await store.open(key), key).toBeNull()
    }
    await expect(store.bytes('public/videos/2/none')).rejects.toThrow(ObjectMissing)
    await expect(store.localCopy('public/videos/2/none')).rejects.toThrow(ObjectMissing)
    await store.remove('public/videos/2/none')
    await store.removePrefix('public/videos/2')
    expect(await keysOf(store, 'public/videos/2')).toEqual([])
  })

  it('lends a local copy', async () => {
    const store = await open()
    await store.putBytes('public/videos/1/a', bytes('hello'))
    const copy = await store.localCopy('public/videos/1/a')
    expect(await readFile(copy.path, 'utf8')).toBe('hello')
    await copy.release()
    expect(await contentOf(store, 'public/videos/1/a')).toBe('hello')
  })

  it('moves an object, and finds a move done that was done before', async () => {
    const store = await open()
    await store.putBytes('public/videos/1/a', bytes('hello'))
    await store.move('public/videos/1/a', 'private/videos/1/b')
    await store.move('public/videos/1/a', 'private/videos/1/b')
    expect(await contentOf(store, 'private/videos/1/b')).toBe('hello')
    expect(await keysOf(store, '')).toEqual(['private/videos/1/b'])
    await expect(store.move('public/videos/1/x', 'private/videos/1/y')).rejects.toThrow(ObjectMissing)
  })

  it('removes one object, or all below a prefix and nothing beside it', async () => {
    const store = await open()
    const keys = ['public/videos/1/a', 'public/videos/1/b/c', 'public/videos/10/a', 'public/videos/1-a']
    for (const key of keys) await store.putBytes(key, bytes('x'))
    await store.remove('public/videos/1/a')
    expect(await keysOf(store, 'public/videos/1')).toEqual(['public/videos/1/b/c'])
    await store.removePrefix('public/videos/1/')
    expect(await keysOf(store, 'public')).toEqual(['public/videos/1-a', 'public/videos/10/a'])
  })

  it('lists keys in byte order, from any prefix of whole segments', async () => {
    const store = await open()
    const keys = [
      'public/a-b',
      'public/a.b',
      'public/a/b',
      'public/a0',
      'public/a/b-c',
      'public/a/b.c/d',
      'private/z',
    ]
    for (const key of keys) await store.putBytes(key, bytes('x'))
    expect(await keysOf(store, '')).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)))
    expect(await keysOf(store, 'public/a/')).toEqual(
      ['public/a/b', 'public/a/b-c', 'public/a/b.c/d'].toSorted(),
    )
  })

  it.each([
    '../escape/x',
    'public/../../x',
    'public/./x',
    'public//x',
    '/public/x',
    'public/x/',
    'public/.hidden',
    'public/a b',
    'public/a\0b',
    'public/a\\b',
    'public/%2e%2e/x',
    'public/Ä',
    'public',
    '',
    `public/${'x'.repeat(200)}`,
  ])('refuses the key %j', async (key) => {
    const store = await open()
    await expect(store.putBytes(key, bytes('x'))).rejects.toThrow('Not an object key')
    await expect(store.stat(key)).rejects.toThrow('Not an object key')
    await expect(store.open(key)).rejects.toThrow('Not an object key')
    await expect(store.remove(key)).rejects.toThrow('Not an object key')
    expect(await keysOf(store, '')).toEqual([])
  })

  it('never loses an object while neighbours beside it come and go', async () => {
    const store = await open()
    await Promise.all(
      times(20, async (n) => {
        for (const round of times(10, (r) => r)) {
          const key = `public/videos/1/img/${n}-${round}`
          await store.putBytes(key, bytes(key))
          expect(await contentOf(store, key)).toBe(key)
          if (round < 9) await store.remove(key)
        }
      }),
    )
    expect(await keysOf(store, 'public/videos/1/img')).toHaveLength(20)
  })

  it('ends with one whole object when twenty put the same key', async () => {
    const store = await open()
    await Promise.all(
      times(20, (n) => store.putBytes('public/videos/1/a', bytes(String(n % 10).repeat(100_000)))),
    )
    expect(await contentOf(store, 'public/videos/1/a')).toMatch(/^(\d)\1{99999}$/)
  })

  it('removes what twenty ask to be removed', async () => {
    const store = await open()
    for (const n of times(10, (i) => i)) await store.putBytes(`public/videos/1/hls/${n}/a`, bytes('x'))
    await Promise.all(times(20, () => store.removePrefix('public/videos/1')))
    expect(await keysOf(store, '')).toEqual([])
  })

  it('is ready', async () => {
    const store = await open()
    await store.check()
    expect(await keysOf(store, '')).toEqual([])
  })
})
