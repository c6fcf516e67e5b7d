import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { Findings } from '../../ports/bookkeeping.ts'
import type { RemnantStore, VideoStore } from './store.ts'

export interface RemnantStoreRoom {
  store: RemnantStore
  videos: VideoStore
  user(name: string): Promise<Id>
  video(ownerId: Id): Promise<Id>
  comment(videoId: Id, ownerId: Id, repliesTo?: Id | null): Promise<Id>
  like(likedBy: Id, kind: 'video' | 'comment', targetId: Id): Promise<unknown>
  watched(userId: Id, videoId: Id): Promise<void>
  /** A playlist with this video in it. */
  playlist(ownerId: Id, videoId: Id): Promise<unknown>
  /** So many comments of one person, every second one an answer to the one before it, and each liked. */
  crowd(videoId: Id, ownerId: Id, comments: number): Promise<void>
  foldCounters(): Promise<unknown>
  compare(): Promise<Findings>
  /** Rows that hang from this video, and its own. */
  rowsOf(videoId: Id): Promise<Record<string, number>>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const allWell: Findings = { differences: [], strays: 0 }
const nothing = { videos: 0, video_counters: 0, comments: 0, likes: 0, watch_history: 0, playlist_entries: 0 }

export const remnantStoreContract = contract<RemnantStoreRoom>('what removed videos leave behind', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    async function film(): Promise<Id> {
      const id = await room.video(ann)
      const comment = await room.comment(id, bob)
      const reply = await room.comment(id, ann, comment)
      for (const target of [comment, reply]) await room.like(bob, 'comment', target)
      await room.like(bob, 'video', id)
      await room.watched(bob, id)
      await room.playlist(bob, id)
      return id
    }
    const remove = (id: Id) => room.videos.remove(id, now, {})
    const clear = (id: Id) => Array.fromAsync(room.store.clear(id))
    return { ...room, ann, bob, film, remove, clear }
  }

  it('goes with all of it, and nothing else does', async () => {
    const { film, remove, clear, rowsOf, foldCounters, compare } = await scene()
    const [gone, stays] = [await film(), await film()]
    const before = await rowsOf(stays)
    expect(before).toEqual({ ...nothing, ...{ videos: 1, video_counters: 1, comments: 2, likes: 3 }, ...one })
    await remove(gone)
    await clear(gone)
    expect(await rowsOf(gone)).toEqual(nothing)
    expect(await rowsOf(stays)).toEqual(before)
    await foldCounters()
    expect(await compare()).toEqual(allWell)
  })

  it('leaves a video alone that is not removed', async () => {
    const { film, clear, rowsOf, videos } = await scene()
    const id = await film()
    const before = await rowsOf(id)
    await clear(id)
    expect(await rowsOf(id)).toEqual(before)
    expect(await videos.find(id)).toMatchObject({ id })
  })

  it('goes in steps, between which every counter is right, and begun anew goes on', async () => {
    const { film, bob, crowd, remove, store, clear, rowsOf, foldCounters, compare } = await scene()
    const id = await film()
    await crowd(id, bob, 1_400)
    await remove(id)
    const steps: number[] = []
    for await (const step of store.clear(id)) {
      steps.push(step)
      await foldCounters()
      expect(await compare()).toEqual(allWell)
      if (steps.length === 6) break
    }
    expect(Math.max(...steps)).toBeLessThanOrEqual(5_500)
    const half = await rowsOf(id)
    expect([half.videos, half.comments! > 0]).toEqual([1, true])
    await clear(id)
    expect(await rowsOf(id)).toEqual(nothing)
  })

  it('is cleared away by two at once', async () => {
    const { film, bob, crowd, remove, clear, rowsOf } = await scene()
    const id = await film()
    await crowd(id, bob, 1_400)
    await remove(id)
    await Promise.all([clear(id), clear(id)])
    expect(await rowsOf(id)).toEqual(nothing)
  })

  it('takes what arrives meanwhile', async () => {
    const { film, bob, remove, store, like, watched, rowsOf } = await scene()
    const id = await film()
    await remove(id)
    let step = 0
    for await (const _gone of store.clear(id)) {
      if (step++ === 3) await like(bob, 'video', id)
      await watched(bob, id)
    }
    expect(await rowsOf(id)).toEqual(nothing)
  })
})

const one = { watch_history: 1, playlist_entries: 1 }
