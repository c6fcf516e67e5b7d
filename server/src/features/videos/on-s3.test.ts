import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { everyAddress, statusesOf } from '../../../test/support/addresses.ts'
import { useSite } from '../../../test/support/app.ts'
import { startOther } from '../../../test/support/other-process.ts'
import { s3Env, s3UnderTest, useBuckets } from '../../../test/support/s3.ts'
import { publish, whenMade } from '../../../test/support/videos.ts'

// Left out by vitest.config.ts where there is none.
const { newBucket, newStore } = useBuckets(s3UnderTest()!)

describe('a video whose files lie on S3', async () => {
  const bucket = await newBucket()
  const stored = await newStore({}, bucket)
  const keys = async (prefix: string) => Array.fromAsync(stored.list(prefix))
  const { scene, visitor, jobsDone, dataDir, app } = useSite({ env: s3Env(bucket) })

  it('plays, by ranges too, moves with its visibility, and is removed', async () => {
    const { ann } = await scene()
    const { _id, videoFile } = await publish(ann)
    const part = await visitor().fetch(videoFile, { headers: { range: 'bytes=10-19' } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 10])
    const video = await whenMade(ann, _id)
    expect(video.processing).toMatchObject({ state: 'ready', error: null })
    video.sources.original = null
    const open = await everyAddress(visitor(), video)
    expect(open.length).toBeGreaterThan(8)
    expect(await statusesOf(visitor(), open)).toEqual([200])

    await ann.patch(`/videos/${_id}`, { privacy: 'private' })
    expect(await statusesOf(visitor(), open)).toEqual([404])
    await jobsDone()
    expect(await keys(`public/videos/${_id}`)).toEqual([])
    const closed = await everyAddress(visitor(), (await ann.get(`/videos/${_id}`)).data)
    expect(closed.length).toBeGreaterThan(8)
    expect(await statusesOf(visitor(), closed)).toEqual([200])

    await ann.patch(`/videos/${_id}`, { privacy: 'public' })
    await jobsDone()
    expect((await keys(`private/videos/${_id}`)).every((key) => key.includes('/source/'))).toBe(true)
    expect(await statusesOf(visitor(), open)).toEqual([200])

    await ann.delete(`/videos/${_id}`)
    await jobsDone()
    expect([...(await keys(`public/videos/${_id}`)), ...(await keys(`private/videos/${_id}`))]).toEqual([])
    const left = await readdir(join(dataDir(), 'uploads'), { recursive: true })
    expect(left.filter((name) => /[0-9a-f]{32}/.test(name))).toEqual([])
    expect(await readdir(dataDir())).not.toContain('media')
  })

  it('keeps pictures of users there, and readiness names the store', async () => {
    const { ann } = await scene()
    expect(await keys(`public/users/${ann._id}`)).toHaveLength(2)
    expect((await app().health.ready()).checks.objectStore).toEqual({ state: 'up' })
  })
})

describe('a worker on another machine', async () => {
  const bucket = await newBucket()
  const site = useSite({ env: { ...s3Env(bucket), ROLES: 'web' } })

  it('makes what was uploaded here, with nothing shared but database and bucket', async () => {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'reelbase-worker-'))
    onTestFinished(() => rm(DATA_DIR, { recursive: true, force: true }))
    await using _worker = await startOther(site, 'never', { ...s3Env(bucket), ROLES: 'worker', DATA_DIR })
    const { ann } = await site.scene()
    const { _id } = await publish(ann)
    const video = await whenMade(ann, _id)
    expect(video.processing).toMatchObject({ state: 'ready', error: null })
    const addresses = await everyAddress(ann, video)
    expect(addresses.length).toBeGreaterThan(8)
    expect(await statusesOf(ann, addresses)).toEqual([200])
    expect(await readdir(join(DATA_DIR, 'work'))).toEqual([])
  })
})

describe('a CDN before the bucket', async () => {
  const bucket = await newBucket()
  const stored = await newStore({}, bucket)
  const cdn = createServer(async (req, res) => {
    const key = (req.url ?? '').slice(1)
    const bytes = key.startsWith('public/') ? await stored.bytes(key).catch(() => null) : null
    res.writeHead(bytes ? 200 : 404).end(bytes)
  })
  await new Promise<void>((resolve) => cdn.listen(0, '127.0.0.1', resolve))
  afterAll(() => void cdn.close())
  const S3_PUBLIC_URL = `http://127.0.0.1:${(cdn.address() as AddressInfo).port}`
  const { scene, visitor, jobsDone } = useSite({ env: { ...s3Env(bucket), S3_PUBLIC_URL } })

  it('gives what is open, and nothing once it is closed', async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const video = await whenMade(ann, _id)
    video.sources.original = null
    const open = await everyAddress(visitor(), video)
    const byCdn = open.filter((address) => address.startsWith(`${S3_PUBLIC_URL}/public/videos/${_id}/`))
    // The stable manifest alone is ours: it names the newest generation.
    expect(open.length - byCdn.length).toBe(1)
    expect(await statusesOf(visitor(), open)).toEqual([200])
    expect(video.owner.avatar).toMatch(`${S3_PUBLIC_URL}/public/users/`)

    await ann.patch(`/videos/${_id}`, { privacy: 'private' })
    await jobsDone()
    expect(await statusesOf(visitor(), open)).toEqual([404])
    const closed = await everyAddress(visitor(), (await ann.get(`/videos/${_id}`)).data)
    expect(closed.filter((address) => address.startsWith(S3_PUBLIC_URL))).toEqual([])
    expect(await statusesOf(visitor(), closed)).toEqual([200])

    // Until its files have moved, they are there for this server alone.
    await ann.patch(`/videos/${_id}`, { privacy: 'public' })
    const opening = await everyAddress(visitor(), (await visitor().get(`/videos/${_id}`)).data)
    expect(await statusesOf(visitor(), opening)).toEqual([200])
  })
})
