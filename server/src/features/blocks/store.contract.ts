import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { Audience } from '../../policy.ts'
import type { Findings } from '../../ports/bookkeeping.ts'
import type { BlockStore } from './store.ts'

export interface BlockStoreRoom {
  store: BlockStore
  nextId(): Id
  user(name: string): Promise<Id>
  video(ownerId: Id): Promise<Id>
  comment(videoId: Id, ownerId: Id, repliesTo?: Id): Promise<Id>
  pin(comment: { id: Id; videoId: Id }): Promise<unknown>
  isPinned(commentId: Id): Promise<boolean | undefined>
  tweet(ownerId: Id): Promise<Id>
  /** What it answers: `blocked`, or the state. */
  subscribe(subscriberId: Id, channelId: Id, wanted?: boolean): Promise<unknown>
  isSubscribed(subscriberId: Id, channelId: Id): Promise<boolean | undefined>
  /** As a session of this user sees it. */
  hasBlocks(userId: Id): Promise<boolean>
  /** What lists of comments and tweets show. */
  shown: {
    comments(videoId: Id, order: 'newest' | 'mostLiked', audience: Audience): Promise<Shown>
    replies(parentId: Id, audience: Audience): Promise<Shown>
    /** Of one owner, or of all. */
    tweets(ownerId: Id | null, audience: Audience): Promise<Id[]>
  }
  foldCounters(): Promise<unknown>
  /** Compares every counter with what it counts. */
  compare(): Promise<Findings>
}

interface Shown {
  ids: Id[]
  total: number | null
}

const now = new Date('2026-03-04T05:06:07.089Z')
const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const allWell: Findings = { differences: [], strays: 0 }
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))

export const blockStoreContract = contract<BlockStoreRoom>('blocks', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob, cleo] = [await room.user('ann'), await room.user('bob'), await room.user('cleo')]
    const block = (blockerId = ann, blockedId = bob, minute = 0) =>
      room.store.add({ blockerId, blockedId, now: new Date(now.getTime() + minute * 60_000) })
    return { ...room, ann, bob, cleo, block }
  }

  it('is there once, until it is taken back', async () => {
    const { store, ann, bob, cleo, block, hasBlocks } = await scene()
    expect(await hasBlocks(ann)).toBe(false)
    expect([await block(), await block()]).toEqual([true, false])
    expect([await store.has(ann, bob), await store.has(bob, ann)]).toEqual([true, false])
    expect([await hasBlocks(ann), await hasBlocks(bob), await hasBlocks(cleo)]).toEqual([true, true, false])
    expect([await store.remove(bob, ann), await store.remove(ann, bob)]).toEqual([false, true])
    expect([await store.remove(ann, bob), await store.has(ann, bob)]).toEqual([false, false])
    expect([await hasBlocks(ann), await hasBlocks(bob)]).toEqual([false, false])
  })

  it('stands between two, whoever of them wanted it', async () => {
    const { store, ann, bob, cleo, block } = await scene()
    await block()
    expect([await store.isBetween(ann, [cleo, bob]), await store.isBetween(bob, [ann])]).toEqual([true, true])
    expect([await store.isBetween(ann, [cleo]), await store.isBetween(ann, [])]).toEqual([false, false])
  })

  it('knows nothing of a user who is not there', async () => {
    const { store, ann, nextId, block, hasBlocks } = await scene()
    const nobody = nextId()
    expect([await block(ann, nobody), await block(nobody, ann)]).toEqual([null, null])
    expect([await store.remove(ann, nobody), await hasBlocks(ann)]).toEqual([false, false])
  })

  it('lists whom a user has blocked, the latest first, page by page', async () => {
    const { store, ann, bob, cleo, block } = await scene()
    await block(ann, cleo, 1)
    await block(ann, bob, 2)
    await block(bob, ann, 3)
    const whole = await store.ids(ann, firstPage)
    expect(whole).toEqual({
      entries: [
        { id: bob, blockedAt: new Date(now.getTime() + 120_000) },
        { id: cleo, blockedAt: new Date(now.getTime() + 60_000) },
      ],
      next: null,
    })
    const first = await store.ids(ann, { ...firstPage, limit: 1 })
    expect((await store.ids(ann, { ...firstPage, after: first.next })).entries).toEqual([whole.entries[1]])
    expect((await store.ids(ann, { ...firstPage, limit: 1, offset: 1 })).entries).toEqual([whole.entries[1]])
  })

  it('is made once of twenty at once, in either direction', async () => {
    const { store, ann, bob, block, subscribe, compare } = await scene()
    await subscribe(ann, bob)
    await subscribe(bob, ann)
    const answers = await Promise.all(times(20, (n) => (n % 2 ? block() : block(bob, ann))))
    expect(answers.filter((isNew) => isNew)).toHaveLength(2)
    expect(await compare()).toEqual(allWell)
    const removals = await Promise.all(times(20, () => store.remove(ann, bob)))
    expect(removals.filter((isGone) => isGone)).toHaveLength(1)
  })

  it('ends as the last of many blocks and unblocks says', async () => {
    const { store, ann, bob, block } = await scene()
    await Promise.all(times(20, (n) => (n % 2 ? block() : store.remove(ann, bob))))
    const before = await store.has(ann, bob)
    expect(await block()).toBe(!before)
    expect((await store.ids(ann, firstPage)).entries).toHaveLength(1)
  })

  it('ends the subscriptions of the two to each other, and counts them', async () => {
    const { ann, bob, cleo, block, subscribe, isSubscribed, foldCounters, compare } = await scene()
    for (const [by, to] of [
      [ann, bob],
      [bob, ann],
      [cleo, ann],
      [ann, cleo],
    ] as const)
      await subscribe(by, to)
    await foldCounters()
    await block()
    const left = [await isSubscribed(ann, bob), await isSubscribed(bob, ann), await isSubscribed(cleo, ann)]
    expect(left).toEqual([false, false, true])
    expect(await compare()).toEqual(allWell)
    await foldCounters()
    expect(await compare()).toEqual(allWell)
  })

  it('lets nobody subscribe, in either direction, until it is taken back', async () => {
    const { store, ann, bob, block, subscribe, isSubscribed, compare } = await scene()
    await block()
    expect([await subscribe(bob, ann, true), await subscribe(ann, bob)]).toEqual(['blocked', 'blocked'])
    expect(await subscribe(bob, ann, false)).toMatchObject({ isSubscribed: false, changed: false })
    expect(await isSubscribed(bob, ann)).toBe(false)
    expect(await compare()).toEqual(allWell)
    await store.remove(ann, bob)
    expect(await subscribe(bob, ann)).toMatchObject({ isSubscribed: true })
  })

  it('leaves no subscription when both come at once', async () => {
    const { ann, user, block, subscribe, isSubscribed, compare } = await scene()
    const people = await Promise.all(times(20, (n) => user(`p${n}`)))
    await Promise.all(
      people.flatMap((person) => [
        subscribe(person, ann, true),
        block(ann, person),
        subscribe(ann, person, true),
      ]),
    )
    for (const person of people) {
      expect([await isSubscribed(person, ann), await isSubscribed(ann, person)]).toEqual([false, false])
    }
    expect(await compare()).toEqual(allWell)
  })

  it('takes away the pins of one on videos of the other, and no others', async () => {
    const { ann, bob, cleo, video, comment, pin, isPinned, block } = await scene()
    const pinned = async (ownerId: Id, by: Id) => {
      const videoId = await video(ownerId)
      const id = await comment(videoId, by)
      await pin({ id, videoId })
      return id
    }
    const [his, hers] = [await pinned(ann, bob), await pinned(bob, ann)]
    const others = [await pinned(ann, cleo), await pinned(ann, ann), await pinned(cleo, bob)]
    await block()
    expect([await isPinned(his), await isPinned(hers)]).toEqual([false, false])
    expect(await Promise.all(others.map(isPinned))).toEqual([true, true, true])
  })

  it('hides comments and replies of each from the other in every order, and counts the rest', async () => {
    const { ann, bob, cleo, video, comment, block, shown } = await scene()
    const film = await video(cleo)
    const [his, hers, third] = [await comment(film, bob), await comment(film, ann), await comment(film, cleo)]
    await comment(film, bob, third)
    const reply = await comment(film, cleo, third)
    await block()
    for (const order of ['newest', 'mostLiked'] as const) {
      const to = async (audience: Audience) => {
        const { ids, total } = await shown.comments(film, order, audience)
        return { ids: ids.toSorted(), total }
      }
      expect(await to({ viewerId: ann })).toEqual({ ids: [hers, third].toSorted(), total: 2 })
      expect(await to({ viewerId: bob, hasBlocks: true })).toEqual({ ids: [his, third].toSorted(), total: 2 })
      for (const viewerId of [cleo, null]) expect((await to({ viewerId })).total).toBe(3)
    }
    expect(await shown.replies(third, { viewerId: ann })).toEqual({ ids: [reply], total: 1 })
    expect((await shown.replies(third, { viewerId: bob })).total).toBe(2)
  })

  it('hides tweets of each from the other', async () => {
    const { ann, bob, cleo, tweet, block, shown } = await scene()
    const [his, hers, third] = [await tweet(bob), await tweet(ann), await tweet(cleo)]
    await block()
    const to = async (viewerId: Id | null, ownerId: Id | null = null) =>
      (await shown.tweets(ownerId, { viewerId })).toSorted()
    expect(await to(ann)).toEqual([hers, third].toSorted())
    expect(await to(bob)).toEqual([his, third].toSorted())
    expect(await to(cleo)).toEqual([his, hers, third].toSorted())
    expect([await to(ann, bob), await to(bob, ann)]).toEqual([[], []])
    expect([await to(ann, ann), await to(null, bob), await to(bob, cleo)]).toEqual([[hers], [his], [third]])
  })

  it('fills pages, however many in between are hidden', async () => {
    const { ann, bob, cleo, video, comment, tweet, block, shown } = await scene()
    const film = await video(cleo)
    for (let n = 0; n < 12; n++) {
      await comment(film, cleo)
      await tweet(cleo)
      for (let hidden = 0; hidden < 3; hidden++) {
        await comment(film, bob)
        await tweet(bob)
      }
    }
    await block()
    expect((await shown.comments(film, 'newest', { viewerId: ann })).ids).toHaveLength(10)
    expect((await shown.comments(film, 'mostLiked', { viewerId: ann })).ids).toHaveLength(10)
    expect(await shown.tweets(null, { viewerId: ann })).toHaveLength(10)
  })
})
