import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Account } from '../../../test/support/cloudinary/checks.ts'
import type { Meddling } from '../../../test/support/cloudinary/cloud.ts'
import { startCloudinary } from '../../../test/support/cloudinary/stand-in.ts'
import { objectStoreContract } from '../../ports/object-store.contract.ts'
import { ObjectStoreUnavailable } from '../../ports/object-store.ts'
import type { Pace } from './client.ts'
import { openCloudinary } from './open.ts'
import { problemOfCloudinary } from './problem.ts'

const mebibyte = 2 ** 20
const video = 'private/videos/1/source/a/original.mp4'
const avatar = 'public/users/1/abc-256.jpg'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-cloudinary-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const newPath = async () => join(folder, randomBytes(8).toString('hex'))

async function fileOf(bytes: Buffer): Promise<string> {
  const path = await newPath()
  await writeFile(path, bytes)
  return path
}

async function scene(meddling: Meddling = {}, account: Partial<Account> = {}, pace: Partial<Pace> = {}) {
  const standIn = await startCloudinary(account)
  standIn.cloud.meddling = meddling
  onTestFinished(() => standIn.close())
  const open = (settings = standIn.settings) =>
    openCloudinary({
      ...{ settings, newPath, notifyUrl: null, chunkBytes: 5 * mebibyte },
      pace: { attempts: 3, backoffMs: 5, ...pace },
    })
  return { ...standIn, open, ...open() }
}

objectStoreContract('Cloudinary', async () => (await scene()).objects)

describe('a large file at Cloudinary', () => {
  const bytes = randomBytes(12 * mebibyte + 1)
  const ranges = (log: { path: string; headers: Record<string, unknown> }[]) =>
    log.filter(({ path }) => path.endsWith('/video/upload')).map(({ headers }) => headers['content-range'])

  it.each(['sha1', 'sha256'] as const)('goes up in signed parts of one upload (%s)', async (algorithm) => {
    const { objects, cloud, assets } = await scene({}, { algorithm })
    const path = await fileOf(bytes)
    await objects.putFile(video, path)
    expect(ranges(cloud.log)).toEqual([
      `bytes 0-5242879/${bytes.length}`,
      `bytes 5242880-10485759/${bytes.length}`,
      `bytes 10485760-12582912/${bytes.length}`,
    ])
    const ids = cloud.log.flatMap(({ headers }) => headers['x-unique-upload-id'] ?? [])
    expect(new Set(ids).size).toBe(1)
    expect(assets()).toEqual(['video/authenticated/reelbase/videos/1/source/a/original'])
    expect((await objects.bytes(video)).equals(bytes)).toBe(true)
    await expect(access(path)).rejects.toThrow()
  })

  it.each([
    ['a limit of requests', 420],
    ['another one', 429],
    ['a fault of its own', 503],
    ['a lost connection', 'cut'],
  ] as const)('gets past %s in the middle', async (_what, trouble) => {
    let left = 2
    const before = (seen: { headers: Record<string, unknown> }) =>
      String(seen.headers['content-range']).startsWith('bytes 5242880-') && left-- > 0 ? trouble : undefined
    const { objects, cloud, figures } = await scene({ before })
    await objects.putFile(video, await fileOf(bytes))
    expect(ranges(cloud.log)).toHaveLength(5)
    expect(figures()).toMatchObject({ retried: 2, failed: 0 })
    expect((await objects.bytes(video)).equals(bytes)).toBe(true)
  })

  it('begins anew under another id where a part does not go through, and leaves the file when all fails', async () => {
    let refused = 0
    const before = ({ headers }: { headers: Record<string, unknown> }) =>
      String(headers['content-range']).startsWith('bytes 5242880-') && refused++ < 3 ? 500 : undefined
    const once = await scene({ before })
    await once.objects.putFile(video, await fileOf(bytes))
    expect(new Set(once.cloud.log.map(({ headers }) => headers['x-unique-upload-id'])).size).toBe(2)

    const never = await scene({ before: ({ method }) => (method === 'POST' ? 503 : undefined) })
    const path = await fileOf(bytes)
    await expect(never.objects.putFile(video, path)).rejects.toThrow(ObjectStoreUnavailable)
    await access(path)
    expect(never.assets()).toEqual([])
  })

  it('is read by somebody who takes longer than an answer may take to begin', async () => {
    const patienceMs = 2_000
    const { objects } = await scene({}, {}, { patienceMs })
    await objects.putFile(video, await fileOf(bytes))
    const stream = (await objects.open(video))!.read()
    const began = performance.now()
    await once(stream, 'readable')
    await expect.poll(() => performance.now() - began).toBeGreaterThan(patienceMs)
    expect((await buffer(stream)).equals(bytes)).toBe(true)
  })

  it('is read to its end through a connection that breaks', async () => {
    let cuts = 0
    const { objects, cloud } = await scene()
    await objects.putFile(video, await fileOf(bytes))
    cloud.meddling = { cutAfter: () => (cuts++ < 5 ? mebibyte + 7 : undefined) }
    const object = await objects.open(video)
    const part = await buffer(object!.read({ start: 1, end: bytes.length - 2 }))
    expect(part.equals(bytes.subarray(1, -1))).toBe(true)
    expect(cuts).toBe(6)
    cuts = 4
    expect((await buffer((await objects.open(video, 'whole'))!.read())).equals(bytes)).toBe(true)
  })
})

it('waits as long as Cloudinary asks', async () => {
  const waits: number[] = []
  let last = 0
  const { objects } = await scene({
    before: () => {
      if (last > 0) waits.push(performance.now() - last)
      last = performance.now()
      return waits.length < 1 ? 429 : undefined
    },
    retryAfterSeconds: 1,
  })
  await objects.check()
  expect(waits[0]).toBeGreaterThan(900)
})

it('gives a closed file to nobody without a signature, and the sides of a move one name', async () => {
  const { objects, cloud, settings, publicAddress } = await scene()
  await objects.putBytes(avatar, Buffer.from('a face'))
  const address = publicAddress(avatar)
  expect(address).toBe(`${settings.deliveryUrl}/image/upload/v1/reelbase/users/1/abc-256.jpg`)
  expect(await (await fetch(address)).text()).toBe('a face')
  await objects.move(avatar, avatar.replace('public', 'private'))
  expect((await fetch(address)).status).toBe(404)
  const closed = address.replace('/upload/', '/authenticated/')
  expect((await fetch(closed)).status).toBe(401)
  expect((await fetch(closed.replace('/v1/', '/s--AAAAAAAA--/v1/'))).status).toBe(401)
  expect((await objects.bytes(avatar.replace('public', 'private'))).toString()).toBe('a face')
  const renames = cloud.log.filter(({ path }) => path.endsWith('/image/rename'))
  expect(renames).toHaveLength(1)
})

it('calls back the copies of what it removes, replaces and moves', async () => {
  const { objects, cloud } = await scene()
  await objects.putBytes(avatar, Buffer.from('a face'))
  await objects.move(avatar, avatar.replace('public', 'private'))
  await objects.remove(avatar.replace('public', 'private'))
  await objects.removePrefix('public/users/1')
  expect(cloud.invalidated).toEqual(['upload', 'rename', 'destroy', 'DELETE'])
})

it('lists and removes more than one answer holds', { timeout: 60_000 }, async () => {
  const { objects, cloud } = await scene()
  await objects.putBytes('public/users/1/0-64.jpg', Buffer.from('x'))
  const [[name, first] = []] = cloud.assets
  for (let n = 1; n < 520; n++) {
    const publicId = first!.publicId.replace('0-64', `${n}-64`)
    cloud.assets.set(name!.replace('0-64', `${n}-64`), { ...first!, publicId })
  }
  await objects.putBytes('public/users/10/a-64.jpg', Buffer.from('x'))
  expect(await Array.fromAsync(objects.list('public/users/1'))).toHaveLength(520)
  await objects.removePrefix('public/users/1')
  expect(await Array.fromAsync(objects.list(''))).toEqual(['public/users/10/a-64.jpg'])
})

it('says that it is not available when it does not answer, or only that it is broken', async () => {
  const { open, settings } = await scene()
  const nowhere = open({ ...settings, apiUrl: 'http://127.0.0.1:9', deliveryUrl: 'http://127.0.0.1:9' })
  const broken = await scene({ before: () => 503 })
  for (const { objects } of [nowhere, broken]) {
    await expect(objects.stat(video)).rejects.toThrow(ObjectStoreUnavailable)
    await expect(objects.bytes(video)).rejects.toThrow(ObjectStoreUnavailable)
    await expect(objects.putBytes(video, Buffer.from('x'))).rejects.toThrow(ObjectStoreUnavailable)
    await expect(objects.check()).rejects.toThrow(ObjectStoreUnavailable)
  }
})

describe('before a start', () => {
  it('finds nothing wrong with a cloud that works, and leaves nothing there', async () => {
    const { settings, assets } = await scene()
    expect(await problemOfCloudinary(settings)).toBeNull()
    expect(assets()).toEqual([])
  })

  it.each([
    [{ apiSecret: 'another' }, 'Correct CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET'],
    [{ cloudName: 'nobody' }, 'Correct CLOUDINARY_CLOUD_NAME'],
    [{ apiUrl: 'http://127.0.0.1:9' }, 'it does not answer'],
    [{ signature: 'sha256' as const }, 'CLOUDINARY_SIGNATURE'],
    [{ deliveryUrl: 'http://127.0.0.1:9/demo' }, 'it does not answer'],
  ])('says what is wrong with %j', async (wrong, sentence) => {
    const { settings } = await scene()
    const said = await problemOfCloudinary({ ...settings, ...wrong })
    expect(said).toContain(sentence)
    expect(said).not.toContain(settings.apiSecret)
  })
})
