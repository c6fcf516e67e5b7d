import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import { twentyUnderOneRecord } from '../../../test/support/one-record.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { Findings } from '../../ports/bookkeeping.ts'
import type { CommentOrder, CommentStore, NewComment, Thread } from './store.ts'

export interface CommentStoreRoom {
  store: CommentStore
  nextId(): Id
  user(name: string): Promise<Id>
  video(ownerId: Id): Promise<Id>
  removeVideo(id: Id): Promise<void>
  switchOff(videoId: Id): Promise<unknown>
  like(likedBy: Id, kind: 'comment', commentId: Id): Promise<unknown>
  commentsCountOf(videoId: Id): Promise<number | undefined>
  foldCounters(): Promise<unknown>
  /** Compares every counter with what it counts. */
  compare(): Promise<Findings>
}

const now = new Date('2026-03-04T05:06:07.089Z')
const later = new Date('2026-03-05T00:00:00.001Z')
const firstPage: PageRequest = { limit: 10, offset: 0, after: null }
const anybody = { viewerId: null }
const allWell: Findings = { differences: [], strays: 0 }
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))

export const commentStoreContract = contract<CommentStoreRoom>('comments', (open) => {
  async function scene() {
    const room = await open()
    const [ann, bob] = [await room.user('ann'), await room.user('bob')]
    const film = await room.video(ann)
    let minute = 0
    async function add(repliesTo: Id | null = null, more: Partial<NewComment> = {}): Promise<Id> {
      const id = room.nextId()
      const at = new Date(now.getTime() + 60_000 * minute++)
      const comment = { id, videoId: film, ownerId: bob, content: 'Nice', repliesTo, now: at, ...more }
      expect(await room.store.add(comment, {})).toBe('added')
      return id
    }
    const thread = { kind: 'comments', videoId: film } as const
    const repliesOf = (parentId: Id) => ({ kind: 'replies', parentId }) as const
    const ids = async (order: CommentOrder = 'newest', page = firstPage, of: Thread = thread) =>
      (await room.store.ids(of, order, anybody, page, null)).entries.map(({ id }) => id)
    return { ...room, ann, bob, film, add, ids, thread, repliesOf }
  }

  it('adds one when twenty come for one request', async () => {
    const { store, nextId, bob, film, ids, compare } = await scene()
    const comment = { videoId: film, ownerId: bob, content: 'Nice', repliesTo: null, now }
    await twentyUnderOneRecord(bob, (also) => store.add({ ...comment, id: nextId() }, also))
    expect(await ids()).toHaveLength(1)
    expect(await compare()).toEqual(allWell)
  })

  it('keeps no record of a comment that was not added', async () => {
    const { store, nextId, bob, film } = await scene()
    const once = { userId: bob, operation: 'addComment', key: 'k', digest: 'd', status: 201, now }
    const comment = { id: nextId(), videoId: film, ownerId: bob, content: 'Nice', repliesTo: nextId(), now }
    expect(await store.add(comment, { once })).toBe('no_parent')
    expect(await store.add({ ...comment, repliesTo: null }, { once })).toBe('added')
  })

  it('gives back what was added, with its author and its video', async () => {
    const { store, ann, bob, film, add } = await scene()
    const id = await add()
    const comment = {
      ...{ id, videoId: film, parentId: null, content: 'Nice', isPinned: false, isHearted: false },
      owner: { id: bob, username: 'bob', fullName: 'bob Lee', avatar: '' },
      ...{ likes: 0, replies: 0, editedAt: null, createdAt: now, updatedAt: now },
    }
    const video = { ownerId: ann, privacy: 'public', isPublished: true }
    expect(await store.find(id)).toEqual({ ...comment, video })
    expect(await store.loadMany([id])).toEqual([comment])
    expect(await store.loadMany([])).toEqual([])
  })

  it('puts an answer to a reply below the comment of that reply', async () => {
    const { store, add, ids, repliesOf } = await scene()
    const first = await add()
    const reply = await add(first)
    const answer = await add(reply)
    expect((await store.find(answer))?.parentId).toBe(first)
    expect((await store.find(first))?.replies).toBe(2)
    expect(await ids('newest', firstPage, repliesOf(first))).toEqual([reply, answer])
    expect(await ids()).toEqual([first])
  })

  it('adds nothing to what is not there, to another video, or where comments are off', async () => {
    const { store, ann, film, video, nextId, add, switchOff, compare } = await scene()
    const first = await add()
    const comment = { id: nextId(), videoId: film, ownerId: ann, content: 'Hm', repliesTo: null, now }
    expect(await store.add({ ...comment, videoId: nextId() }, {})).toBe('no_video')
    expect(await store.add({ ...comment, repliesTo: nextId() }, {})).toBe('no_parent')
    const other = await video(ann)
    expect(await store.add({ ...comment, videoId: other, repliesTo: first }, {})).toBe('no_parent')
    await switchOff(film)
    expect(await store.add(comment, {})).toBe('disabled')
    expect(await store.add({ ...comment, repliesTo: first }, {})).toBe('disabled')
    expect(await compare()).toEqual(allWell)
  })

  it('changes a text and says when', async () => {
    const { store, add, nextId } = await scene()
    const id = await add()
    expect(await store.setContent(id, 'Better', later)).toBe(true)
    expect(await store.find(id)).toMatchObject({ content: 'Better', editedAt: later, createdAt: now })
    expect(await store.setContent(nextId(), 'Better', later)).toBe(false)
  })

  it('removes a comment without replies, and counts', async () => {
    const { store, film, add, commentsCountOf, compare } = await scene()
    const [id] = [await add(), await add()]
    expect(await commentsCountOf(film)).toBe(2)
    expect(await store.remove(id, later)).toBe(true)
    expect(await store.find(id)).toBeNull()
    expect(await store.remove(id, later)).toBe(false)
    expect(await commentsCountOf(film)).toBe(1)
    expect(await compare()).toEqual(allWell)
  })

  it('keeps a tombstone while there are replies', async () => {
    const { store, ann, bob, film, nextId, add, ids, like, commentsCountOf, compare } = await scene()
    const first = await add()
    const [one, two] = [await add(first), await add(first)]
    await like(ann, 'comment', first)
    await store.setPinned({ id: first, videoId: film }, true)
    await store.setHearted(first, true)
    await store.setContent(first, 'Secret', later)
    expect(await store.remove(first, later)).toBe(true)
    expect(await store.find(first)).toMatchObject({
      ...{ owner: null, content: '', isPinned: false, isHearted: false, editedAt: null },
      ...{ likes: 0, replies: 2, updatedAt: later },
    })
    expect(await ids()).toEqual([first])
    expect(await ids('mostLiked')).toEqual([first])
    expect(await commentsCountOf(film)).toBe(2)
    expect(await store.remove(first, later)).toBe(false)
    expect(await store.setContent(first, 'Back', later)).toBe(false)
    expect(await store.setHearted(first, true)).toBe(false)
    expect(await store.setPinned({ id: first, videoId: film }, true)).toBe(false)
    const answer = { videoId: film, ownerId: bob, content: 'Hm', now }
    expect(await store.add({ ...answer, id: nextId(), repliesTo: first }, {})).toBe('no_parent')
    expect(await store.add({ ...answer, id: nextId(), repliesTo: two }, {})).toBe('added')
    expect(await compare()).toEqual(allWell)
    await store.remove(one, later)
    expect((await store.find(first))?.replies).toBe(2)
  })

  it('leaves no like on a tombstone, also not of the same moment', async () => {
    const { store, ann, bob, user, add, like, compare, foldCounters } = await scene()
    const people = await Promise.all(times(10, (n) => user(`p${n}`)))
    const first = await Promise.all(times(3, () => add()))
    for (const id of first) await add(id)
    await like(ann, 'comment', first[0]!)
    await Promise.all(
      first.flatMap((id) => [
        ...people.map((person) => like(person, 'comment', id)),
        store.remove(id, later),
        like(ann, 'comment', id),
      ]),
    )
    expect(await like(bob, 'comment', first[0]!)).toBeNull()
    await foldCounters()
    const tombstones = await store.loadMany(first)
    expect(tombstones.map(({ owner, likes }) => ({ owner, likes }))).toEqual(
      times(3, () => ({ owner: null, likes: 0 })),
    )
    expect(await compare()).toEqual(allWell)
  })

  it('removes a tombstone with the last reply', async () => {
    const { store, film, add, ids, commentsCountOf, foldCounters, compare } = await scene()
    const first = await add()
    const replies = [await add(first), await add(first)]
    await store.remove(first, later)
    const answers = await Promise.all(replies.map((id) => store.remove(id, later)))
    expect(answers).toEqual([true, true])
    expect(await store.find(first)).toBeNull()
    expect(await ids()).toEqual([])
    expect(await commentsCountOf(film)).toBe(0)
    await foldCounters()
    expect(await compare()).toEqual(allWell)
  })

  it('removes once when twenty removals arrive at once', async () => {
    const { store, film, add, commentsCountOf, foldCounters, compare } = await scene()
    const [plain, withReply] = [await add(), await add()]
    const reply = await add(withReply)
    for (const id of [reply, withReply, plain]) {
      const answers = await Promise.all(times(20, () => store.remove(id, later)))
      expect(answers.filter((isRemoved) => isRemoved)).toHaveLength(1)
    }
    await foldCounters()
    expect(await commentsCountOf(film)).toBe(0)
    expect(await compare()).toEqual(allWell)
  })

  it('keeps its counts when replies come while the comment and they are removed', async () => {
    const { store, bob, film, nextId, add, foldCounters, compare } = await scene()
    const first = await add()
    const answer = { videoId: film, ownerId: bob, content: 'Hm', repliesTo: first, now }
    const ids = times(20, nextId)
    const outcomes = await Promise.all([
      ...ids.map((id) => store.add({ ...answer, id }, {})),
      store.remove(first, later),
    ])
    expect(outcomes.at(-1)).toBe(true)
    expect(new Set(outcomes.slice(0, -1)).difference(new Set(['added', 'no_parent'])).size).toBe(0)
    expect(await compare()).toEqual(allWell)
    const added = ids.filter((_, n) => outcomes[n] === 'added')
    const removed = await Promise.all(added.map((id) => store.remove(id, later)))
    expect(removed.every((isRemoved) => isRemoved)).toBe(true)
    expect(await store.find(first)).toBeNull()
    await foldCounters()
    expect(await compare()).toEqual(allWell)
  })

  it('pins one comment of a video, also when twenty are pinned at once', async () => {
    const { store, film, add, ids } = await scene()
    const comments = []
    for (let n = 0; n < 20; n++) comments.push(await add())
    const answers = await Promise.all(comments.map((id) => store.setPinned({ id, videoId: film }, true)))
    expect(answers.every((isPinned) => isPinned)).toBe(true)
    const loaded = await store.loadMany(comments)
    const pinned = loaded.filter(({ isPinned }) => isPinned)
    expect(pinned).toHaveLength(1)
    expect((await ids())[0]).toBe(pinned[0]?.id)
    expect((await ids('mostLiked'))[0]).toBe(pinned[0]?.id)
    expect(await store.setPinned(pinned[0]!, false)).toBe(true)
    expect((await ids())[0]).toBe(comments.at(-1))
    const reply = await add(comments[0])
    expect(await store.setPinned({ id: reply, videoId: film }, true)).toBe(false)
  })

  it('gives hearts to comments and replies', async () => {
    const { store, add, nextId } = await scene()
    const id = await add(await add())
    expect(await store.setHearted(id, true)).toBe(true)
    expect((await store.find(id))?.isHearted).toBe(true)
    await store.setHearted(id, false)
    expect((await store.find(id))?.isHearted).toBe(false)
    expect(await store.setHearted(nextId(), true)).toBe(false)
  })

  it.each(['newest', 'mostLiked'] as const)('lists %s page by page, the pinned one first', async (order) => {
    const { store, ann, bob, film, add, ids, like, thread, foldCounters } = await scene()
    const [a, b, c, d] = [await add(), await add(), await add(), await add()]
    await add(b)
    for (const [by, id] of [
      [ann, a],
      [bob, a],
      [ann, c],
    ] as const)
      await like(by, 'comment', id)
    await foldCounters()
    await store.setPinned({ id: b, videoId: film }, true)
    const byLikes = [b, a, c, d]
    const expected = order === 'newest' ? [b, d, c, a] : byLikes
    expect(await ids(order)).toEqual(expected)
    expect(await ids(order, { limit: 2, offset: 1, after: null })).toEqual(expected.slice(1, 3))
    const seen: Id[] = []
    let after: PageRequest['after'] = null
    do {
      const page = await store.ids(thread, order, anybody, { limit: 1, offset: 0, after }, null)
      seen.push(...page.entries.map(({ id }) => id))
      after = page.next
    } while (after)
    expect(seen).toEqual(expected)
  })

  it('lists replies oldest first, page by page', async () => {
    const { store, add, repliesOf } = await scene()
    const first = await add()
    const replies = [await add(first), await add(first), await add(first)]
    const page = (request: Partial<PageRequest>) =>
      store.ids(repliesOf(first), 'newest', anybody, { ...firstPage, ...request }, null)
    const start = await page({ limit: 2 })
    expect(start.entries.map(({ id }) => id)).toEqual(replies.slice(0, 2))
    const rest = await page({ after: start.next })
    expect(rest).toMatchObject({ entries: [{ id: replies[2] }], next: null })
  })

  it('counts what it lists, no further than it is asked to', async () => {
    const { store, add, thread, repliesOf } = await scene()
    const first = await add()
    for (let n = 0; n < 3; n++) await add(first)
    await add()
    const total = async (of: Thread, countUpTo: number | null, offset = 0) =>
      (await store.ids(of, 'newest', anybody, { ...firstPage, offset }, countUpTo)).total
    expect(await total(thread, 100)).toBe(2)
    expect(await total(thread, 100, 50)).toBe(2)
    expect(await total(repliesOf(first), 100)).toBe(3)
    expect(await total(repliesOf(first), 2)).toBe(2)
    expect(await total(thread, null)).toBeNull()
  })

  it('is nowhere any more when the video is removed', async () => {
    const { store, film, add, like, bob, removeVideo, foldCounters, compare } = await scene()
    const first = await add()
    const reply = await add(first)
    await like(bob, 'comment', reply)
    await removeVideo(film)
    expect([await store.find(first), await store.find(reply)]).toEqual([null, null])
    await foldCounters()
    expect(await compare()).toEqual(allWell)
  })
})
