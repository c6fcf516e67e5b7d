import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { JobQueue } from '../../ports/job-queue.ts'
import { type Claim, type Hls, type MediaStore, type NewVideo, remakeable, type VideoStore } from './store.ts'

export interface MediaStoreRoom {
  store: VideoStore
  media: MediaStore
  queue: JobQueue
  nextId(): Id
  user(name: string): Promise<Id>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const later = new Date('2026-03-05T00:00:00.001Z')
const anybody = { viewerId: null }
const page = { limit: 10, offset: 0, after: null }
const hls: Hls = {
  key: 'public/videos/1/hls/a/master.m3u8',
  renditions: [],
  hasAudio: true,
  durationSeconds: 9.5,
  complete: true,
}

export const mediaStoreContract = contract<MediaStoreRoom>('media of videos', (open) => {
  async function scene(more: Partial<NewVideo> = {}) {
    const room = await open()
    const ann = await room.user('ann')
    const id = room.nextId()
    await room.store.add(newVideo(id, ann, more), {})
    const claim: Claim = { videoId: id, jobId: room.nextId(), fence: 1 }
    const isListed = async () => (await room.store.ids({}, 'newest', anybody, page, null)).entries.length > 0
    return { ...room, id, ownerId: ann, claim, isListed }
  }

  it('tells where a video lies and how far it is', async () => {
    const { media, id, nextId } = await scene({ privacy: 'unlisted' })
    expect(await media.media(id)).toEqual({
      ...{ id, isOpen: true, version: 1, durationSeconds: 12.5, source: 'private/s', progressive: null },
      ...{ hls: null, poster: null, thumbnail: null, thumbnailSmall: null, thumbnailIsOwn: false },
      ...{ storyboard: null, pending: [] },
      processing: { state: 'queued', stage: 'waiting', percent: 0, error: null, truncated: false },
    })
    expect(await media.media(nextId())).toBeNull()
  })

  it('lets only the newest lease of a job publish', async () => {
    const { media, id, claim } = await scene()
    expect(await media.claim(claim)).toMatchObject({ id })
    expect(await media.claim({ ...claim, fence: 2 })).toMatchObject({ id })
    expect(await media.advance(claim, { percent: 50 }, now, {})).toBeNull()
    expect(await media.claim(claim)).toBeNull()
    expect(await media.media(id)).toMatchObject({ processing: { percent: 0 } })
    expect(await media.advance({ ...claim, fence: 2 }, { percent: 7 }, now, {})).toMatchObject({
      processing: { percent: 7 },
    })
  })

  it('names what can be made again, by id, and nothing that is being made', async () => {
    const { media, id, claim, store, nextId, ownerId } = await scene()
    for (const which of remakeable) expect(await media.remakeable(which, null, 10)).toEqual([])
    await media.claim(claim)
    await media.advance(claim, { state: 'ready', awaitsTranscoder: true }, now, {})
    const failed = nextId()
    await store.add(newVideo(failed, ownerId, {}), {})
    await media.fail(failed, 'Broken.')
    expect(await media.remakeable('waiting', null, 10)).toEqual([id])
    expect(await media.remakeable('failed', null, 10)).toEqual([failed])
    const [first, second] = [id, failed].toSorted() as [Id, Id]
    expect(await media.remakeable('all', null, 1)).toEqual([first])
    expect(await media.remakeable('all', first, 10)).toEqual([second])
    expect(await media.remakeable('all', second, 10)).toEqual([])
  })

  it('puts a video in line again, once, together with its job', async () => {
    const { media, id, claim, queue, nextId } = await scene()
    const job = { name: 'video.remake', payload: { videoId: id }, key: id }
    expect(await media.remake(id, { jobs: [job] })).toBe('in_work')
    expect(await media.remake(nextId(), { jobs: [job] })).toBe('gone')
    await media.claim(claim)
    const unmade = {
      state: 'ready',
      stage: 'done',
      percent: 100,
      error: 'None.',
      awaitsTranscoder: true,
    } as const
    await media.advance(claim, unmade, now, {})
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => media.remake(id, { jobs: [job] })))
    expect(outcomes.filter((outcome) => outcome === 'in_line')).toHaveLength(1)
    expect(await media.media(id)).toMatchObject({
      processing: { state: 'queued', stage: 'waiting', percent: 0, error: null },
    })
    expect(await media.remakeable('waiting', null, 10)).toEqual([])
    expect(await queue.list({ name: 'video.remake', limit: 10 })).toHaveLength(1)
  })

  it('finds nothing to make again of a video that was removed', async () => {
    const { media, store, id } = await scene()
    await store.remove(id, later, {})
    expect(await media.remake(id, {})).toBe('gone')
  })

  it('lets a complete video be what it is while it is made again', async () => {
    const { media, id, claim } = await scene()
    await media.claim(claim)
    await media.advance(claim, { state: 'ready', stage: 'done', percent: 100, made: { hls } }, now, {})
    const before = await media.media(id)
    expect(await media.remake(id, {})).toBe('in_line')
    expect(await media.media(id)).toEqual(before)
  })

  it('never falls back in its percents', async () => {
    const { media, claim } = await scene()
    await media.claim(claim)
    await media.advance(claim, { stage: 'ladder', percent: 40 }, now, {})
    expect(await media.advance(claim, { stage: 'remux', percent: 3 }, now, {})).toMatchObject({
      processing: { stage: 'remux', percent: 40 },
    })
  })

  it('takes what a stage made, and lists the video from then on', async () => {
    const { media, store, claim, isListed, queue } = await scene()
    await media.claim(claim)
    const thumbnail = { large: 'public/l', small: 'public/s' }
    const made = { hls, poster: 'public/p', storyboard: 'public/v', thumbnail }
    await media.advance(claim, { made, pending: ['x'] }, now, {})
    expect(await isListed()).toBe(false)
    const after = await media.advance(
      claim,
      { state: 'ready', made: { progressive: 'public/f' }, pending: [] },
      later,
      { jobs: [{ name: 'video.sweep', payload: {} }] },
    )
    expect(after).toMatchObject({
      ...{ hls, poster: 'public/p', storyboard: 'public/v', progressive: 'public/f', pending: [] },
      ...{ thumbnail: 'public/l', thumbnailSmall: 'public/s', version: 3 },
    })
    expect(await isListed()).toBe(true)
    expect(await store.find(claim.videoId)).toMatchObject({ publishedAt: later, hls })
    expect(await queue.list({ name: 'video.sweep', limit: 9 })).toHaveLength(1)
  })

  it("does not put a frame in the place of the owner's picture", async () => {
    const { media, store, id, claim } = await scene()
    await media.claim(claim)
    await store.update(
      id,
      { thumbnail: { from: null, to: { large: 'private/own', small: 'private/own-s' } } },
      now,
      {},
    )
    const made = { thumbnail: { large: 'public/l', small: 'public/s' }, poster: 'public/p' }
    expect(await media.advance(claim, { made }, now, {})).toMatchObject({
      ...{ thumbnail: 'private/own', thumbnailSmall: 'private/own-s', thumbnailIsOwn: true },
      poster: 'public/p',
    })
  })

  it('keeps and clears the error', async () => {
    const { media, claim } = await scene()
    await media.claim(claim)
    const error = 'The file ends too early.'
    await media.advance(claim, { state: 'failed', error }, now, {})
    expect(await media.advance(claim, { percent: 1 }, now, {})).toMatchObject({
      processing: { state: 'failed', error },
    })
    expect(await media.advance(claim, { state: 'processing', error: null }, now, {})).toMatchObject({
      processing: { state: 'processing', error: null },
    })
  })

  it('shortens a video that ends too early', async () => {
    const { media, store, id, claim } = await scene()
    await media.claim(claim)
    await media.advance(claim, { made: { truncated: { durationSeconds: 6 } } }, now, {})
    expect(await store.find(id)).toMatchObject({ durationSeconds: 6, processing: { truncated: true } })
  })

  it('moves keys only while they and the visibility are what was seen', async () => {
    const { media, store, id, claim } = await scene({ progressive: 'public/f' })
    await media.claim(claim)
    const seen = (await media.media(id))!
    const moved = { ...seen, progressive: 'private/f' }
    expect(await media.move({ ...seen, isOpen: false }, moved)).toBe(false)
    await media.advance(claim, { made: { poster: 'public/p' } }, now, {})
    expect(await media.move(seen, moved)).toBe(false)
    const newer = (await media.media(id))!
    expect(await media.move(newer, { ...newer, hls, progressive: 'private/f' })).toBe(true)
    expect(await media.media(id)).toMatchObject({ progressive: 'private/f', poster: 'public/p', hls })
    await store.update(id, { privacy: 'private' }, now, {})
    expect(await media.move((await media.media(id))!, newer)).toBe(true)
    const last = (await media.media(id))!
    await store.remove(id, now, {})
    expect(await media.move(last, newer)).toBe(false)
  })

  it('knows how many earlier videos of the owner are not made yet', async () => {
    const first = await scene()
    const { store, media, nextId, ownerId } = first
    const [second, third] = [nextId(), nextId()]
    await store.add(newVideo(second, ownerId, { now: new Date(now.getTime() + 1) }), {})
    await store.add(newVideo(third, ownerId, { now: later }), {})
    expect(await Promise.all([first.id, second, third].map(media.earlierInWork))).toEqual([0, 1, 2])
    await media.fail(second, 'No.')
    expect(await media.earlierInWork(third)).toBe(1)
    expect(await media.earlierInWork(nextId())).toBe(0)
  })

  it('says once that nobody works on it any more, and leaves it in lists as far as it plays', async () => {
    const { media, claim, id, isListed, nextId } = await scene({ progressive: 'public/f' })
    await media.claim(claim)
    expect(await isListed()).toBe(true)
    await media.fail(id, 'Given up.')
    await media.fail(id, 'Another reason.')
    expect(await media.media(id)).toMatchObject({ processing: { state: 'failed', error: 'Given up.' } })
    expect(await isListed()).toBe(true)
    await media.fail(nextId(), 'Nobody there.')
  })

  it('keeps in lists what plays when a stage fails, and out of them what does not', async () => {
    for (const progressive of ['public/f', null]) {
      const { media, claim, isListed } = await scene({ progressive })
      await media.claim(claim)
      await media.advance(claim, { state: 'failed', error: 'The file ends too early.' }, now, {})
      expect(await isListed()).toBe(progressive !== null)
    }
  })

  it('answers null to a claim and a step for a video that is gone', async () => {
    const { media, store, id, claim } = await scene()
    await media.claim(claim)
    await store.remove(id, now, {})
    expect(await media.advance(claim, { percent: 5 }, now, {})).toBeNull()
    expect(await media.claim({ ...claim, fence: 2 })).toBeNull()
  })
})

const newVideo = (id: Id, ownerId: Id, more: Partial<NewVideo>): NewVideo => ({
  ...{ id, ownerId, title: 'Sea', titleKey: 'sea', description: 'Waves', tags: [] },
  ...{ privacy: 'public', isPublished: true, durationSeconds: 12.5 },
  ...{ source: 'private/s', progressive: null, thumbnail: null, now },
  ...more,
})
