import { expect, it } from 'vitest'
import { contract } from '../../test/support/contract.ts'
import { siteDocuments } from '../../test/support/site-documents.ts'
import { everything, fillWith } from '../../test/support/upkeep-room.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import { collectionNames, collections, type SiteData, SiteNotEmpty } from './site-data.ts'

export interface SiteDataRoom {
  data: SiteData
  bookkeeping: Bookkeeping
}

export const siteDataContract = contract<SiteDataRoom>('site data', (open) => {
  it('gives back every field of what was filled in', async () => {
    const { data } = await open()
    const site = siteDocuments()
    expect(await data.isEmpty()).toBe(true)
    await fillWith(data, site)
    expect(await data.isEmpty()).toBe(false)
    expect(await everything(data)).toEqual(site)
    for (const name of collectionNames) {
      expect(Object.keys(site[name][0]!).toSorted(), name).toEqual([...collections[name]].toSorted())
    }
  })

  it('has one id, whoever asks first and however often', async () => {
    const { data } = await open()
    const ids = await Promise.all(Array.from({ length: 20 }, () => data.siteId()))
    expect(new Set([...ids, await data.siteId()]).size).toBe(1)
    expect(ids[0]).toMatch(/^[0-9a-f]{24}$/)
    await fillWith(data, siteDocuments())
    expect(await data.siteId()).toBe(ids[0])
  })

  it('counts what it fills in', async () => {
    const { data, bookkeeping } = await open()
    await fillWith(data, siteDocuments())
    expect(await bookkeeping.compare()).toEqual({ differences: [], strays: 0 })
  })

  it('fills nothing into a site that holds something', async () => {
    const { data } = await open()
    await fillWith(data, siteDocuments())
    const before = await everything(data)
    await expect(fillWith(data, siteDocuments())).rejects.toThrow('Restore into an empty one')
    expect(await everything(data)).toEqual(before)
  })

  it('is filled by one of two that begin at once, whoever ends first', async () => {
    const { data } = await open()
    const site = siteDocuments()
    const both = await Promise.allSettled([fillWith(data, site), fillWith(data, site)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    for (const { reason } of both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[])
      expect(reason).toBeInstanceOf(SiteNotEmpty)
    expect(await data.isHalfFilled()).toBe(false)
    expect(await everything(data)).toEqual(site)
  })

  it('fills everything or nothing', async () => {
    const { data } = await open()
    const { users } = siteDocuments()
    const broken = data.fill(async (add) => {
      await add('users', collections.users, users)
      throw new Error('the disk is gone')
    })
    await expect(broken).rejects.toThrow('the disk is gone')
    expect(await data.isEmpty()).toBe(true)
  })

  it('takes documents of an older program, which lack newer fields and have others', async () => {
    const { data } = await open()
    const { users } = siteDocuments()
    const fields = [...collections.users.filter((field) => field !== 'bio'), 'phone']
    const older = users.map(({ bio: _, ...rest }) => rest)
    const given = older.map((user) => ({ ...user, phone: '1' }))
    await data.fill((add) => add('users', fields, given))
    expect((await everything(data)).users).toEqual(older.map((user) => ({ ...user, bio: '' })))
  })

  it('reads one moment, whatever is written meanwhile', async () => {
    const { data } = await open()
    await data.read(async (read) => {
      expect(await Array.fromAsync(read('users'))).toEqual([])
      await fillWith(data, siteDocuments())
      expect(await Array.fromAsync(read('users'))).toEqual([])
      expect(await Array.fromAsync(read('videos'))).toEqual([])
    })
    expect((await everything(data)).users).not.toEqual([])
  })

  it('reads so many from one on, in the order of ids', async () => {
    const { data } = await open()
    const {
      tweets: [tweet],
      ...site
    } = siteDocuments()
    const tweets = Array.from({ length: 5 }, (_, n) => ({ ...tweet, id: String(n).padStart(24, '0') }))
    await fillWith(data, { ...site, tweets, likes: [] })
    const part = (from: string, limit: number) =>
      data.read((read) => Array.fromAsync(read('tweets', { from, limit })))
    expect(await part('', 3)).toEqual(tweets.slice(0, 3))
    expect(await part(tweets[1]!.id, 2)).toEqual(tweets.slice(1, 3))
    expect(await part('0'.repeat(23).concat('3'), 10)).toEqual(tweets.slice(3))
    expect(await part('f'.repeat(24), 10)).toEqual([])
  })

  it('reads each document once, however many there are', async () => {
    const { data } = await open()
    const site = siteDocuments()
    const [like] = site.likes
    const [tweet] = site.tweets
    const tweets = Array.from({ length: 2500 }, (_, n) => ({ ...tweet, id: String(n).padStart(24, '0') }))
    const likes = tweets.map(({ id }) => ({ ...like, targetKind: 'tweet', targetId: id }))
    await fillWith(data, { ...site, tweets, likes })
    expect(await everything(data)).toMatchObject({ tweets, likes })
  })
})
