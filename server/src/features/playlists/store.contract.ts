import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import { twentyUnderOneRecord } from '../../../test/support/one-record.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { OnceRecord } from '../../ports/idempotency.ts'
import type { Depth, PlaylistStore } from './store.ts'

export interface PlaylistStoreRoom {
  store: PlaylistStore
  /** The same, where three is as many as there can be, of playlists and of videos in one. */
  small: PlaylistStore
  nextId(): Id
  user(name: string): Promise<Id>
  video(ownerId: Id, privacy?: 'public' | 'private'): Promise<Id>
  removeVideo(id: Id): Promise<void>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const later = new Date('2026-03-05T00:00:00.001Z')
const all: PageRequest = { limit: 100, offset: 0, after: null }
const whole: Depth = { entries: 5_000, ids: 500 }
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))

export const playlistStoreContract = contract<PlaylistStoreRoom>('playlists', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const id = room.nextId()
    const details = { name: 'Best', description: 'of all', privacy: 'public' as const }
    await room.store.add({ ...details, id, ownerId: ann, now }, {})
    const videoIds = async (viewerId: Id | null = ann, page = all) =>
      (await room.store.videoIds(id, { viewerId }, page)).entries.map((entry) => entry.id)
    const look = (viewerId: Id | null, counted: Id[] = []) => ({ audience: { viewerId }, counted })
    const fill = async (count: number) => {
      const videos: Id[] = []
      for (let n = 0; n < count; n++) videos.push(await room.video(bob))
      for (const video of videos) await room.store.addVideo(id, video, now)
      return videos
    }
    return { ...room, ann, bob, id, details, videoIds, look, fill }
  }

  it('adds one when twenty come for one request', async () => {
    const { store, nextId, bob } = await scene()
    const details = { ownerId: bob, name: 'Best', description: '', privacy: 'public' as const, now }
    await twentyUnderOneRecord(bob, (also) => store.add({ ...details, id: nextId() }, also))
    const { entries } = await store.ids(bob, { viewerId: null }, all)
    expect(entries).toHaveLength(1)
  })

  it('gives back what was added', async () => {
    const { store, ann, id, details, look, nextId } = await scene()
    const owner = { id: ann, username: 'ann', fullName: 'ann Lee', avatar: '' }
    const playlist = { ...details, id, ownerId: ann, owner, kind: 'own', cover: null, totals: null }
    const stamps = { createdAt: now, updatedAt: now }
    expect(await store.find(id, look(null))).toEqual({ ...playlist, ...stamps })
    expect(await store.loadMany([nextId(), id], look(null, [id]), whole)).toEqual([
      { ...playlist, ...stamps, totals: { videos: 0, views: 0 }, videoIds: [] },
    ])
    expect(await store.find(nextId(), look(null))).toBeNull()
  })

  it('has a list to watch later for everybody from the start', async () => {
    const { store, ann, look } = await scene()
    expect(await store.find(ann, look(ann))).toMatchObject({
      ...{ id: ann, ownerId: ann, kind: 'watch_later', name: 'Watch later', privacy: 'private' },
    })
  })

  it('lists all to the owner and the public ones to others, whatever the page', async () => {
    const { store, ann, bob, id, nextId } = await scene()
    const hidden = [nextId(), nextId()]
    await store.add({ id: hidden[0]!, ownerId: ann, name: 'P', description: '', privacy: 'private', now }, {})
    await store.add(
      { id: hidden[1]!, ownerId: ann, name: 'U', description: '', privacy: 'unlisted', now },
      {},
    )
    const idsOf = async (viewerId: Id | null, page = all) =>
      (await store.ids(ann, { viewerId }, page)).entries.map((entry) => entry.id)
    expect(new Set(await idsOf(ann))).toEqual(new Set([ann, id, ...hidden]))
    expect(await idsOf(bob)).toEqual([id])
    expect(await idsOf(null)).toEqual([id])
    const { entries, next } = await store.ids(ann, { viewerId: ann }, { ...all, limit: 3 })
    const rest = await idsOf(ann, { ...all, after: next })
    expect([...entries.map((entry) => entry.id), ...rest]).toEqual(await idsOf(ann))
  })

  it('keeps the order in which videos were added, in pages too', async () => {
    const { store, id, ann, fill, videoIds } = await scene()
    const videos = await fill(7)
    expect(await videoIds()).toEqual(videos)
    const first = await store.videoIds(id, { viewerId: ann }, { ...all, limit: 3 })
    expect(first.entries.map((entry) => entry.id)).toEqual(videos.slice(0, 3))
    expect(await videoIds(ann, { ...all, after: first.next })).toEqual(videos.slice(3))
    expect(await videoIds(ann, { limit: 2, offset: 2, after: null })).toEqual(videos.slice(2, 4))
  })

  it('adds one of twenty with the same video at once', async () => {
    const { store, bob, id, video, videoIds } = await scene()
    const film = await video(bob)
    const answers = await Promise.all(times(20, () => store.addVideo(id, film, now)))
    expect(answers.toSorted()).toEqual(['added', ...times(19, () => 'there')])
    expect(await videoIds()).toEqual([film])
  })

  it('adds all of twenty different videos at once, each to a place of its own', async () => {
    const { store, bob, id, ann, video } = await scene()
    const videos = await Promise.all(times(20, () => video(bob)))
    const answers = await Promise.all(videos.map((film) => store.addVideo(id, film, now)))
    expect(new Set(answers)).toEqual(new Set(['added']))
    const { entries } = await store.videoIds(id, { viewerId: ann }, all)
    expect(entries.map((entry) => entry.id).toSorted()).toEqual(videos.toSorted())
    expect(new Set(entries.map(({ position }) => position)).size).toBe(20)
  })

  it('removes once, of twenty at once', async () => {
    const { store, id, fill, videoIds } = await scene()
    const [first, second] = await fill(2)
    const answers = await Promise.all(times(20, () => store.removeVideo(id, first!, now)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await videoIds()).toEqual([second])
  })

  it('takes adds, removals and moves of one video as they come, however many at once', async () => {
    const { store, id, fill, videoIds } = await scene()
    const [film, other] = (await fill(2)) as [Id, Id]
    await Promise.all(
      times(10, () => [
        store.removeVideo(id, film, now),
        store.addVideo(id, film, now),
        store.moveVideo(id, film, null, later),
      ]).flat(),
    )
    await store.removeVideo(id, film, now)
    expect(await videoIds()).toEqual([other])
  })

  it('takes as many playlists as one may have and no more, of twenty at once too', async () => {
    const { store, small, bob, ann, nextId, details } = await scene()
    const make = (ownerId: Id) => small.add({ ...details, id: nextId(), ownerId, now }, {})
    const answers = await Promise.all(times(20, () => make(bob)))
    expect(answers.filter(Boolean)).toHaveLength(3)
    const { entries } = await store.ids(bob, { viewerId: bob }, all)
    expect(entries.map((entry) => entry.id)).toContain(bob)
    expect(entries).toHaveLength(4)
    expect(await make(ann)).toBe(true)
    await small.remove(entries.find((entry) => entry.id !== bob)!.id)
    expect([await make(bob), await make(bob)]).toEqual([true, false])
  })

  it('keeps no record of a playlist that was one too many', async () => {
    const { small, bob, nextId, details } = await scene()
    const make = (once?: OnceRecord) => small.add({ ...details, id: nextId(), ownerId: bob, now }, { once })
    for (let n = 0; n < 3; n++) await make()
    const once = { userId: bob, operation: 'createPlaylist', key: 'k', digest: 'd', status: 201, now }
    expect([await make(once), await make(once)]).toEqual([false, false])
  })

  it('takes as many videos as fit and no more, of twenty at once too', async () => {
    const { small, bob, id, video, videoIds } = await scene()
    const videos = await Promise.all(times(20, () => video(bob)))
    const answers = await Promise.all(videos.map((film) => small.addVideo(id, film, now)))
    expect(answers.toSorted()).toEqual([...times(3, () => 'added'), ...times(17, () => 'full')])
    const [first, ...others] = await videoIds()
    expect(others).toHaveLength(2)
    expect(await small.addVideo(id, first!, now)).toBe('there')
    await small.removeVideo(id, first!, now)
    expect(await small.addVideo(id, first!, now)).toBe('added')
  })

  it('looks as deep into each as it is told', async () => {
    const { store, id, bob, video, fill, look } = await scene()
    const secret = await video(bob, 'private')
    await store.addVideo(id, secret, now)
    const videos = await fill(5)
    const at = async (depth: Depth) => (await store.loadMany([id], look(null, [id]), depth))[0]
    expect(await at({ entries: 4, ids: 2 })).toMatchObject({
      ...{ videoIds: videos.slice(0, 2), totals: { videos: 3 }, cover: { privacy: 'public' } },
    })
    expect(await at({ entries: 1, ids: 2 })).toMatchObject({
      videoIds: [],
      totals: { videos: 0 },
      cover: null,
    })
    expect(await at(whole)).toMatchObject({ videoIds: videos, totals: { videos: 5 } })
  })

  it('moves a video behind another, to the front and to the end', async () => {
    const { store, id, fill, videoIds } = await scene()
    const [a, b, c, d] = (await fill(4)) as [Id, Id, Id, Id]
    expect(await store.moveVideo(id, a, c, later)).toBe(true)
    expect(await videoIds()).toEqual([b, c, a, d])
    await store.moveVideo(id, d, null, later)
    expect(await videoIds()).toEqual([d, b, c, a])
    await store.moveVideo(id, b, a, later)
    expect(await videoIds()).toEqual([d, c, a, b])
    await store.moveVideo(id, c, d, later)
    expect(await videoIds()).toEqual([d, c, a, b])
  })

  it('moves nothing that is not in there, nor behind it', async () => {
    const { store, id, fill, videoIds, nextId } = await scene()
    const videos = await fill(2)
    expect(await store.moveVideo(id, nextId(), null, later)).toBe(false)
    expect(await store.moveVideo(id, videos[0]!, nextId(), later)).toBe(false)
    expect(await store.moveVideo(nextId(), videos[0]!, null, later)).toBe(false)
    expect(await videoIds()).toEqual(videos)
  })

  it('moves one entry only, and keeps each video once when twenty moves and adds come at once', async () => {
    const { store, ann, bob, id, fill, video, videoIds } = await scene()
    const videos = await fill(10)
    const places = async () =>
      new Map(
        (await store.videoIds(id, { viewerId: ann }, all)).entries.map((entry) => [entry.id, entry.position]),
      )
    const before = await places()
    await store.moveVideo(id, videos[9]!, videos[2]!, later)
    const after = await places()
    expect(videos.filter((video) => before.get(video) !== after.get(video))).toEqual([videos[9]])
    const more = await Promise.all(times(5, () => video(bob)))
    await Promise.all([
      ...times(20, (n) => store.moveVideo(id, videos[n % 10]!, n % 3 ? videos[(n + 5) % 10]! : null, later)),
      ...more.map((film) => store.addVideo(id, film, later)),
    ])
    expect((await videoIds()).toSorted()).toEqual([...videos, ...more].toSorted())
    expect(new Set((await places()).values()).size).toBe(15)
  })

  it('keeps places short and the order right when hundreds of moves go into one slot', async () => {
    const { store, ann, id, fill } = await scene()
    let order = await fill(12)
    const entries = async () => (await store.videoIds(id, { viewerId: ann }, all)).entries
    for (let n = 0; n < 250; n++) {
      const moved = order[5 + ((n * 3) % 7)]!
      await store.moveVideo(id, moved, order[2]!, later)
      order = order.filter((video) => video !== moved).toSpliced(3, 0, moved)
    }
    const found = await entries()
    expect(found.map((entry) => entry.id)).toEqual(order)
    expect(Math.max(...found.map(({ position }) => position.length))).toBeLessThanOrEqual(24)
  })

  it('neither shows nor counts what the audience may not see', async () => {
    const { store, ann, bob, id, video, look, videoIds } = await scene()
    const [secret, film] = [await video(ann, 'private'), await video(bob)]
    for (const one of [secret, film]) await store.addVideo(id, one, now)
    expect(await videoIds(ann)).toEqual([secret, film])
    expect(await videoIds(null)).toEqual([film])
    const [own] = await store.loadMany([id], look(ann, [id]), whole)
    const [others] = await store.loadMany([id], look(bob, [id]), whole)
    expect(own).toMatchObject({
      videoIds: [secret, film],
      totals: { videos: 2 },
      cover: { privacy: 'private' },
    })
    expect(others).toMatchObject({ videoIds: [film], totals: { videos: 1 }, cover: { privacy: 'public' } })
  })

  it('loses a video that is removed, also while it is added', async () => {
    const { store, id, bob, video, videoIds, removeVideo, fill } = await scene()
    const [film] = await fill(1)
    const other = await video(bob)
    const [outcome] = await Promise.all([store.addVideo(id, other, now), removeVideo(other)])
    expect(['added', 'no video']).toContain(outcome)
    await removeVideo(film!)
    expect(await videoIds()).toEqual([])
    expect(await store.addVideo(id, film!, now)).toBe('no video')
  })

  it('changes what is given, and knows nothing of what is gone', async () => {
    const { store, id, bob, look, video, details } = await scene()
    expect(await store.update(id, { name: 'Worst' }, later)).toBe(true)
    expect(await store.find(id, look(null))).toMatchObject({ ...details, name: 'Worst', updatedAt: later })
    const answers = await Promise.all(times(20, () => store.remove(id)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await store.find(id, look(null))).toBeNull()
    expect(await store.update(id, { name: 'x' }, later)).toBe(false)
    expect(await store.addVideo(id, await video(bob), now)).toBe('no playlist')
  })
})
