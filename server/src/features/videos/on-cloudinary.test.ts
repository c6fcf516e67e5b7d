import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { statusesOf } from '../../../test/support/addresses.ts'
import { noticeHeaders } from '../../../test/support/cloudinary/checks.ts'
import { addressesOf, siteOnCloudinary } from '../../../test/support/cloudinary/site.ts'
import { form, pictureFile } from '../../../test/support/form.ts'
import { startOther } from '../../../test/support/other-process.ts'
import { makeVideo, runFfmpeg } from '../../../test/support/samples.ts'
import { fileOf, publish, smallVideo, upload, whenMade } from '../../../test/support/videos.ts'

const site = await siteOnCloudinary()
const { standIn, scene, visitor, jobsDone, app, dataDir } = site
const { cloud } = standIn
afterEach(() => {
  cloud.meddling = {}
})

const assetsOf = (id: string): string[] => standIn.assets().filter((name) => name.includes(`/${id}/`))
const temporary = async () =>
  (await readdir(join(dataDir(), 'uploads'), { recursive: true })).filter((name) => /[0-9a-f]{32}/.test(name))

describe('pictures', () => {
  it('lie at Cloudinary in both sizes, and are served from here', async () => {
    const { ann } = await scene()
    expect(assetsOf(ann._id)).toEqual([
      expect.stringMatching(/^image\/upload\/reelbase\/users\/.+-256$/),
      expect.stringMatching(/-64$/),
    ])
    const { avatar, avatarSmall } = (await ann.get('/users/current-user')).data
    for (const address of [avatar, avatarSmall]) {
      expect(address.startsWith(site.door)).toBe(true)
      const response = await visitor().fetch(address)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100)
    }
    expect((await app().health.ready()).checks.objectStore).toEqual({ state: 'up' })
    expect(await readdir(dataDir())).not.toContain('media')
  })

  it('are replaced, and go with their account', async () => {
    const { ann } = await scene()
    const before = assetsOf(ann._id)
    await ann.patch('/users/avatar', form({ avatar: await pictureFile() }))
    await ann.patch('/users/cover-image', form({ coverImage: await pictureFile() }))
    await jobsDone()
    const after = assetsOf(ann._id)
    expect(after).toHaveLength(4)
    expect(after.filter((name) => before.includes(name))).toEqual([])
    await ann.delete('/users/me', { password: ann.password })
    await jobsDone()
    expect(assetsOf(ann._id)).toEqual([])
  })
})

describe('a video', { timeout: 240_000 }, () => {
  it('plays with the 201, streams when Cloudinary says so, moves with its visibility, and is removed', async () => {
    const { ann } = await scene()
    const { _id, videoFile, processing } = await publish(ann)
    expect(processing.state).not.toBe('failed')
    const part = await visitor().fetch(videoFile, { headers: { range: 'bytes=10-19' } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 10])
    const video = await whenMade(ann, _id)
    expect(video.processing).toMatchObject({ state: 'ready', percent: 100, error: null })
    expect(video.processing.renditions.map(({ name }: { name: string }) => name)).toEqual(['180p', '90p'])
    expect(cloud.notices.map(({ status }) => status)).toContain(204)
    expect(await temporary()).toEqual([])

    const open = await addressesOf(visitor(), video)
    // videoFile, two thumbnails, poster, master, two manifests, two files of segments.
    expect(open).toHaveLength(9)
    expect(open.every((address) => address.startsWith(`${site.door}/media/`))).toBe(true)
    expect(await statusesOf(visitor(), open)).toEqual([200])

    await ann.patch(`/videos/${_id}`, { privacy: 'private' })
    expect(await statusesOf(visitor(), open)).toEqual([404])
    await jobsDone()
    expect(assetsOf(_id).filter((name) => name.includes('/upload/'))).toEqual([])
    const closed = await addressesOf(visitor(), (await ann.get(`/videos/${_id}`)).data)
    expect(closed).toHaveLength(9)
    expect(await statusesOf(visitor(), closed)).toEqual([200])
    expect(await statusesOf(visitor(), open)).toEqual([404])

    await ann.patch(`/videos/${_id}`, { privacy: 'unlisted' })
    await jobsDone()
    expect(await statusesOf(visitor(), open)).toEqual([200])
    expect(assetsOf(_id).filter((name) => name.includes('/authenticated/'))).toEqual([
      expect.stringContaining('/source/'),
    ])

    await ann.delete(`/videos/${_id}`)
    await jobsDone()
    expect(assetsOf(_id)).toEqual([])
    expect(await statusesOf(visitor(), [...open, ...closed])).toEqual([404])
  })

  it('tells nobody where it was filmed', async () => {
    const { ann } = await scene()
    const place = ['-metadata', 'location=+51.5074-000.1278/', '-movflags', 'use_metadata_tags+faststart']
    const { _id } = await publish(ann, {}, { ...smallVideo, options: place })
    const addresses = await addressesOf(visitor(), await whenMade(ann, _id))
    const raw = [...cloud.assets.values()].filter(({ publicId }) => publicId.includes(`${_id}/source/`))
    expect(raw.map(({ bytes }) => bytes.includes('+51.5074'))).toEqual([true])
    for (const address of addresses) {
      const bytes = Buffer.from(await (await visitor().fetch(address)).arrayBuffer())
      expect([address, bytes.includes('+51.5074')]).toEqual([address, false])
    }
  })

  it('plays through from the addresses that the site gives', async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann, { privacy: 'private' }, { ...smallVideo, seconds: 3 })
    const { sources } = await whenMade(ann, _id)
    for (const address of [sources.hls, sources.progressive]) {
      const counted = await runFfmpeg(['-i', address, '-map', '0:v:0', '-f', 'framemd5', '-'])
      expect(counted.split('\n').filter((line) => /^\d/.test(line))).toHaveLength(30)
    }
  })

  it('has the thumbnail that its owner chose last, and no other file of one', async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann, { thumbnail: await pictureFile() })
    await whenMade(ann, _id)
    const before = assetsOf(_id)
    const { data } = await ann.patch(`/videos/${_id}`, form({ thumbnail: await pictureFile() }))
    await jobsDone()
    const after = assetsOf(_id)
    expect(after).toHaveLength(before.length)
    expect(after).not.toEqual(before)
    expect((await visitor().fetch(data.thumbnail)).status).toBe(200)
  })

  it('is made by Cloudinary where no browser plays the upload', async () => {
    const { ann } = await scene()
    const avi = await upload(ann, {}, { ...smallVideo, container: 'avi' })
    expect(avi).toMatchObject({ status: 201, data: { videoFile: null } })
    const video = await whenMade(ann, avi.data._id)
    expect(video.processing).toMatchObject({ state: 'ready', error: null })
    expect(await statusesOf(visitor(), await addressesOf(visitor(), video))).toEqual([200])
    expect(video.videoFile).toMatch(/video\.mp4$/)
  })

  it('says that it failed when Cloudinary says so', async () => {
    cloud.meddling = { work: 'fail' }
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const video = await whenMade(ann, _id)
    expect(video.processing).toMatchObject({ state: 'failed', error: expect.stringMatching(/could not be/) })
    expect((await visitor().fetch(video.videoFile)).status).toBe(200)
  })

  it('gets its stream when nobody tells of it', async () => {
    cloud.meddling = { isSilent: true }
    const { ann } = await scene()
    const { _id } = await publish(ann)
    expect((await whenMade(ann, _id)).processing).toMatchObject({ state: 'ready' })
  })

  it('is uploaded again through limits and lost connections', async () => {
    let requests = 0
    const troubles = [420, 'cut', 503] as const
    cloud.meddling = { before: () => (++requests % 4 === 0 ? troubles[(requests / 4) % 3] : undefined) }
    const { ann } = await scene()
    const { _id } = await publish(ann)
    expect((await whenMade(ann, _id)).processing).toMatchObject({ state: 'ready' })
    expect(requests).toBeGreaterThan(12)
  })
})

describe('what Cloudinary gives to browsers itself', { timeout: 240_000 }, async () => {
  const direct = await siteOnCloudinary({ CLOUDINARY_DELIVERY: 'direct' })

  it('is what is open, and nothing once it is closed', async () => {
    const { ann } = await direct.scene()
    const { _id } = await publish(ann)
    const video = await whenMade(ann, _id)
    const open = await addressesOf(direct.visitor(), video)
    expect(open).toHaveLength(9)
    const { deliveryUrl } = direct.standIn.settings
    // The stable manifest alone is ours: it names the newest generation.
    expect(open.filter((address) => !address.startsWith(deliveryUrl))).toEqual([video.sources.hls])
    expect(video.owner.avatar).toContain(`${deliveryUrl}/image/upload/`)
    expect(await statusesOf(direct.visitor(), open)).toEqual([200])

    await ann.patch(`/videos/${_id}`, { privacy: 'private' })
    await direct.jobsDone()
    expect(await statusesOf(direct.visitor(), open)).toEqual([404])
    const closed = await addressesOf(direct.visitor(), (await ann.get(`/videos/${_id}`)).data)
    expect(closed.filter((address) => !address.startsWith(`${direct.door}/media/t/`))).toEqual([])
    expect(await statusesOf(direct.visitor(), closed)).toEqual([200])

    // Until its files have moved, they are there for this server alone.
    await ann.patch(`/videos/${_id}`, { privacy: 'public' })
    const opening = (await direct.visitor().get(`/videos/${_id}`)).data
    expect(
      await statusesOf(direct.visitor(), [opening.videoFile, opening.poster, opening.thumbnail]),
    ).toEqual([200])
  })
})

describe('a notification', { timeout: 240_000 }, () => {
  const send = (said: object, headers: (body: string) => Record<string, string>) => {
    const body = JSON.stringify(said)
    return fetch(`${site.url()}/hooks/media-host`, { method: 'POST', body, headers: headers(body) })
  }
  const signed = (body: string) => noticeHeaders(body, cloud.account)
  const isAskedFor = () => vi.waitFor(() => expect(cloud.waiting).toHaveLength(1), { timeout: 20_000 })
  const saysOf = (id: string, more: object = {}) => ({
    notification_type: 'eager',
    public_id: assetsOf(id)
      .find((name) => name.includes('/file/'))
      ?.replace('video/upload/', ''),
    eager: [{ transformation: 'sp_auto/m3u8', ...more }],
  })

  it('is refused when it is forged, changed or old, and changes nothing', async () => {
    cloud.meddling = { work: 'hold' }
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const failed = saysOf(_id, { status: 'failed', reason: 'says somebody' })
    const wrong = { ...cloud.account, apiSecret: 'a guess' }
    const anHourAgo = new Date(Date.now() - 3 * 3_600_000)
    const forgeries = [
      (body: string) => noticeHeaders(body, wrong),
      (body: string) => signed(`${body} `),
      (body: string) => noticeHeaders(body, cloud.account, anHourAgo),
      () => ({}),
    ]
    for (const headers of forgeries) expect((await send(failed, headers)).status).toBe(403)
    expect((await fetch(`${site.url()}/hooks/media-host`)).status).toBe(405)
    await isAskedFor()
    await standIn.release()
    expect((await whenMade(ann, _id)).processing).toMatchObject({ state: 'ready' })
  })

  it('may come twenty times, too early, too late, and of something else', async () => {
    cloud.meddling = { work: 'hold' }
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const said = saysOf(_id)
    for (let n = 0; n < 10; n++) expect((await send(said, signed)).status).toBe(204)
    await isAskedFor()
    await standIn.release()
    await Promise.all(Array.from({ length: 10 }, () => send(said, signed)))
    const video = await whenMade(ann, _id)
    expect(video.processing).toMatchObject({ state: 'ready' })
    expect((await send({ ...said, eager: [{ status: 'failed' }] }, signed)).status).toBe(204)
    for (const other of [{ notification_type: 'upload' }, { ...said, public_id: 'somebody/elses' }])
      expect((await send(other, signed)).status).toBe(204)
    const broken = await fetch(`${site.url()}/hooks/media-host`, {
      ...{ method: 'POST', body: '{', headers: signed('{') },
    })
    expect(broken.status).toBe(204)
    await jobsDone()
    const after = (await ann.get(`/videos/${_id}`)).data
    expect(after.processing).toEqual(video.processing)
    expect(after.sources.hls).toBe(video.sources.hls)
  })

  it('brings nothing back when the video is gone by then', async () => {
    cloud.meddling = { work: 'hold' }
    const { ann } = await scene()
    const { _id } = await publish(ann)
    await isAskedFor()
    await ann.delete(`/videos/${_id}`)
    await jobsDone()
    const sent = cloud.notices.length
    await standIn.release()
    expect(cloud.notices[sent]).toMatchObject({ status: 204 })
    await jobsDone()
    expect(assetsOf(_id)).toEqual([])
  })
})

describe('a server that is killed in the middle of an upload', () => {
  it('leaves nothing at Cloudinary once the sweep has run', { timeout: 240_000 }, async () => {
    const { ann } = await scene()
    await using other = await startOther(site, 'never', standIn.env)
    const before = standIn.assets()
    const killed = Promise.withResolvers<void>()
    let uploads = 0
    cloud.meddling = {
      async before({ path }) {
        // The upload itself is there, its copy for browsers is on its way.
        if (!path.endsWith('/video/upload') || ++uploads < 2) return undefined
        await other[Symbol.asyncDispose]()
        killed.resolve()
        return 'cut'
      },
    }
    const videoFile = await fileOf(await makeVideo(smallVideo))
    const cut = other.as(ann).post('/videos', form({ title: 'Sea', description: '', videoFile }))
    await expect(cut).rejects.toThrow()
    await killed.promise
    const left = standIn.assets().filter((name) => !before.includes(name))
    expect(left).toEqual([expect.stringContaining('/source/')])
    const { queue } = app().database
    const [sweep] = await queue.list({ name: 'video.sweep', state: 'due', limit: 1 })
    await queue.retry(sweep!.id)
    await jobsDone()
    expect(standIn.assets()).toEqual(before)
  })
})
