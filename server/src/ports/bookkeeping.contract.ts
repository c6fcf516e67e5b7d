import { expect, it } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import { ann, film, first, siteDocuments } from '../../test/support/site-documents.ts'
import { fillWith } from '../../test/support/upkeep-room.ts'
import type { Id } from '../lib/id.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import type { SiteData } from './site-data.ts'

export interface BookkeepingRoom {
  data: SiteData
  bookkeeping: Bookkeeping
  /** Makes a counter wrong by so much. */
  spoil(counter: string, targetId: Id, by: number): Promise<void>
  /** Makes the counters of a user as if they had never been there. */
  forget(userId: Id): Promise<void>
  /** An addition to a counter that is not summed up yet. */
  append(counter: string, targetId: Id, delta: number): Promise<void>
}

const nothing = { differences: [], strays: 0 }

export const bookkeepingContract = contract<BookkeepingRoom>('bookkeeping', (open) => {
  async function filled() {
    const room = await open()
    await fillWith(room.data, siteDocuments())
    return room
  }

  it.each([
    ['user.subscribers', ann, 1],
    ['user.subscriptions', ann, 0],
    ['user.videos', ann, 1],
    ['video.likes', film, 1],
    ['video.comments', film, 3],
    ['comment.likes', first, 1],
    ['comment.replies', first, 1],
    ['tweet.likes', film, 1],
  ])('finds and mends a wrong %s', async (counter, targetId, counted) => {
    const { bookkeeping, spoil } = await filled()
    await spoil(counter, targetId, 7)
    const found = { differences: [{ counter, targetId, stored: counted + 7, counted }], strays: 0 }
    expect(await bookkeeping.compare()).toEqual(found)
    expect(await bookkeeping.repair()).toEqual(found)
    expect(await bookkeeping.compare()).toEqual(nothing)
  })

  it('takes what is not summed up yet into account, and leaves it to be summed up', async () => {
    const { bookkeeping, spoil, append } = await filled()
    await spoil('video.likes', film, -1)
    await append('video.likes', film, 1)
    expect(await bookkeeping.compare()).toEqual(nothing)
    await append('video.likes', film, 1)
    expect((await bookkeeping.repair()).differences).toHaveLength(1)
    expect(await bookkeeping.compare()).toEqual(nothing)
  })

  it('makes counters that are missing', async () => {
    const { bookkeeping, forget } = await filled()
    await forget(ann)
    expect((await bookkeeping.compare()).differences).toHaveLength(2)
    await bookkeeping.repair()
    expect(await bookkeeping.compare()).toEqual(nothing)
  })

  it('clears additions to counters of unknown names, and minds none to what was removed just now', async () => {
    const { bookkeeping, append } = await filled()
    await append('video.likes', 'f'.repeat(24), 1)
    expect(await bookkeeping.compare()).toEqual(nothing)
    await append('ghost.likes', film, 1)
    expect(await bookkeeping.compare()).toEqual({ differences: [], strays: 1 })
    await bookkeeping.repair()
    expect(await bookkeeping.compare()).toEqual(nothing)
  })

  it('leaves views alone, which nothing else counts', async () => {
    const { data, bookkeeping, spoil } = await filled()
    await spoil('video.views', film, 5)
    expect(await bookkeeping.repair()).toEqual(nothing)
    const videos = await data.read((read) => Array.fromAsync(read('videos')))
    expect(videos.find((video) => video.id === film)?.views).toBe(12)
  })
})
