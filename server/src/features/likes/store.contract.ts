import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import { twentyUnderOneRecord } from '../../../test/support/one-record.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { Findings } from '../../ports/bookkeeping.ts'
import type { LikeStore } from './store.ts'

export interface LikeStoreRoom {
  store: LikeStore
  nextId(): Id
  user(name: string): Promise<Id>
  video(ownerId: Id, privacy?: 'public' | 'private'): Promise<Id>
  comment(videoId: Id, ownerId: Id): Promise<Id>
  removeVideo(id: Id): Promise<void>
  clearVideo(id: Id): Promise<void>
  foldCounters(): Promise<unknown>
  /** Compares every counter with what it counts. */
  compare(): Promise<Findings>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const allWell: Findings = { differences: [], strays: 0 }
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))

export const likeStoreContract = contract<LikeStoreRoom>('likes', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const film = await room.video(ann)
    const like = (wanted?: boolean, targetId = film, minute = 0, likedBy = bob) => {
      const at = new Date(now.getTime() + minute * 60_000)
      return room.store.set({ likedBy, kind: 'video', targetId, now: at }, wanted, {})
    }
    const liked = async (page = firstPage, viewerId: Id | null = bob) =>
      (await room.store.videoIds(bob, { viewerId }, page)).entries.map(({ id }) => id)
    return { ...room, ann, bob, film, like, liked }
  }

  it('flips once when twenty come for one request', async () => {
    const { store, bob, film, compare } = await scene()
    const like = { likedBy: bob, kind: 'video', targetId: film, now } as const
    await twentyUnderOneRecord(bob, (also) => store.set(like, undefined, also))
    expect(await store.likedAmong(bob, 'video', [film])).toEqual(new Set([film]))
    expect(await compare()).toEqual(allWell)
  })

  it('flips, and counts exactly before and after the counters are folded', async () => {
    const { ann, film, like, foldCounters } = await scene()
    expect(await like()).toEqual({ isLiked: true, changed: true, likesCount: 1 })
    await foldCounters()
    expect(await like(undefined, film, 0, ann)).toEqual({ isLiked: true, changed: true, likesCount: 2 })
    expect(await like()).toEqual({ isLiked: false, changed: true, likesCount: 1 })
  })

  it('sets what is wanted, and changes nothing the second time', async () => {
    const { like, compare } = await scene()
    expect(await like(true)).toEqual({ isLiked: true, changed: true, likesCount: 1 })
    expect(await like(true)).toEqual({ isLiked: true, changed: false, likesCount: 1 })
    expect(await like(false)).toEqual({ isLiked: false, changed: true, likesCount: 0 })
    expect(await like(false)).toEqual({ isLiked: false, changed: false, likesCount: 0 })
    expect(await compare()).toEqual(allWell)
  })

  it('keeps one row when twenty likes arrive at once', async () => {
    const { store, bob, film, like, compare } = await scene()
    const answers = await Promise.all(times(20, () => like(true)))
    expect(answers.filter((answer) => answer?.changed)).toHaveLength(1)
    expect(answers.every((answer) => answer?.isLiked && answer.likesCount === 1)).toBe(true)
    expect(await store.likedAmong(bob, 'video', [film])).toEqual(new Set([film]))
    expect(await compare()).toEqual(allWell)
  })

  it('flips twenty times when twenty flips arrive at once', async () => {
    const { like, liked, compare } = await scene()
    const answers = await Promise.all(times(21, () => like()))
    expect(answers.every((answer) => answer?.changed)).toBe(true)
    expect(answers.filter((answer) => answer?.isLiked)).toHaveLength(11)
    expect(await liked()).toHaveLength(1)
    expect(await compare()).toEqual(allWell)
  })

  it('counts the likes of twenty people at once', async () => {
    const { user, film, like, compare } = await scene()
    const people = await Promise.all(times(20, (n) => user(`p${n}`)))
    await Promise.all(people.map((person) => like(undefined, film, 0, person)))
    expect(await like(false)).toMatchObject({ likesCount: 20 })
    expect(await compare()).toEqual(allWell)
  })

  it('knows nothing of what is not there', async () => {
    const { like, nextId } = await scene()
    expect(await like(undefined, nextId())).toBeNull()
    expect(await like(true, nextId())).toBeNull()
    expect(await like(false, nextId())).toBeNull()
  })

  it('loses the likes of a video that is removed, also those of the same moment', async () => {
    const { user, film, like, liked, removeVideo, compare, foldCounters } = await scene()
    const people = await Promise.all(times(20, (n) => user(`p${n}`)))
    await like(true)
    const answers = await Promise.allSettled([
      ...people.map((person) => like(true, film, 0, person)),
      removeVideo(film),
    ])
    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(await liked()).toEqual([])
    await foldCounters()
    expect(await compare()).toEqual(allWell)
  })

  it('lists what is liked, the newest like first, page by page', async () => {
    const { store, ann, bob, film, video, like, liked } = await scene()
    const [second, third] = [await video(ann), await video(ann)]
    await like(true, third, 1)
    await like(true, film, 2)
    await like(true, second, 2)
    const newest = [...[second, film].toSorted().reverse(), third]
    expect(await liked()).toEqual(newest)
    expect(await liked({ limit: 1, offset: 1, after: null })).toEqual([newest[1]])
    const first = await store.videoIds(bob, { viewerId: bob }, { ...firstPage, limit: 1 })
    expect(first.entries[0]).toEqual({ id: newest[0], likedAt: new Date(now.getTime() + 120_000) })
    const rest = await store.videoIds(bob, { viewerId: bob }, { ...firstPage, after: first.next })
    expect(rest.entries.map(({ id }) => id)).toEqual(newest.slice(1))
    expect(rest.next).toBeNull()
  })

  it('keeps the likes of comments apart from those of videos, and loses them with the comment', async () => {
    const { store, ann, bob, film, comment, like, liked, compare, foldCounters, ...room } = await scene()
    const first = await comment(film, ann)
    const set = () => store.set({ likedBy: bob, kind: 'comment', targetId: first, now }, true, {})
    const answers = await Promise.all(times(20, set))
    expect(answers.filter((answer) => answer?.changed)).toHaveLength(1)
    expect(answers.every((answer) => answer?.likesCount === 1)).toBe(true)
    expect(await store.likedAmong(bob, 'comment', [first])).toEqual(new Set([first]))
    expect(await liked()).toEqual([])
    expect(await like(false)).toEqual({ isLiked: false, changed: false, likesCount: 0 })
    expect(await compare()).toEqual(allWell)
    await room.removeVideo(film)
    await room.clearVideo(film)
    await foldCounters()
    expect(await store.likedAmong(bob, 'comment', [first])).toEqual(new Set())
    expect(await set()).toBeNull()
    expect(await compare()).toEqual(allWell)
  })

  it('leaves out what the viewer may not see any more', async () => {
    const { ann, bob, video, like, liked } = await scene()
    const hidden = await video(ann, 'private')
    const own = await video(bob, 'private')
    await like(true, hidden)
    await like(true, own)
    expect(await liked()).toEqual([own])
    expect(await liked(firstPage, null)).toEqual([])
  })

  it('says which of many are liked', async () => {
    const { store, bob, film, like, nextId } = await scene()
    await like(true)
    expect(await store.likedAmong(bob, 'video', [nextId(), film])).toEqual(new Set([film]))
    expect(await store.likedAmong(bob, 'video', [])).toEqual(new Set())
  })
})
