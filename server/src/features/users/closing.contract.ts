import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { Findings } from '../../ports/bookkeeping.ts'
import type { JobQueue } from '../../ports/job-queue.ts'
import type { ClosingStore, UserStore } from './store.ts'

export interface ClosingStoreRoom {
  store: ClosingStore
  users: UserStore
  queue: JobQueue
  nextId(): Id
  /** Their password's hash is `hash`. */
  user(name: string): Promise<Id>
  video(ownerId: Id): Promise<Id>
  /** All of them. */
  removeVideosOf(ownerId: Id): Promise<void>
  comment(videoId: Id, ownerId: Id, repliesTo?: Id | null): Promise<Id>
  tweet(ownerId: Id): Promise<Id>
  like(likedBy: Id, kind: 'video' | 'comment' | 'tweet', targetId: Id): Promise<unknown>
  subscribe(subscriberId: Id, channelId: Id): Promise<unknown>
  watched(userId: Id, videoId: Id): Promise<void>
  /** A playlist with this video in it. */
  playlist(ownerId: Id, videoId: Id): Promise<unknown>
  logIn(userId: Id): Promise<Id>
  /** So many comments of one person, every second one an answer to the one before it, and each liked. */
  crowd(videoId: Id, ownerId: Id, comments: number): Promise<void>
  /** Whose comment it is; null: a tombstone; undefined: it is gone. */
  ownerOfComment(id: Id): Promise<Id | null | undefined>
  /** Of those that are there, in this order. */
  likesOfComments(ids: Id[]): Promise<number[]>
  foldCounters(): Promise<unknown>
  compare(): Promise<Findings>
  /** Rows of all tables that hang from this user, and its own. */
  rowsOf(userId: Id): Promise<number>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const allWell: Findings = { differences: [], strays: 0 }
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))

export const closingStoreContract = contract<ClosingStoreRoom>('closed accounts', (open) => {
  /** Ann has done everything that one can do, to Bob and to her own things; Bob has answered. */
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const [hers, his] = [await room.video(ann), await room.video(bob)]
    const answered = await room.comment(his, ann)
    const answer = await room.comment(his, bob, answered)
    const alone = await room.comment(his, ann)
    const reply = await room.comment(his, ann, await room.comment(his, bob))
    const [tweet, other] = [await room.tweet(ann), await room.tweet(bob)]
    await room.like(ann, 'video', his)
    await room.like(ann, 'comment', answer)
    await room.like(ann, 'tweet', other)
    for (const comment of [answered, alone, reply]) await room.like(bob, 'comment', comment)
    await room.like(bob, 'tweet', tweet)
    await room.subscribe(ann, bob)
    await room.subscribe(bob, ann)
    await room.watched(ann, his)
    await room.playlist(ann, his)
    await room.playlist(bob, hers)
    const session = await room.logIn(ann)
    const close = (checkedHash = 'hash', also = {}) =>
      room.store.close({ userId: ann, checkedHash, now }, also)
    async function clear() {
      await room.removeVideosOf(ann)
      await Array.fromAsync(room.store.clear(ann))
      return room.store.remove(ann)
    }
    return { ...room, ann, bob, his, hers, answered, answer, alone, reply, session, close, clear }
  }

  it('are nobody from then on, and their names are free', async () => {
    const { users, ann, session, close, nextId } = await scene()
    expect(await close()).toEqual([session])
    expect([await users.findById(ann), await users.loadMany([ann])]).toEqual([null, []])
    expect(await users.findChannel('ann', null)).toBeNull()
    expect(await users.update(ann, { bio: 'Still here' }, now, {})).toBeNull()
    const picture = { userId: ann, picture: 'avatar', from: '', to: 'public/a', now } as const
    expect(await users.replacePicture(picture, {})).toBe(false)
    const account = { username: 'ann', email: 'ann@example.org', fullName: 'Ann', avatar: '', coverImage: '' }
    expect(await users.add({ ...account, id: nextId(), passwordHash: 'other', now })).toBeNull()
  })

  it('stay open when the password is another one by now', async () => {
    const { users, queue, ann, close } = await scene()
    const jobs = [{ name: 'user.clear', payload: { userId: ann } }]
    expect(await close('another hash', { jobs })).toBeNull()
    expect(await users.findById(ann)).toMatchObject({ username: 'ann' })
    expect(await queue.list({ name: 'user.clear', limit: 9 })).toEqual([])
  })

  it('are closed by one of twenty, whose job alone is committed', async () => {
    const { queue, ann, close } = await scene()
    const also = { jobs: [{ name: 'user.clear', payload: { userId: ann } }] }
    const answers = await Promise.all(times(20, () => close('hash', also)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await queue.list({ name: 'user.clear', limit: 9 })).toHaveLength(1)
  })

  it('leave nothing behind, and are counted off where they counted', async () => {
    const { users, ann, close, clear, rowsOf, foldCounters, compare } = await scene()
    expect(await rowsOf(ann)).toBeGreaterThan(10)
    await close()
    expect(await clear()).toBe(true)
    expect(await rowsOf(ann)).toBe(0)
    await foldCounters()
    expect(await compare()).toEqual(allWell)
    const channel = await users.findChannel('bob', ann)
    expect(channel?.counts).toEqual({ subscribers: 0, subscriptions: 0, videos: 1 })
  })

  it('leave a tombstone where others have answered', async () => {
    const { bob, answered, answer, alone, reply, close, clear, ownerOfComment } = await scene()
    await close()
    await clear()
    expect(await ownerOfComment(answered)).toBeNull()
    expect(await ownerOfComment(answer)).toBe(bob)
    expect([await ownerOfComment(alone), await ownerOfComment(reply)]).toEqual([undefined, undefined])
  })

  it('leave no like on a tombstone, also not of the same moment', async () => {
    const { ann, bob, his, user, comment, like, close, clear, ...room } = await scene()
    const people = await Promise.all(times(10, (n) => user(`p${n}`)))
    const said = await Promise.all(times(15, () => comment(his, ann)))
    for (const id of said) await comment(his, bob, id)
    await close()
    const likes = async (person: Id) => {
      for (const id of said) await like(person, 'comment', id)
    }
    await Promise.all([clear(), ...people.map(likes)])
    await clear()
    await room.foldCounters()
    expect(await room.likesOfComments(said)).toEqual(said.map(() => 0))
    expect(await room.compare()).toEqual(allWell)
  })

  it('are cleared away in steps, between which every counter is right, and begun anew it goes on', async () => {
    const { ann, his, crowd, close, store, removeVideosOf, clear, rowsOf, ...room } = await scene()
    await crowd(his, ann, 200)
    await close()
    await removeVideosOf(ann)
    let steps = 0
    for await (const step of store.clear(ann)) {
      expect(step).toBeLessThanOrEqual(5_500)
      await room.foldCounters()
      expect(await room.compare()).toEqual(allWell)
      if (++steps === 8) break
    }
    expect(await store.remove(ann)).toBe(false)
    expect(await clear()).toBe(true)
    expect(await rowsOf(ann)).toBe(0)
    await room.foldCounters()
    expect(await room.compare()).toEqual(allWell)
  })

  it('do not go before what arrived at the last moment', async () => {
    const { ann, bob, his, close, clear, store, like, video, removeVideosOf, ...room } = await scene()
    await close()
    await removeVideosOf(ann)
    await Array.fromAsync(store.clear(ann))
    await like(ann, 'video', his)
    expect(await store.remove(ann)).toBe(false)
    await room.subscribe(ann, bob)
    expect(await clear()).toBe(true)
    expect(await store.remove(ann)).toBe(true)
    await room.foldCounters()
    expect(await room.compare()).toEqual(allWell)
  })

  it('are left alone while they are open', async () => {
    const { ann, store, users, rowsOf } = await scene()
    const before = await rowsOf(ann)
    await Array.fromAsync(store.clear(ann))
    expect(await store.remove(ann)).toBe(true)
    expect(await rowsOf(ann)).toBe(before)
    expect(await users.findById(ann)).toMatchObject({ id: ann })
  })
})
