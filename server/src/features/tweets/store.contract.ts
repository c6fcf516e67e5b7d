import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import { twentyUnderOneRecord } from '../../../test/support/one-record.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { Findings } from '../../ports/bookkeeping.ts'
import type { TweetStore } from './store.ts'

export interface TweetStoreRoom {
  store: TweetStore
  nextId(): Id
  user(name: string): Promise<Id>
  like(likedBy: Id, kind: 'tweet', tweetId: Id): Promise<unknown>
  foldCounters(): Promise<unknown>
  /** Compares every counter with what it counts. */
  compare(): Promise<Findings>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const later = new Date('2026-03-05T00:00:00.001Z')
const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const anybody = { viewerId: null }
const allWell: Findings = { differences: [], strays: 0 }

export const tweetStoreContract = contract<TweetStoreRoom>('tweets', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    async function add(ownerId = ann, minute = 0): Promise<Id> {
      const id = room.nextId()
      await room.store.add(
        { id, ownerId, content: 'Hello', now: new Date(now.getTime() + minute * 60_000) },
        {},
      )
      return id
    }
    const ids = async (ownerId: Id | null = null, page = firstPage) =>
      (await room.store.ids(ownerId, anybody, page)).entries.map(({ id }) => id)
    return { ...room, ann, bob, add, ids }
  }

  it('adds one when twenty come for one request', async () => {
    const { store, nextId, ann, ids } = await scene()
    await twentyUnderOneRecord(ann, (also) =>
      store.add({ id: nextId(), ownerId: ann, content: 'Hello', now }, also),
    )
    expect(await ids()).toHaveLength(1)
  })

  it('gives back what was added, with its owner', async () => {
    const { store, ann, add, nextId } = await scene()
    const id = await add()
    const tweet = {
      ...{ id, ownerId: ann, content: 'Hello', likes: 0, createdAt: now, updatedAt: now },
      owner: { id: ann, username: 'ann', fullName: 'ann Lee', avatar: '' },
    }
    expect(await store.find(id)).toEqual(tweet)
    expect(await store.loadMany([nextId(), id])).toEqual([tweet])
    expect(await store.loadMany([])).toEqual([])
    expect(await store.find(nextId())).toBeNull()
  })

  it('changes a text and says when', async () => {
    const { store, add, nextId } = await scene()
    const id = await add()
    expect(await store.setContent(id, 'Bye', later)).toBe(true)
    expect(await store.find(id)).toMatchObject({ content: 'Bye', createdAt: now, updatedAt: later })
    expect(await store.setContent(nextId(), 'Bye', later)).toBe(false)
  })

  it('removes once when twenty removals arrive at once, with its likes', async () => {
    const { store, ann, bob, add, like, foldCounters, compare } = await scene()
    const id = await add()
    await Promise.all([like(ann, 'tweet', id), like(bob, 'tweet', id)])
    expect((await store.find(id))?.likes).toBe(2)
    expect(await compare()).toEqual(allWell)
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.remove(id)))
    expect(answers.filter((isRemoved) => isRemoved)).toHaveLength(1)
    expect(await like(bob, 'tweet', id)).toBeNull()
    await foldCounters()
    expect(await compare()).toEqual(allWell)
  })

  it('lists all, or those of one owner, newest first and page by page', async () => {
    const { store, ann, bob, add, ids } = await scene()
    const one = await add(ann, 1)
    const two = await add(bob, 2)
    const three = await add(ann, 3)
    const same = await add(ann, 3)
    const newest = [three, same].toSorted().reverse()
    expect(await ids()).toEqual([...newest, two, one])
    expect(await ids(ann)).toEqual([...newest, one])
    expect(await ids(null, { limit: 2, offset: 2, after: null })).toEqual([two, one])
    for (const ownerId of [null, ann]) {
      const seen: Id[] = []
      let after: PageRequest['after'] = null
      do {
        const page = await store.ids(ownerId, anybody, { limit: 1, offset: 0, after })
        seen.push(...page.entries.map(({ id }) => id))
        after = page.next
      } while (after)
      expect(seen).toEqual(await ids(ownerId))
    }
  })
})
