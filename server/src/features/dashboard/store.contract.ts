import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { DashboardStore } from './store.ts'

export interface DashboardStoreRoom {
  store: DashboardStore
  nextId(): Id
  user(name: string): Promise<Id>
  video(ownerId: Id, privacy?: 'public' | 'private'): Promise<Id>
  removeVideo(id: Id): Promise<void>
  like(by: Id, videoId: Id): Promise<unknown>
  subscribe(by: Id, channelId: Id): Promise<unknown>
  watch(viewerKey: string, videoId: Id): Promise<unknown>
  foldCounters(now?: Date): Promise<unknown>
  /** So many seconds of this video were watched. */
  watchTime(videoId: Id, seconds: number): Promise<void>
  /** Takes a subscription back. */
  unsubscribe(by: Id, channelId: Id): Promise<unknown>
}

const nothing = { videos: 0, views: 0, subscribers: 0, likes: 0, comments: 0 }
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))

export const dashboardStoreContract = contract<DashboardStoreRoom>('the dashboard', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const [film, secret] = [await room.video(ann), await room.video(ann, 'private')]
    const idsOf = async (ownerId: Id, page: PageRequest) =>
      (await room.store.videoIds(ownerId, { viewerId: ownerId }, page)).entries.map(({ id }) => id)
    return { ...room, ann, bob, film, secret, idsOf }
  }

  it('has zeros for a newcomer, and nothing for nobody', async () => {
    const { store, bob, nextId } = await scene()
    expect(await store.statsOf(bob)).toEqual(nothing)
    expect(await store.statsOf(nextId())).toBeNull()
  })

  it('sums over all videos of the channel and over no others', async () => {
    const { store, ann, bob, film, secret, video, like, subscribe, watch } = await scene()
    const other = await video(bob)
    await Promise.all([like(bob, film), like(ann, film), like(ann, secret), like(ann, other)])
    await Promise.all([watch('a', film), watch('b', film), watch('a', secret), watch('a', other)])
    await subscribe(bob, ann)
    expect(await store.statsOf(ann)).toEqual({ videos: 2, views: 3, subscribers: 1, likes: 3, comments: 0 })
    expect(await store.statsOf(bob)).toEqual({ ...nothing, videos: 1, views: 1, likes: 1 })
  })

  it('is exact before, after and while the counters are folded', async () => {
    const { store, ann, film, user, like, foldCounters } = await scene()
    const people = await Promise.all(times(20, (n) => user(`p${n}`)))
    await Promise.all(people.map((person) => like(person, film)))
    const seen = await Promise.all([
      ...times(10, () => store.statsOf(ann)),
      foldCounters(),
      ...times(10, () => store.statsOf(ann)),
    ])
    expect(new Set(seen.flatMap((stats) => (stats as { likes?: number }).likes ?? []))).toEqual(new Set([20]))
    expect(await store.statsOf(ann)).toMatchObject({ likes: 20 })
  })

  it('forgets what a removed video had', async () => {
    const { store, ann, bob, film, secret, like, watch, foldCounters, removeVideo } = await scene()
    await Promise.all([like(bob, film), like(ann, secret), watch('a', film)])
    await foldCounters()
    await removeVideo(film)
    expect(await store.statsOf(ann)).toEqual({ ...nothing, videos: 1, likes: 1 })
  })

  it('lists each own video once, whatever the page', async () => {
    const { store, ann, video, idsOf } = await scene()
    for (let n = 0; n < 5; n++) await video(ann)
    const all = await idsOf(ann, { limit: 50, offset: 0, after: null })
    expect(new Set(all).size).toBe(7)
    const walked: Id[] = []
    for (let after: PageRequest['after'] = null; ; ) {
      const { entries, next } = await store.videoIds(ann, { viewerId: ann }, { limit: 2, offset: 0, after })
      walked.push(...entries.map(({ id }) => id))
      if (!next) break
      after = next
    }
    expect(walked).toEqual(all)
    expect(await idsOf(ann, { limit: 2, offset: 2, after: null })).toEqual(all.slice(2, 4))
  })

  it('knows each day what happened to a video and to its channel', async () => {
    const { store, ann, bob, film, secret, like, watch, watchTime, foldCounters } = await scene()
    await Promise.all([like(bob, film), like(ann, film), watch('a', film), watchTime(film, 12)])
    await foldCounters(at('2026-03-04T23:59:59.999Z'))
    await Promise.all([like(bob, secret), watch('b', film), watch('a', secret), watchTime(secret, 5)])
    await foldCounters(at('2026-03-05T00:00:00.000Z'))
    await watchTime(film, 3)
    await foldCounters(at('2026-03-05T12:00:00.000Z'))
    const [fourth, fifth] = ['2026-03-04', '2026-03-05'] as const
    const range = { from: fourth, to: fifth }
    expect(await store.daysOfVideo(film, range)).toEqual([
      { ...still, day: fourth, views: 1, watchedSeconds: 12, likes: 2 },
      { ...still, day: fifth, views: 1, watchedSeconds: 3 },
    ])
    expect(await store.daysOfChannel(ann, range)).toEqual([
      { ...still, day: fourth, views: 1, watchedSeconds: 12, likes: 2 },
      { ...still, day: fifth, views: 2, watchedSeconds: 8, likes: 1 },
    ])
    expect(await store.daysOfChannel(ann, { from: fifth, to: fifth })).toHaveLength(1)
    expect(await store.daysOfChannel(bob, range)).toEqual([])
  })

  it('tells subscribers that came from those that went, and each channel its own', async () => {
    const { store, ann, bob, user, subscribe, unsubscribe, foldCounters } = await scene()
    const cid = await user('cid')
    await Promise.all([subscribe(bob, ann), subscribe(cid, ann), subscribe(ann, bob)])
    await unsubscribe(cid, ann)
    await foldCounters(at('2026-03-04T12:00:00.000Z'))
    const range = { from: '2026-03-04', to: '2026-03-04' }
    const day = { ...still, day: '2026-03-04' }
    expect(await store.daysOfChannel(ann, range)).toEqual([
      { ...day, subscribersGained: 2, subscribersLost: 1 },
    ])
    expect(await store.daysOfChannel(bob, range)).toEqual([{ ...day, subscribersGained: 1 }])
  })

  it('keeps the days of a channel when a video goes', async () => {
    const { store, ann, film, watch, foldCounters, removeVideo } = await scene()
    await watch('a', film)
    await foldCounters(at('2026-03-04T12:00:00.000Z'))
    await removeVideo(film)
    await watch('b', film)
    await foldCounters(at('2026-03-04T12:00:01.000Z'))
    const range = { from: '2026-03-01', to: '2026-03-31' }
    expect(await store.daysOfChannel(ann, range)).toMatchObject([{ views: 1 }])
  })

  it('notes each thing once, however many fold at once', async () => {
    const { store, ann, film, user, like, foldCounters } = await scene()
    const people = await Promise.all(times(20, (n) => user(`p${n}`)))
    const now = at('2026-03-04T12:00:00.000Z')
    await Promise.all(people.flatMap((person) => [like(person, film), foldCounters(now)]))
    await foldCounters(now)
    const range = { from: '2026-03-04', to: '2026-03-04' }
    expect(await store.daysOfVideo(film, range)).toMatchObject([{ likes: 20 }])
    expect(await store.daysOfChannel(ann, range)).toMatchObject([{ likes: 20 }])
  })
})

const at = (moment: string): Date => new Date(moment)
const still = {
  ...{ views: 0, watchedSeconds: 0, likes: 0, comments: 0 },
  ...{ subscribersGained: 0, subscribersLost: 0 },
}
