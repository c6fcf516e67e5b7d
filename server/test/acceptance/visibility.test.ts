import { beforeAll, expect, it } from 'vitest'
import { type Client, clientWith, stranger } from './support/client.ts'
import { bytesOf, readManifest, readMaster } from './support/hls.ts'
import { everyUrl, masterOf, mediaUrls } from './support/media.ts'
import { type Person, person, publish, type VideoDetail, whenReady } from './support/people.ts'
import { until } from './support/settle.ts'
import type { Page, Video } from './support/wire.ts'

/** One decision covers a video and all that is derived from it. */

let ann: Person
let ben: Person
let video: VideoDetail
/** Every address that was ever public. */
let remembered: string[]

beforeAll(async () => {
  ann = await person()
  ben = await person('ben')
  const { _id } = await publish(ann)
  video = await whenReady(ann, _id)
  remembered = await everyUrl(video)
})

const set = (privacy: string) => ann.patch<VideoDetail>(`/videos/${video._id}`, { privacy })
const strangers = (): [string, Client][] => [
  ['a visitor', stranger],
  ['another user', ben],
  ['another user by cookies', ben.byCookies],
  ['a stale token', clientWith({ bearer: 'x.y.z' })],
]

async function statuses(urls: string[], by: Client): Promise<Set<number>> {
  const all = await Promise.all(
    urls.map(async (url) => {
      const response = await by.fetch(url)
      await response.body?.cancel()
      return response.status
    }),
  )
  return new Set(all)
}

const isListed = async (by: Client): Promise<boolean> => {
  const page = await by.get<Page<Video>>(`/videos?userId=${ann.user._id}`)
  return page.data.docs.some((row) => row._id === video._id)
}

const expectHidden = async (): Promise<void> => {
  for (const [who, by] of strangers()) {
    expect([who, (await by.get(`/videos/${video._id}`)).status]).toEqual([who, 404])
    expect([who, await isListed(by)]).toEqual([who, false])
    expect([who, await statuses(remembered, by)]).toEqual([who, new Set([404])])
  }
}

it('is seen by all while it is public', async () => {
  expect(remembered.length).toBeGreaterThanOrEqual(8)
  for (const [who, by] of strangers())
    expect([who, await statuses(remembered, by)]).toEqual([who, new Set([200])])
  expect(await isListed(stranger)).toBe(true)
})

it('is gone for everybody else the moment it is private, under every address it ever had', async () => {
  expect((await set('private')).status).toBe(200)
  await expectHidden()
  const head = await stranger.fetch(masterOf(video), {}, 'HEAD')
  expect(head.status).toBe(404)
})

it('stays hidden when what is derived was asked for by range or with an old tag', async () => {
  for (const url of remembered) {
    const response = await stranger.fetch(url, { range: 'bytes=0-1', 'if-none-match': '*' })
    expect([url, response.status]).toEqual([url, 404])
  }
})

it('streams to its owner by addresses that carry a token', async () => {
  const own = await until(
    'the private copies are not there',
    async () => (await ann.get<VideoDetail>(`/videos/${video._id}`)).data,
    (detail) => mediaUrls(detail).some((url) => url.endsWith('.m3u8')),
  )
  const urls = await everyUrl(own)
  expect(urls.length).toBe(remembered.length)
  expect(await statuses(urls, stranger)).toEqual(new Set([200]))
  for (const url of urls) {
    expect(remembered).not.toContain(url)
    const response = await stranger.fetch(url)
    await response.body?.cancel()
    expect([url, response.headers.get('cache-control')]).toEqual([url, expect.stringContaining('private')])
  }
  const master = await readMaster(masterOf(own))
  const manifest = await readManifest(master.variants[0]!.url)
  expect((await bytesOf(manifest.segments[0]!.url)).length).toBeGreaterThan(1000)
})

it('opens no door with a token that was tampered with, or that belongs to another video', async () => {
  const own = (await ann.get<VideoDetail>(`/videos/${video._id}`)).data
  const other = await whenReady(ann, (await publish(ann, undefined, { privacy: 'private' }))._id)
  const [path, otherPath] = [masterOf(own), masterOf(other)].map((url) => new URL(url).pathname)
  const [token, otherToken] = [path, otherPath].map((text) => /\/t\/([^/]+)\//.exec(text!)![1]!)
  const swapped = path!.replace(token!, otherToken!)
  const [expiry = '', mac = ''] = token!.split('.')
  const forged = [
    swapped,
    path!.replace(token!, `${Number(expiry) + 86_400}.${mac}`),
    path!.replace(token!, `${expiry}.${mac.startsWith('x') ? 'y' : 'x'}${mac.slice(1)}`),
    path!.replace(token!, `${expiry}.`),
    path!.replace(`/t/${token}`, ''),
    path!.replace(token!, 'x'),
  ]
  for (const attempt of forged)
    expect([attempt, (await stranger.fetch(attempt)).status]).toEqual([attempt, 404])
})

it('is reachable for those who have the link while it is unlisted, and in no list', async () => {
  expect((await set('unlisted')).status).toBe(200)
  const detail = await stranger.get<VideoDetail>(`/videos/${video._id}`)
  expect(detail.status).toBe(200)
  expect(await isListed(stranger)).toBe(false)
  expect(await isListed(ben)).toBe(false)
  const listed = await stranger.get<Page<Video>>('/videos?limit=100')
  expect(listed.data.docs.map((row) => row._id)).not.toContain(video._id)
  expect(await statuses(await everyUrl(detail.data), stranger)).toEqual(new Set([200]))
})

it('comes back when it is public again, under addresses that work', async () => {
  await set('private')
  await set('public')
  const detail = await until(
    'the public copies are not there',
    async () => (await stranger.get<VideoDetail>(`/videos/${video._id}`)).data,
    (seen) => seen !== null && mediaUrls(seen).some((url) => url.endsWith('.m3u8')),
  )
  const urls = await everyUrl(detail)
  expect(await statuses(urls, stranger)).toEqual(new Set([200]))
  remembered = [...new Set([...remembered, ...urls])]
  expect(await isListed(stranger)).toBe(true)
})

it('is hidden while it is not published, by toggling and by setting', async () => {
  const toggle = (body?: unknown) => ann.patch<Video>(`/videos/toggle/publish/${video._id}`, body)
  const off = await toggle()
  expect(off).toMatchObject({
    status: 200,
    data: { _id: video._id, isPublished: false, owner: { _id: ann.user._id } },
  })
  await expectHidden()
  expect((await toggle({ isPublished: false })).data.isPublished).toBe(false)
  expect((await toggle({ isPublished: 'yes' })).status).toBe(400)
  expect((await ann.patch<Video>(`/videos/${video._id}/toggle-publish`, null)).data.isPublished).toBe(true)
  expect((await stranger.get(`/videos/${video._id}`)).status).toBe(200)
})

it('can be private from the start: never was there an address for others', async () => {
  const secret = await publish(ann, undefined, { privacy: 'private' })
  const early = mediaUrls(secret)
  const ready = await whenReady(ann, secret._id)
  const bare = [...early, ...(await everyUrl(ready))].map((url) => url.replace(/\/t\/[^/]+/, ''))
  for (const [who, by] of strangers()) {
    expect([who, (await by.get(`/videos/${secret._id}`)).status]).toEqual([who, 404])
    expect([who, await statuses(bare, by)]).toEqual([who, new Set([404])])
  }
})
