import { randomBytes } from 'node:crypto'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { s3UnderTest, useBuckets } from '../../../test/support/s3.ts'
import { meddled } from '../../../test/support/s3-proxy.ts'
import { objectStoreContract } from '../../ports/object-store.contract.ts'
import { ObjectStoreUnavailable } from '../../ports/object-store.ts'
import { s3Client } from './client.ts'
import { abortUploads } from './multipart.ts'
import { s3ObjectStore } from './object-store.ts'

const found = s3UnderTest()
if (found) onS3(found)

it('refuses what is no key before anything is asked of a store', async () => {
  const nowhere = {
    endpoint: 'http://127.0.0.1:9',
    bucket: 'films',
    region: 'us-east-1',
    forcePathStyle: true,
  }
  const settings = { ...nowhere, accessKeyId: 'key', secretAccessKey: 'secret' }
  const store = s3ObjectStore({ settings, newPath: async () => '/none' })
  for (const use of [store.stat, store.remove, store.removePrefix, store.localCopy, store.bytes])
    await expect(use('../escape')).rejects.toThrow('Not an object key')
})

function onS3(s3: NonNullable<typeof found>): void {
  const { client, newBucket, newStore } = useBuckets(s3)
  const mebibyte = 2 ** 20
  const video = 'public/videos/1/file/a/video.mp4'
  const inParts = { partBytes: 5 * mebibyte, copyBytes: 8 * mebibyte }
  objectStoreContract('S3', () => newStore())

  async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'reelbase-s3-'))
    onTestFinished(() => rm(made, { recursive: true, force: true }))
    return made
  }
  async function fileOf(bytes: Buffer): Promise<string> {
    const path = join(await folder(), 'file')
    await writeFile(path, bytes)
    return path
  }
  const uploads = async (Bucket: string) =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []

  describe('a large file on S3', () => {
    const bytes = randomBytes(12 * mebibyte + 1)

    it('goes up in parts, and is one object, moved in parts too', async () => {
      const store = await newStore(inParts)
      await store.putFile(video, await fileOf(bytes))
      expect((await store.stat(video))?.sizeBytes).toBe(bytes.length)
      await store.move(video, video.replace('public', 'private'))
      expect(await Array.fromAsync(store.list(''))).toEqual([video.replace('public', 'private')])
      expect((await store.bytes(video.replace('public', 'private'))).equals(bytes)).toBe(true)
    })

    it('leaves nothing behind when a part fails, but the file', async () => {
      const bucket = await newBucket()
      const before = async (method: string, path: string) =>
        method === 'PUT' && path.includes('partNumber=2') ? 400 : undefined
      const store = await newStore(inParts, await meddled(bucket, { before }))
      const path = await fileOf(bytes)
      await expect(store.putFile(video, path)).rejects.toThrow()
      await access(path)
      expect(await store.stat(video)).toBeNull()
      expect(await uploads(bucket.bucket)).toEqual([])
    })

    it('is given up a day after the process died that sent it', async () => {
      const { bucket } = await newBucket()
      await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: video }))
      await abortUploads(client, bucket, new Date(Date.now() - 60_000))
      expect(await uploads(bucket)).toHaveLength(1)
      await abortUploads(client, bucket, new Date(Date.now() + 60_000))
      expect(await uploads(bucket)).toEqual([])
    })

    it('is given up with all others, however many one answer names, or was by another worker', async () => {
      const settings = await newBucket()
      const Bucket = settings.bucket
      for (const name of 'abcdeffff')
        await client.send(new CreateMultipartUploadCommand({ Bucket, Key: `public/${name}` }))
      const few = s3Client(settings)
      few.middlewareStack.add(
        (next, { commandName }) =>
          async (request) => {
            const { input } = request
            if (commandName === 'ListMultipartUploadsCommand') Object.assign(input, { MaxUploads: 2 })
            const isTaken = 'Key' in input && input.Key === 'public/b'
            if (isTaken) await client.send(new AbortMultipartUploadCommand(input as never))
            return next(request)
          },
        { step: 'initialize', name: 'fewAtOnce' },
      )
      onTestFinished(() => few.destroy())
      await abortUploads(few, Bucket, new Date(Date.now() + 60_000))
      expect(await uploads(Bucket)).toEqual([])
    })

    it('is read to its end through a connection that breaks', async () => {
      const bucket = await newBucket()
      await (await newStore({}, bucket)).putFile(video, await fileOf(bytes))
      let cuts = 0
      const cutAfter = (method: string) => (method === 'GET' && cuts++ < 5 ? mebibyte + 7 : undefined)
      const store = await newStore({}, await meddled(bucket, { cutAfter }))
      const object = await store.open(video)
      expect(
        (await buffer(object!.read({ start: 1, end: bytes.length - 2 }))).equals(bytes.subarray(1, -1)),
      ).toBe(true)
      expect(cuts).toBe(6)
      const whole = await store.open(video, 'whole')
      cuts = 4
      expect((await buffer(whole!.read())).equals(bytes)).toBe(true)
    })
  })

  it('says that it is not available when it does not answer, or only that it is broken', async () => {
    const nowhere = await newStore({}, { ...(await newBucket()), endpoint: 'http://127.0.0.1:9' })
    const broken = await newStore({}, await meddled(await newBucket(), { before: async () => 503 }))
    for (const store of [nowhere, broken]) {
      await expect(store.stat(video)).rejects.toThrow(ObjectStoreUnavailable)
      await expect(store.bytes(video)).rejects.toThrow(ObjectStoreUnavailable)
      await expect(store.putBytes(video, Buffer.from('x'))).rejects.toThrow(ObjectStoreUnavailable)
      await expect(store.check()).rejects.toThrow(ObjectStoreUnavailable)
    }
  })

  it('puts what a manifest names before it, the master at last', async () => {
    const bucket = await newBucket()
    const order: string[] = []
    const before = async (_method: string, path: string) =>
      void order.push(path.split('/').at(-1)!.split('?')[0]!)
    const store = await newStore({}, await meddled(bucket, { before }))
    const from = await folder()
    for (const name of ['a.m4s', 'index.m3u8', 'master.m3u8', 'z.m4s'])
      await writeFile(join(from, name), name)
    await store.putFolder('public/videos/1/hls/g', from)
    expect(order.toSorted()).toEqual(['a.m4s', 'index.m3u8', 'master.m3u8', 'z.m4s'])
    expect(order.slice(2)).toEqual(['index.m3u8', 'master.m3u8'])
  })

  it('tells a CDN what it is and how long to keep it', async () => {
    const bucket = await newBucket()
    const store = await newStore({}, bucket)
    const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket: bucket.bucket, Key }))
    await store.putBytes('public/videos/1/hls/g/1.m4s', Buffer.from('x'))
    expect(await head('public/videos/1/hls/g/1.m4s')).toMatchObject({
      ContentType: 'video/iso.segment',
      CacheControl: 'public, max-age=31536000, immutable, s-maxage=600',
    })
    await store.move('public/videos/1/hls/g/1.m4s', 'private/videos/1/hls/g/1.m4s')
    expect(await head('private/videos/1/hls/g/1.m4s')).toMatchObject({
      ContentType: 'video/iso.segment',
      CacheControl: 'private, no-store',
    })
  })

  it('loses nothing that is moved back while it is moved away', async () => {
    const bucket = await newBucket()
    const other = await newStore({}, bucket)
    await other.putBytes('public/videos/1/a', Buffer.from('x'))
    // The store's clock counts seconds.
    const { modifiedAt } = (await other.stat('public/videos/1/a'))!
    await expect.poll(() => Date.now() - modifiedAt.getTime()).toBeGreaterThan(1000)
    let heads = 0
    const before = async (method: string) => {
      if (method === 'HEAD' && ++heads === 2) await other.move('private/videos/1/a', 'public/videos/1/a')
      return undefined
    }
    await (await newStore({}, await meddled(bucket, { before }))).move(
      'public/videos/1/a',
      'private/videos/1/a',
    )
    expect((await other.bytes('public/videos/1/a')).toString()).toBe('x')
  })

  it('lists and removes more than one answer holds', { timeout: 120_000 }, async () => {
    const store = await newStore()
    const from = await folder()
    for (let n = 0; n < 1100; n++) await writeFile(join(from, `${n}.m4s`), '')
    await store.putFolder('public/videos/1/hls/g', from)
    await store.putBytes('public/videos/10/a', Buffer.from('x'))
    expect(await Array.fromAsync(store.list('public/videos/1'))).toHaveLength(1100)
    await store.removePrefix('public/videos/1')
    expect(await Array.fromAsync(store.list(''))).toEqual(['public/videos/10/a'])
  })
}
