import { readFile, stat } from 'node:fs/promises'
import { beforeAll, expect, it } from 'vitest'
import { hasEditList, sampleTimes } from './support/boxes.ts'
import { file, stranger } from './support/client.ts'
import {
  bytesOf,
  type Manifest,
  type Master,
  readManifest,
  readMaster,
  readStoryboard,
} from './support/hls.ts'
import {
  brightness,
  everyUrl,
  masterOf,
  mediaUrls,
  onset,
  sound,
  soundRate,
  storyboardOf,
} from './support/media.ts'
import { type Person, person, publish, type VideoDetail, whenReady } from './support/people.ts'
import { flashAt, mainJobFrames, mainJobSeconds, mainJobVideo, place, smallVideo } from './support/samples.ts'
import { until } from './support/settle.ts'
import type { Page, Video } from './support/wire.ts'

/** A person registers with a picture, uploads a real video, and it plays at once and streams adaptively. */

let source: string
let ann: Person
let uploaded: Video
let detail: VideoDetail
let master: Master
let manifests: Manifest[]
let audio: Manifest

beforeAll(async () => {
  source = await mainJobVideo()
  ann = await person()
})

const ready = async (): Promise<void> => {
  if (detail) return
  detail = await whenReady(ann, uploaded._id)
  master = await readMaster(masterOf(detail))
  manifests = await Promise.all(master.variants.map((variant) => readManifest(variant.url)))
  audio = await readManifest(master.audioUrl!)
}

/** All samples of a rendition, in the order in which they are shown. */
async function timesOf(manifest: Manifest): Promise<number[]> {
  const init = await bytesOf(manifest.initUrl)
  const segments = await Promise.all(manifest.segments.map((segment) => bytesOf(segment.url)))
  return segments
    .flatMap((segment) => sampleTimes(init, segment).map((time) => time.at))
    .toSorted((a, b) => a - b)
}

it('takes the upload and answers 201 with the video, its owner in it', async () => {
  uploaded = await publish(ann, source, {
    title: 'A day at the sea',
    description: 'Waves.\nAnd a dog.',
    tags: 'sea,dog',
  })
  expect(uploaded).toMatchObject({
    ...{ title: 'A day at the sea', description: 'Waves.\nAnd a dog.', views: 0, isPublished: true },
    ...{ likesCount: 0, commentsCount: 0, privacy: 'public' },
    owner: {
      _id: ann.user._id,
      username: ann.username,
      fullName: ann.user.fullName,
      fullname: ann.user.fullName,
    },
  })
  expect(uploaded.duration).toBeCloseTo(mainJobSeconds, 0)
  expect(new URL(uploaded.videoFile).protocol).toMatch(/^https?:/)
  expect((await stranger.fetch(uploaded.thumbnail)).headers.get('content-type')).toMatch(/^image\//)
})

it('plays at once: videoFile answers 206 to a stranger', async () => {
  const first = await stranger.fetch(uploaded.videoFile, { range: 'bytes=0-1023' })
  expect(first.status).toBe(206)
  expect(first.headers.get('content-type')).toBe('video/mp4')
  expect(first.headers.get('accept-ranges')).toBe('bytes')
  const total = Number(/^bytes 0-1023\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1])
  expect(total).toBeGreaterThan(100_000)
  expect((await first.arrayBuffer()).byteLength).toBe(1024)

  const tail = await stranger.fetch(uploaded.videoFile, { range: 'bytes=-10' })
  expect(tail.headers.get('content-range')).toBe(`bytes ${total - 10}-${total - 1}/${total}`)
  const beyond = await stranger.fetch(uploaded.videoFile, { range: `bytes=${total}-` })
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${total}`])
  const etag = first.headers.get('etag')!
  const changed = await stranger.fetch(uploaded.videoFile, { range: 'bytes=0-9', 'if-range': '"another"' })
  expect(changed.status).toBe(200)
  await changed.body?.cancel()
  const same = await stranger.fetch(uploaded.videoFile, { range: 'bytes=0-9', 'if-range': etag })
  expect(same.status).toBe(206)
  expect((await stranger.fetch(uploaded.videoFile, { 'if-none-match': etag })).status).toBe(304)
  const head = await stranger.fetch(uploaded.videoFile, {}, 'HEAD')
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(total)])
})

it('shows it in the list from then on', async () => {
  const { data } = await stranger.get<Page<Video>>(`/videos?userId=${ann.user._id}`)
  expect(data.docs.map((video) => video._id)).toEqual([uploaded._id])
  expect(data).toMatchObject({ totalDocs: 1, page: 1, totalPages: 1, hasNextPage: false, nextCursor: null })
})

it('becomes ready, with a progress that never falls', async () => {
  const seen: number[] = []
  for (let state = ''; state !== 'ready'; ) {
    const { processing } = (await ann.get<VideoDetail>(`/videos/${uploaded._id}`)).data
    expect(processing.state).not.toBe('failed')
    state = processing.state
    seen.push(processing.percent)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBe(100)
})

it('offers renditions from the source size down, with all that players want to know', async () => {
  await ready()
  const resolutions = master.variants.map((variant) => variant.attributes.RESOLUTION)
  expect(resolutions.toSorted()).toEqual(['1280x720', '1920x1080', '640x360', '854x480'])
  expect(master.text).toContain('#EXT-X-INDEPENDENT-SEGMENTS')
  for (const { attributes } of master.variants) {
    expect(attributes.CODECS).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/i)
    expect(Number(attributes['FRAME-RATE'])).toBeCloseTo(30, 1)
    expect(attributes['CLOSED-CAPTIONS']).toBe('NONE')
    expect(Number(attributes.BANDWIDTH)).toBeGreaterThanOrEqual(Number(attributes['AVERAGE-BANDWIDTH']))
  }
  const [track] = master.media
  expect(track).toMatchObject({ TYPE: 'AUDIO', LANGUAGE: expect.any(String), DEFAULT: 'YES' })
  expect(master.variants.every((variant) => variant.attributes.AUDIO === track!['GROUP-ID'])).toBe(true)
})

it('cuts all renditions at the same moments, within one target duration', async () => {
  await ready()
  const cuts = manifests.map((manifest) => manifest.segments.map((segment) => segment.seconds.toFixed(2)))
  for (const other of cuts) expect(other).toEqual(cuts[0])
  const targets = new Set([...manifests, audio].map((manifest) => manifest.targetSeconds))
  expect(targets.size).toBe(1)
  const totals = [...manifests, audio].map(({ segments }) =>
    segments.reduce((sum, { seconds }) => sum + seconds, 0),
  )
  for (const total of totals) expect(Math.abs(total - mainJobSeconds)).toBeLessThan(0.1)
  for (const { text, segments, targetSeconds } of [...manifests, audio]) {
    expect(text).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
    expect(text).toContain('#EXT-X-ENDLIST')
    expect(Math.max(...segments.map((segment) => segment.seconds))).toBeLessThanOrEqual(targetSeconds + 0.5)
  }
})

it('promises a bandwidth that no segment exceeds', async () => {
  await ready()
  const peak = async (manifest: Manifest) => {
    const rates = manifest.segments.map(
      async ({ url, seconds }) => ((await bytesOf(url)).length * 8) / seconds,
    )
    return Math.max(...(await Promise.all(rates)))
  }
  const soundPeak = await peak(audio)
  for (const [n, variant] of master.variants.entries()) {
    expect(Number(variant.attributes.BANDWIDTH) + 1).toBeGreaterThanOrEqual(
      Math.floor((await peak(manifests[n]!)) + soundPeak),
    )
  }
})

it('holds every picture in every rendition, and sound within 20 ms of it', async () => {
  await ready()
  const heardAt = onset(await sound(audio.url)) / soundRate + (await timesOf(audio))[0]!
  expect(hasEditList(await bytesOf(audio.initUrl))).toBe(false)
  for (const manifest of manifests) {
    expect(hasEditList(await bytesOf(manifest.initUrl))).toBe(false)
    const times = await timesOf(manifest)
    expect(times).toHaveLength(mainJobFrames)
    expect(Math.abs(times[0]!)).toBeLessThan(0.001)
    const pictures = await brightness(manifest.url)
    expect(pictures).toHaveLength(mainJobFrames)
    const flash = pictures.findIndex((mean) => mean > 225)
    expect(flash).toBe(flashAt * 30)
    expect(Math.abs(times[flash]! - heardAt)).toBeLessThan(0.02)
  }
})

it('serves each kind of file under its own type, manifests compressed, public files for a year', async () => {
  await ready()
  const look = async (url: string) => {
    const response = await stranger.fetch(url, { 'accept-encoding': 'gzip' })
    await response.body?.cancel()
    return response
  }
  const index = await look(manifests[0]!.url)
  expect(index.headers.get('content-type')).toMatch(/^application\/vnd\.apple\.mpegurl/)
  expect(index.headers.get('content-encoding')).toBe('gzip')
  expect((await look(master.url)).headers.get('content-encoding')).toBe('gzip')
  expect((await look(manifests[0]!.initUrl)).headers.get('content-type')).toBe('video/mp4')
  expect((await look(audio.initUrl)).headers.get('content-type')).toMatch(/^(audio|video)\/mp4$/)
  const segment = await look(manifests[0]!.segments[0]!.url)
  expect(segment.headers.get('content-type')).toBe('video/iso.segment')
  expect(segment.headers.get('cache-control')).toMatch(
    /max-age=31536000.*immutable|immutable.*max-age=31536000/,
  )
  expect(segment.headers.get('access-control-allow-origin')).toBe('*')
  expect(segment.headers.get('x-content-type-options')).toBe('nosniff')
  const vtt = await look(storyboardOf(detail))
  expect(vtt.headers.get('content-type')).toMatch(/^text\/vtt/)
})

it('has a storyboard that covers it, and pictures of its own', async () => {
  await ready()
  const cues = await readStoryboard(storyboardOf(detail))
  expect(cues[0]!.from).toBe(0)
  expect(cues.at(-1)!.to).toBeGreaterThanOrEqual(mainJobSeconds - 0.5)
  for (const [n, cue] of cues.slice(1).entries()) expect(cue.from).toBeCloseTo(cues[n]!.to, 2)
  for (const url of new Set(cues.map((cue) => cue.sheetUrl))) {
    const sheet = await bytesOf(url)
    expect(sheet.subarray(0, 3).toString('hex')).toBe('ffd8ff')
  }
  const thumbnail = await stranger.fetch(detail.thumbnail)
  expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^image\//),
  ])
})

it('still plays from videoFile: every picture, from its first bytes on', async () => {
  await ready()
  expect(await brightness(detail.videoFile)).toHaveLength(mainJobFrames)
  const start = (await bytesOf(detail.videoFile)).subarray(0, 64 * 1024).toString('latin1')
  expect(start.indexOf('moov')).toBeGreaterThan(0)
})

it('tells nobody where it was filmed, and gives nobody the upload itself', async () => {
  await ready()
  const raw = await readFile(source)
  const urls = await everyUrl(detail)
  expect(urls.length).toBeGreaterThan(40)
  for (const url of urls) {
    const bytes = await bytesOf(url)
    for (const secret of [place, place.slice(0, 8), 'filmed at home', 'ISO6709']) {
      expect([url, bytes.includes(secret)]).toEqual([url, false])
    }
    expect(bytes.equals(raw)).toBe(false)
  }
  expect((await stat(source)).size).toBe(raw.length)
})

it('counts a view once for each viewer, and neither bots nor the owner', async () => {
  await ready()
  const ben = await person('ben')
  const look = (by: Person, agent?: string) =>
    by.get<Video>(`/videos/${detail._id}`, agent ? { 'user-agent': agent } : undefined)
  const before = (await look(ann)).data.views
  await look(ben)
  await look(ben)
  await look(await person('bot'), 'Googlebot/2.1 (+http://www.google.com/bot.html)')
  await until(
    'the view is not counted',
    async () => (await look(ann)).data.views,
    (views) => views === before + 1,
  )
  const history = (await ben.get<{ watchHistory: string[] }>('/users/current-user')).data.watchHistory
  expect(history).toEqual([detail._id])
})

it('names no address that does not answer', async () => {
  await ready()
  for (const url of mediaUrls(detail)) {
    const response = await stranger.fetch(url)
    await response.body?.cancel()
    expect([url, response.status]).toEqual([url, 200])
  }
})

it('is taken under the alias route and the alias name of its file too', async () => {
  const answer = await ann.form<Video>('POST', '/videos/publish', {
    video: await file(await smallVideo(), 'video/mp4'),
    ...{ title: 'By its alias', description: '' },
  })
  expect(answer.status).toBe(201)
  expect((await ann.delete(`/videos/${answer.data._id}`)).status).toBe(200)
})
