import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { View, ViewStore } from './store.ts'

export interface ViewStoreRoom {
  store: ViewStore
  nextId(): Id
  video(): Promise<Id>
  viewsOf(videoId: Id): Promise<number>
}

const window = 30 * 60_000
const limits = { windowMs: window, perNetwork: 2 }
const now = new Date('2026-03-04T05:06:07.089Z')
const after = (ms: number) => new Date(now.getTime() + ms)

export const viewStoreContract = contract<ViewStoreRoom>('views', (open) => {
  async function scene() {
    const room = await open()
    const videoId = await room.video()
    const view = (viewerKey: string, at = now, of = videoId): View => ({
      ...{ videoId: of, viewerKey, networkKey: null, at },
    })
    const from = (networkKey: string, viewerKey: string, at = now): View => ({
      ...{ ...view(viewerKey, at), networkKey },
    })
    return { ...room, videoId, view, from }
  }

  it('counts each viewer of each video', async () => {
    const { store, video, videoId, view, viewsOf } = await scene()
    const other = await video()
    expect(await store.count([view('ann'), view('bob'), view('ann', now, other)], limits)).toBe(3)
    expect([await viewsOf(videoId), await viewsOf(other)]).toEqual([2, 1])
    expect(await store.count([], limits)).toBe(0)
  })

  it('counts again when the window is over, from the view that was counted', async () => {
    const { store, videoId, view, viewsOf } = await scene()
    await store.count([view('ann')], limits)
    expect(await store.count([view('ann', after(window - 1))], limits)).toBe(0)
    expect(await store.count([view('ann', after(window))], limits)).toBe(1)
    expect(await store.count([view('ann', after(window + 1))], limits)).toBe(0)
    expect(await viewsOf(videoId)).toBe(2)
  })

  it('counts so many viewers of a network within a window, and users of it beside them', async () => {
    const { store, view, from, viewsOf, videoId } = await scene()
    const many = ['a', 'b', 'c', 'd'].map((key) => from('home', key))
    expect(
      await store.count([...many, from('work', 'e'), view('ann'), view('bob'), view('cid')], limits),
    ).toBe(6)
    expect(await store.count(many, limits)).toBe(0)
    expect(await store.count([from('home', 'f', after(1)), from('work', 'g', after(1))], limits)).toBe(1)
    expect(await store.count([from('home', 'h', after(window))], limits)).toBe(1)
    expect(await viewsOf(videoId)).toBe(8)
  })

  it('counts a crowd at once, of each network no more than its share', async () => {
    const { store, videoId, from, viewsOf } = await scene()
    const crowd = Array.from({ length: 240 }, (_, n) => from(`network ${n % 60}`, `viewer ${n}`, after(n)))
    expect(await store.count(crowd.toReversed(), limits)).toBe(120)
    expect(await store.count(crowd, limits)).toBe(0)
    expect(await viewsOf(videoId)).toBe(120)
  })

  it('counts once of twenty processes at once', async () => {
    const { store, videoId, view, viewsOf } = await scene()
    const views = ['ann', 'bob', 'cid'].map((viewer) => view(viewer))
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.count(n % 2 ? views : views.toReversed(), limits)),
    )
    expect(await viewsOf(videoId)).toBe(3)
  })

  it('passes over videos that are gone', async () => {
    const { store, nextId, view } = await scene()
    expect(await store.count([view('ann', now, nextId()), view('bob')], limits)).toBe(1)
  })

  it('forgets those whose time is over', async () => {
    const { store, view } = await scene()
    await store.count([view('ann'), view('bob', after(window))], limits)
    expect(await store.sweep(after(-1), 10)).toBe(0)
    expect(await store.sweep(now, 10)).toBe(1)
    expect(await store.count([view('ann', after(2)), view('bob', after(window + 1))], limits)).toBe(1)
  })

  it('forgets a bounded number at a time, each once', async () => {
    const { store, view } = await scene()
    await store.count(
      Array.from({ length: 5 }, (_, n) => view(`viewer ${n}`)),
      limits,
    )
    expect(await store.sweep(now, 3)).toBe(3)
    const swept = await Promise.all(Array.from({ length: 20 }, () => store.sweep(now, 3)))
    expect(swept.reduce((sum, count) => sum + count)).toBe(2)
  })
})
