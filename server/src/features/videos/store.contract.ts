import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import { twentyUnderOneRecord } from '../../../test/support/one-record.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { JobQueue } from '../../ports/job-queue.ts'
import type { NewVideo, Video, VideoChanges, VideoFilter, VideoOrder, VideoStore } from './store.ts'

export interface VideoStoreRoom {
  store: VideoStore
  queue: JobQueue
  nextId(): Id
  /** Somebody who may own a video. */
  user(name: string): Promise<Id>
  /** Adds to the pending counts of a video. */
  addViews(videoId: Id, views: number): Promise<void>
  foldCounters(): Promise<void>
  like(likedBy: Id, videoId: Id): Promise<void>
  subscribe(subscriberId: Id, channelId: Id): Promise<void>
  videosCountOf(userId: Id): Promise<number>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const later = new Date('2026-03-05T00:00:00.001Z')
const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const anybody = { viewerId: null }
const none = {}

export const videoStoreContract = contract<VideoStoreRoom>('videos', (open) => {
  async function scene() {
    const room = await open()
    const ann = await room.user('ann')
    let minute = 0
    async function add(more: Partial<NewVideo> = {}): Promise<Id> {
      const id = room.nextId()
      await room.store.add(newVideo(id, ann, new Date(now.getTime() + 60_000 * minute++), more), none)
      return id
    }
    const ids = async (order: VideoOrder = 'newest', filter: VideoFilter = {}, page = firstPage) =>
      (await room.store.ids(filter, order, anybody, page, null)).entries.map(({ id }) => id)
    const update = (id: Id, changes: VideoChanges, also = none) => room.store.update(id, changes, later, also)
    return { ...room, ann, add, ids, update }
  }

  it('adds one when twenty come for one request', async () => {
    const { store, nextId, ann, ids } = await scene()
    await twentyUnderOneRecord(ann, (also) => store.add(newVideo(nextId(), ann, now), also))
    expect(await ids()).toHaveLength(1)
  })

  it('gives back what was added, with its owner and nothing counted', async () => {
    const { store, ann, add } = await scene()
    const id = await add({ tags: ['b', 'a'], thumbnail: { large: 'public/l.jpg', small: 'public/s.jpg' } })
    const video: Video = {
      id,
      ownerId: ann,
      owner: { id: ann, username: 'ann', fullName: 'ann Lee', avatar: '' },
      ...{ title: 'Sea', description: 'Waves', tags: ['b', 'a'], privacy: 'public', isPublished: true },
      ...{ publishedAt: now, durationSeconds: 12.5, progressive: 'public/file/video.mp4', hls: null },
      source: 'private/source.mp4',
      ...{ thumbnail: 'public/l.jpg', thumbnailSmall: 'public/s.jpg', poster: null, storyboard: null },
      counts: { views: 0, likes: 0, comments: 0 },
      version: expect.any(String),
      subscribersCount: 0,
      commentsEnabled: true,
      processing: { state: 'queued', stage: 'waiting', percent: 0, error: null, truncated: false },
      ...{ createdAt: now, updatedAt: now },
    }
    expect(await store.find(id)).toEqual(video)
    const { subscribersCount: _, hls: __, poster: ___, processing: ____, ...shown } = video
    const { commentsEnabled: _____, version: ______, source: _______, ...card } = shown
    expect(await store.loadMany([id])).toEqual([card])
  })

  it('loads in the order that was asked for, without what is not there', async () => {
    const { store, nextId, add } = await scene()
    const [one, two] = [await add(), await add()]
    const rows = await store.loadMany([two, nextId(), one])
    expect(rows.map(({ id }) => id)).toEqual([two, one])
    expect(await store.loadMany([])).toEqual([])
    expect(await store.find(nextId())).toBeNull()
  })

  it('commits jobs with the row', async () => {
    const { store, queue, ann, nextId } = await scene()
    const job = { name: 'video.process', payload: { videoId: 'x' }, key: 'x' }
    await store.add(newVideo(nextId(), ann, now), { jobs: [job] })
    expect(await queue.list({ limit: 9 })).toMatchObject([{ name: 'video.process', state: 'due' }])
  })

  it('lists what is public, published and playable, and nothing else', async () => {
    const { add, ids } = await scene()
    const shown = await add()
    await add({ privacy: 'private' })
    await add({ privacy: 'unlisted' })
    await add({ isPublished: false })
    await add({ progressive: null })
    expect(await ids()).toEqual([shown])
  })

  it('sorts by each order, both ways', async () => {
    const { add, ids, addViews, foldCounters } = await scene()
    const b = await add({ titleKey: 'b', durationSeconds: 30 })
    const c = await add({ titleKey: 'c', durationSeconds: 10 })
    const a = await add({ titleKey: 'a', durationSeconds: 20 })
    await addViews(c, 2)
    await addViews(a, 1)
    await foldCounters()
    const expected: Record<VideoOrder, Id[]> = {
      newest: [a, c, b],
      oldest: [b, c, a],
      mostViewed: [c, a, b],
      leastViewed: [b, a, c],
      longest: [b, a, c],
      shortest: [c, a, b],
      titleAZ: [a, b, c],
      titleZA: [c, b, a],
    }
    for (const [order, wanted] of Object.entries(expected)) {
      expect([order, await ids(order as VideoOrder)]).toEqual([order, wanted])
    }
  })

  it('walks every order by cursor, meeting each video once, also where values are equal', async () => {
    const { store, add } = await scene()
    const all = new Set<Id>()
    for (let n = 0; n < 7; n++) all.add(await add({ titleKey: n < 4 ? 'same' : `t${n}`, now }))
    for (const order of ['newest', 'oldest', 'mostViewed', 'longest', 'titleAZ', 'titleZA'] as const) {
      const met: Id[] = []
      let after: PageRequest['after'] = null
      do {
        const page = await store.ids({}, order, anybody, { limit: 3, offset: 0, after }, null)
        met.push(...page.entries.map(({ id }) => id))
        after = page.next
      } while (after)
      expect([order, met.length, new Set(met)]).toEqual([order, 7, all])
    }
  })

  it('passes over rows by offset, and counts no further than it is told', async () => {
    const { store, add, ids } = await scene()
    const [one, two, three] = [await add(), await add(), await add()]
    expect(await ids('newest', {}, { limit: 1, offset: 1, after: null })).toEqual([two])
    const counted = await store.ids({}, 'newest', anybody, { limit: 2, offset: 0, after: null }, 10)
    expect(counted).toMatchObject({ entries: [{ id: three }, { id: two }], total: 3 })
    expect(await store.ids({}, 'newest', anybody, firstPage, 2)).toMatchObject({ total: 2 })
    const beyond = await store.ids({}, 'newest', anybody, { limit: 2, offset: 5, after: null }, 10)
    expect(beyond).toMatchObject({ entries: [], total: 3, next: null })
    expect(one).toBeTruthy()
  })

  it('filters by owner', async () => {
    const { store, nextId, add, ids, user, ann } = await scene()
    const bob = await user('bob')
    const sea = await add()
    const bobs = nextId()
    await store.add(newVideo(bobs, bob, now), none)
    expect(await ids('newest', { ownerId: ann })).toEqual([sea])
    expect(await ids('newest', { ownerId: bob })).toEqual([bobs])
  })

  it('changes what is given and leaves the rest', async () => {
    const { store, add, update, nextId } = await scene()
    const id = await add()
    expect(await update(id, { title: 'Lake', titleKey: 'lake' })).toBe('changed')
    const changed = await store.find(id)
    expect(changed).toMatchObject({ title: 'Lake', description: 'Waves', createdAt: now, updatedAt: later })
    await update(id, { description: '', tags: [] })
    expect(await store.find(id)).toMatchObject({ title: 'Lake', description: '', tags: [] })
    expect(await update(nextId(), { title: 'x' })).toBe('gone')
  })

  it('lets one of twenty take the place of a thumbnail, whose job alone is committed', async () => {
    const { store, queue, add, nextId } = await scene()
    const id = await add()
    const replace = (from: string | null, name: string) =>
      store.update(
        id,
        { title: name, titleKey: name, thumbnail: { from, to: { large: name, small: `${name}-s` } } },
        later,
        { jobs: [{ name: 'video.remove-objects', payload: { from } }] },
      )
    expect(await replace(null, 'first')).toBe('changed')
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => replace('first', `next-${n}`)))
    expect(answers.filter((answer) => answer === 'changed')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'overtaken')).toHaveLength(19)
    const winner = `next-${answers.indexOf('changed')}`
    const shown = { title: winner, thumbnail: winner, thumbnailSmall: `${winner}-s` }
    expect(await store.find(id)).toMatchObject(shown)
    expect(await queue.list({ name: 'video.remove-objects', limit: 9 })).toHaveLength(2)
    const thumbnail = { from: null, to: { large: 'a', small: 'b' } }
    expect(await store.update(nextId(), { thumbnail }, later, none)).toBe('gone')
  })

  it('ends twenty flips where it began, and keeps what was set', async () => {
    const { store, add, ids, ann, foldCounters, videosCountOf } = await scene()
    const id = await add()
    await Promise.all(Array.from({ length: 20 }, () => store.setPublished(id, undefined, later, none)))
    expect(await store.find(id)).toMatchObject({ isPublished: true })
    expect(await store.setPublished(id, false, later, none)).toBe(false)
    expect(await store.setPublished(id, false, later, none)).toBe(false)
    expect(await ids()).toEqual([])
    await foldCounters()
    expect(await videosCountOf(ann)).toBe(0)
  })

  it('remembers when a video stood in a list first', async () => {
    const { store, add, update } = await scene()
    const id = await add({ privacy: 'private' })
    expect(await store.find(id)).toMatchObject({ publishedAt: null })
    await update(id, { privacy: 'public' })
    expect(await store.find(id)).toMatchObject({ publishedAt: later })
    await update(id, { privacy: 'unlisted' })
    await store.update(id, { privacy: 'public' }, new Date(), none)
    expect(await store.find(id)).toMatchObject({ publishedAt: later })
  })

  it('counts the listed videos of a channel', async () => {
    const { store, add, update, ann, foldCounters, videosCountOf } = await scene()
    const [one] = [await add(), await add({ privacy: 'private' }), await add()]
    const two = await add()
    await update(two, { privacy: 'unlisted' })
    await foldCounters()
    expect(await videosCountOf(ann)).toBe(2)
    await store.remove(one, now, none)
    await foldCounters()
    expect(await videosCountOf(ann)).toBe(1)
  })

  it('is removed by one of twenty, whose job alone is committed', async () => {
    const { store, add, queue, ids, like, user } = await scene()
    const id = await add()
    await like(await user('bob'), id)
    const also = { jobs: [{ name: 'video.remove-files', payload: { videoId: id } }] }
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.remove(id, now, also)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await queue.list({ name: 'video.remove-files', limit: 9 })).toHaveLength(1)
    expect(await store.find(id)).toBeNull()
    expect(await ids()).toEqual([])
  })

  it('adds what is not folded yet to the counts of one video', async () => {
    const { store, add, addViews, foldCounters } = await scene()
    const id = await add()
    await addViews(id, 3)
    expect(await store.find(id)).toMatchObject({ counts: { views: 3, likes: 0, comments: 0 } })
    await foldCounters()
    await addViews(id, 1)
    expect(await store.find(id)).toMatchObject({ counts: { views: 4 } })
    expect(await store.loadMany([id])).toMatchObject([{ counts: { views: 3 } }])
  })

  it('tells by its version that anything but the counts has changed', async () => {
    const { store, add, addViews, update, foldCounters } = await scene()
    const id = await add()
    const first = await store.standing(null, id)
    expect(first).toMatchObject({ version: (await store.find(id))?.version, subscribersCount: 0 })
    await addViews(id, 2)
    await foldCounters()
    expect(await store.standing(null, id)).toEqual({ ...first, counts: { ...first?.counts, views: 2 } })
    await update(id, { title: 'Lake' })
    const second = await store.standing(null, id)
    expect(second?.version).not.toBe(first?.version)
    expect(second?.version).toBe((await store.find(id))?.version)
    await store.setPublished(id, false, later, none)
    expect((await store.standing(null, id))?.version).not.toBe(second?.version)
    expect(await store.standing(null, 'f'.repeat(24))).toBeNull()
  })

  it('knows what a viewer has to do with a video', async () => {
    const { store, add, ann, user, like, subscribe } = await scene()
    const [bob, cid] = [await user('bob'), await user('cid')]
    const video = { id: await add(), ownerId: ann }
    await like(bob, video.id)
    await subscribe(cid, ann)
    expect(await store.findFor(bob, video.id)).toEqual({
      video: await store.find(video.id),
      flags: { isLiked: true, isSubscribed: false, position: 0 },
    })
    expect(await store.standing(bob, video.id)).toMatchObject({
      flags: { isLiked: true, isSubscribed: false, position: 0 },
    })
    expect((await store.findFor(cid, video.id))?.flags).toMatchObject({ isLiked: false, isSubscribed: true })
  })
})

const newVideo = (id: Id, ownerId: Id, at: Date, more: Partial<NewVideo> = {}): NewVideo => ({
  ...{ id, ownerId, title: 'Sea', titleKey: 'sea', description: 'Waves', tags: [] },
  ...{ privacy: 'public', isPublished: true, durationSeconds: 12.5 },
  ...{ source: 'private/source.mp4', progressive: 'public/file/video.mp4', thumbnail: null, now: at },
  ...more,
})
