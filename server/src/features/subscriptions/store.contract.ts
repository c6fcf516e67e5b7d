import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import { twentyUnderOneRecord } from '../../../test/support/one-record.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { Findings } from '../../ports/bookkeeping.ts'
import type { IdempotencyRecords } from '../../ports/idempotency.ts'
import type { SubscriptionStore } from './store.ts'

export interface SubscriptionStoreRoom {
  store: SubscriptionStore
  nextId(): Id
  user(name: string): Promise<Id>
  block(blockerId: Id, blockedId: Id): Promise<unknown>
  records: Pick<IdempotencyRecords, 'find'>
  foldCounters(): Promise<unknown>
  /** Compares every counter with what it counts. */
  compare(): Promise<Findings>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const anybody = { viewerId: null }
const allWell: Findings = { differences: [], strays: 0 }
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))
const nobodyYet = { isSubscribed: false, notify: null, subscribersCount: 0 }

export const subscriptionStoreContract = contract<SubscriptionStoreRoom>('subscriptions', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const follow = async (wanted?: boolean, by = bob, channelId = ann, minute = 0) => {
      const at = new Date(now.getTime() + minute * 60_000)
      const subscription = { id: room.nextId(), subscriberId: by, channelId, now: at }
      const answer = await room.store.set(subscription, wanted, {})
      if (answer === 'blocked') throw new Error('nobody has blocked anybody')
      return answer
    }
    return { ...room, ann, bob, follow }
  }

  it('flips once when twenty come for one request', async () => {
    const { store, nextId, ann, bob, compare } = await scene()
    await twentyUnderOneRecord(bob, (also) =>
      store.set({ id: nextId(), subscriberId: bob, channelId: ann, now }, undefined, also),
    )
    expect(await store.stateOf(bob, ann)).toMatchObject({ isSubscribed: true, subscribersCount: 1 })
    expect(await compare()).toEqual(allWell)
  })

  it('keeps neither row nor record of a subscription that came behind a block', async () => {
    const { store, records, block, nextId, ann, bob, compare } = await scene()
    await block(ann, bob)
    const request = { userId: bob, operation: 'toggleSubscription', key: 'a-key' }
    const also = { once: { ...request, digest: 'abc', status: 200, now } }
    const subscription = { id: nextId(), subscriberId: bob, channelId: ann, now }
    for (const more of [also, {}]) expect(await store.set(subscription, true, more)).toBe('blocked')
    expect(await records.find(request, now)).toBeNull()
    expect(await store.stateOf(bob, ann)).toEqual(nobodyYet)
    expect(await compare()).toEqual(allWell)
  })

  it('flips, and counts exactly before and after the counters are folded', async () => {
    const { store, ann, bob, follow, foldCounters, compare } = await scene()
    const followed = { isSubscribed: true, notify: 'all', subscribersCount: 1 }
    expect(await follow()).toEqual({ ...followed, changed: true })
    await foldCounters()
    expect(await store.stateOf(bob, ann)).toEqual(followed)
    expect(await store.stateOf(null, ann)).toEqual({ ...nobodyYet, subscribersCount: 1 })
    expect(await follow()).toEqual({ ...nobodyYet, changed: true })
    expect(await compare()).toEqual(allWell)
  })

  it('sets what is wanted, and changes nothing the second time', async () => {
    const { follow, compare } = await scene()
    expect(await follow(true)).toMatchObject({ isSubscribed: true, changed: true, subscribersCount: 1 })
    expect(await follow(true)).toMatchObject({ isSubscribed: true, changed: false, subscribersCount: 1 })
    expect(await follow(false)).toMatchObject({ isSubscribed: false, changed: true, subscribersCount: 0 })
    expect(await follow(false)).toMatchObject({ isSubscribed: false, changed: false, subscribersCount: 0 })
    expect(await compare()).toEqual(allWell)
  })

  it('keeps one row when twenty subscriptions arrive at once', async () => {
    const { store, ann, follow, compare } = await scene()
    const answers = await Promise.all(times(20, () => follow(true)))
    expect(answers.filter((answer) => answer?.changed)).toHaveLength(1)
    expect(answers.every((answer) => answer?.isSubscribed && answer.subscribersCount === 1)).toBe(true)
    expect((await store.subscriberIds(ann, anybody, firstPage)).entries).toHaveLength(1)
    expect(await compare()).toEqual(allWell)
  })

  it('flips as often as it is asked when flips arrive at once', async () => {
    const { follow, compare } = await scene()
    const answers = await Promise.all(times(21, () => follow()))
    expect(answers.filter((answer) => answer?.isSubscribed)).toHaveLength(11)
    expect(answers.every((answer) => answer?.changed)).toBe(true)
    expect(await follow(true)).toMatchObject({ changed: false, subscribersCount: 1 })
    expect(await compare()).toEqual(allWell)
  })

  it('counts both sides when twenty people follow each other at once', async () => {
    const { store, ann, bob, user, follow, compare } = await scene()
    const people = await Promise.all(times(10, (n) => user(`p${n}`)))
    await Promise.all(people.flatMap((person) => [follow(true, person), follow(true, ann, person)]))
    expect(await store.stateOf(bob, ann)).toMatchObject({ isSubscribed: false, subscribersCount: 10 })
    expect((await store.channelIds(ann, anybody, firstPage)).entries).toHaveLength(10)
    expect(await compare()).toEqual(allWell)
  })

  it('knows nothing of a channel that is not there', async () => {
    const { store, bob, nextId, follow } = await scene()
    expect(await follow(undefined, bob, nextId())).toBeNull()
    expect(await follow(false, bob, nextId())).toBeNull()
    expect(await store.stateOf(bob, nextId())).toBeNull()
    expect(await store.setNotify(bob, nextId(), 'none')).toBe(false)
  })

  it('keeps what a subscriber wants to be told of, until the subscription ends', async () => {
    const { store, ann, bob, follow } = await scene()
    expect(await store.setNotify(bob, ann, 'none')).toBe(false)
    await follow(true)
    expect(await store.setNotify(bob, ann, 'none')).toBe(true)
    expect(await follow(true)).toMatchObject({ notify: 'none' })
    await follow(false)
    expect(await follow(true)).toMatchObject({ notify: 'all' })
  })

  it('lists both sides, the newest first, page by page', async () => {
    const { store, ann, bob, user, follow } = await scene()
    const [cy, dan] = [await user('cy'), await user('dan')]
    await follow(true, dan, ann, 1)
    await follow(true, bob, ann, 2)
    await follow(true, cy, ann, 2)
    const newest = [...[bob, cy].toSorted().reverse(), dan]
    const whole = await store.subscriberIds(ann, anybody, firstPage)
    expect(whole.entries.map(({ id }) => id)).toEqual(newest)
    expect(whole.next).toBeNull()
    expect(whole.entries[2]).toMatchObject({ createdAt: new Date(now.getTime() + 60_000) })
    const first = await store.subscriberIds(ann, anybody, { ...firstPage, limit: 1 })
    const rest = await store.subscriberIds(ann, anybody, { ...firstPage, after: first.next })
    expect([...first.entries, ...rest.entries]).toEqual(whole.entries)
    const second = await store.subscriberIds(ann, anybody, { limit: 1, offset: 1, after: null })
    expect(second.entries).toEqual([whole.entries[1]])

    await follow(true, bob, cy, 3)
    const channels = (page: PageRequest) => store.channelIds(bob, anybody, page)
    expect((await channels(firstPage)).entries.map(({ id }) => id)).toEqual([cy, ann])
    const { next } = await channels({ ...firstPage, limit: 1 })
    expect((await channels({ ...firstPage, after: next })).entries.map(({ id }) => id)).toEqual([ann])
  })

  it('loads channels in the order of their ids, without those that are gone', async () => {
    const { store, ann, bob, nextId, follow, foldCounters } = await scene()
    await follow(true)
    await foldCounters()
    expect(await store.loadMany([bob, nextId(), ann])).toEqual([
      { id: bob, username: 'bob', fullName: 'bob Lee', avatar: '', subscribersCount: 0 },
      { id: ann, username: 'ann', fullName: 'ann Lee', avatar: '', subscribersCount: 1 },
    ])
    expect(await store.loadMany([])).toEqual([])
  })
})
