import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { HistoryStore } from './store.ts'

export interface HistoryStoreRoom {
  store: HistoryStore
  nextId(): Id
  user(name: string): Promise<Id>
  video(ownerId: Id, privacy?: 'public' | 'unlisted' | 'private'): Promise<Id>
  removeVideo(id: Id): Promise<void>
  /** As a session of this user sees it. */
  isPaused(userId: Id): Promise<boolean>
}

const at = (minute: number) => new Date(Date.UTC(2026, 2, 4, 5, minute, 0, 89))
const firstPage: PageRequest = { limit: 10, offset: 0, after: null }

export const historyStoreContract = contract<HistoryStoreRoom>('history', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const watch = (videoId: Id, minute: number, userId = bob, position: number | null = null) =>
      room.store.record([{ userId, videoId, at: at(minute), position }])
    const ids = async (userId = bob, page = firstPage) =>
      (await room.store.ids(userId, { viewerId: userId }, page)).entries.map(({ id }) => id)
    return { ...room, ann, bob, watch, ids }
  }

  it('keeps each video once, with the latest time, newest first', async () => {
    const { store, ann, bob, video, watch } = await scene()
    const [one, two] = [await video(ann), await video(ann)]
    for (const [id, minute] of [
      [one, 1],
      [two, 2],
      [one, 3],
      [two, 0],
    ] as const) {
      await watch(id, minute)
    }
    expect(await store.ids(bob, { viewerId: bob }, firstPage)).toEqual({
      entries: [
        { id: one, watchedAt: at(3), position: 0 },
        { id: two, watchedAt: at(2), position: 0 },
      ],
      next: null,
    })
    expect(await store.ids(ann, { viewerId: ann }, firstPage)).toEqual({ entries: [], next: null })
  })

  it('keeps the position that was told last, whatever else is watched', async () => {
    const { store, ann, bob, video, watch } = await scene()
    const [one, two] = [await video(ann), await video(ann)]
    await watch(one, 1, bob, 12.5)
    await watch(two, 2)
    await watch(one, 3)
    await watch(two, 1, bob, 4)
    expect((await store.ids(bob, { viewerId: bob }, firstPage)).entries).toEqual([
      { id: one, watchedAt: at(3), position: 12.5 },
      { id: two, watchedAt: at(2), position: 4 },
    ])
    await watch(one, 4, bob, 0)
    expect((await store.ids(bob, { viewerId: bob }, firstPage)).entries[0]?.position).toBe(0)
  })

  it('pauses and goes on, for one user', async () => {
    const { store, bob, isPaused, ann } = await scene()
    await store.setPaused(bob, true)
    await store.setPaused(bob, true)
    expect([await isPaused(bob), await isPaused(ann)]).toEqual([true, false])
    await store.setPaused(bob, false)
    expect(await isPaused(bob)).toBe(false)
  })

  it('is walked by cursor and by offset, meeting each video once', async () => {
    const { store, ann, bob, video, watch, ids } = await scene()
    const all: Id[] = []
    for (let n = 0; n < 5; n++) {
      const id = await video(ann)
      all.unshift(id)
      await watch(id, n)
    }
    const first = await store.ids(bob, { viewerId: bob }, { limit: 2, offset: 0, after: null })
    expect(first.entries.map(({ id }) => id)).toEqual(all.slice(0, 2))
    expect(await ids(bob, { limit: 10, offset: 0, after: first.next })).toEqual(all.slice(2))
    expect(await ids(bob, { limit: 2, offset: 2, after: null })).toEqual(all.slice(2, 4))
  })

  it('leaves out what the viewer may not see, but not what is the viewer’s own', async () => {
    const { ann, bob, video, watch, ids } = await scene()
    const [closed, unlisted, own] = [
      await video(ann, 'private'),
      await video(ann, 'unlisted'),
      await video(bob, 'private'),
    ]
    for (const [minute, id] of [closed, unlisted, own].entries()) await watch(id, minute)
    expect(await ids()).toEqual([own, unlisted])
  })

  it('passes over who or what is gone, and lets it go with the video', async () => {
    const { store, nextId, ann, bob, video, watch, ids, removeVideo } = await scene()
    const id = await video(ann)
    await store.record([
      { userId: bob, videoId: nextId(), at: at(1), position: 1 },
      { userId: nextId(), videoId: id, at: at(1), position: 1 },
      { userId: bob, videoId: id, at: at(1), position: 1 },
    ])
    expect(await ids()).toEqual([id])
    await removeVideo(id)
    expect(await ids()).toEqual([])
    await watch(id, 2)
    await store.record([])
  })

  it('takes entries from many at once while their video goes', async () => {
    const { store, ann, bob, video, removeVideo, ids } = await scene()
    const [goes, stays] = [await video(ann), await video(ann)]
    const entries = [goes, stays].map((videoId) => ({ userId: bob, videoId, at: at(1), position: 1 }))
    const writes = Array.from({ length: 20 }, () => store.record(entries))
    await Promise.all([...writes, removeVideo(goes)])
    expect(await ids()).toEqual([stays])
  })

  it('forgets one video, or everything', async () => {
    const { store, ann, bob, video, watch, ids } = await scene()
    const [one, two] = [await video(ann), await video(ann)]
    for (const id of [one, two]) {
      await watch(id, 1)
      await watch(id, 1, ann)
    }
    await store.remove(bob, one)
    expect(await ids()).toEqual([two])
    await store.clear(bob)
    expect([await ids(), (await ids(ann)).length]).toEqual([[], 2])
  })
})
