import { expect, it } from 'vitest'
import { contract } from '../../../test/support/contract.ts'
import type { Id } from '../../lib/id.ts'
import type { PageRequest } from '../../lists/page.ts'
import type { VideoChanges } from '../videos/store.ts'
import { parseQuery } from './query.ts'
import type { SearchOrder, SearchStore } from './store.ts'
import { forgive, forgivenWords } from './typos.ts'

interface Text {
  title?: string
  description?: string
  tags?: string[]
  privacy?: 'public' | 'private'
}

export interface SearchRoom {
  store: SearchStore
  /** Somebody who may own a video. */
  user(username: string, fullName: string): Promise<Id>
  rename(userId: Id, fullName: string): Promise<void>
  video(ownerId: Id, text: Text, at: Date): Promise<Id>
  change(videoId: Id, changes: VideoChanges): Promise<void>
  remove(videoId: Id): Promise<void>
  /** Adds views and folds them. */
  watch(videoId: Id, views: number): Promise<void>
  like(videoId: Id, likes: number): Promise<void>
  /** As if an older program had written the rows. */
  forgetIndex(): Promise<void>
}

const anybody = { viewerId: null }
const firstPage: PageRequest = { limit: 50, offset: 0, after: null }
const day = 86_400_000
const start = new Date('2026-03-04T05:06:07.089Z')

export const searchStoreContract = contract<SearchRoom>('search', (open) => {
  async function scene() {
    const room = await open()
    const ann = await room.user('films', 'Ánn Lee')
    let count = 0
    const add = (text: Text, at = new Date(start.getTime() + 1_000 * count++), ownerId = ann) =>
      room.video(ownerId, text, at)
    const page = (
      text: string,
      order: SearchOrder = 'newest',
      request = firstPage,
      ownerId?: Id,
      known: number | null = null,
    ) => room.store.ids(parseQuery(text)!, ownerId ? { ownerId } : {}, order, anybody, request, known)
    const ids = async (...asked: Parameters<typeof page>) =>
      (await page(...asked)).entries.map(({ id }) => id)
    return { ...room, ann, add, page, ids }
  }

  /** Some of each, and which of them is found by what. */
  const shelf: Text[] = [
    { title: 'Red Séa', description: 'Calm waves — and a shark', tags: ['dog', 'deep sea'] },
    { title: 'Deep blue sky', description: 'Sea of clouds', tags: ['Wolken'] },
    { title: 'Cherries in May', description: 'A tree that blooms', tags: [] },
    { title: "Tom & Jerry's 50% off_sale", description: "It's; drop table videos", tags: ['!!!'] },
    { title: '東京タワーの夜', description: 'Straße 🔥', tags: ['город'] },
  ]

  const questions: [string, number[]][] = [
    ['sea', [1, 0]],
    ['SÉA red', [0]],
    ['red sky', []],
    ['calm dog', [0]],
    ['ann', [4, 3, 2, 1, 0]],
    ['lee films cherries', [2]],
    ['cher', [2]],
    ['cher may', []],
    ['"cher"', []],
    ['wav', [0]],
    ['"deep sea"', [0]],
    ['"red sea"', [0]],
    ['"sea red"', []],
    ['"sea calm"', []],
    ['"dog deep"', []],
    ['"clouds wolken"', []],
    ['deep sea', [1, 0]],
    ['sea -shark', [1]],
    ['sea -sha', [1, 0]],
    ['ann -sea', [4, 3, 2]],
    ['-sea', [4, 3, 2]],
    ['-sea -cherries -東', [3]],
    ['deep -"deep sea"', [1]],
    ['-"deep sea" deep', [1]],
    ['東京', [4]],
    ['京タワー', [4]],
    ['京東', []],
    ['strasse', [4]],
    ['🔥', [4]],
    ['горо', [4]],
    ['!!!', [3]],
    ['%', []],
    ['_', []],
    ["'", []],
    ['\\', []],
    ['&', [3]],
    ["'; drop table videos; --", [3]],
    ['tom & jerry', [3]],
    ['"tom & jerry"', [3]],
    ['"tom jerry"', [3]],
    ['"calm waves — and a shark"', [0]],
    ['sea -"waves and"', [1]],
    ['tom | cherries', []],
    ['sea:* | !dog', [0]],
    ['50% off_sale', [3]],
    ['of', [1, 3]],
  ]

  it('finds words, beginnings, phrases, and what is without them', async () => {
    const { add, page } = await scene()
    const at = new Map<Id, number>()
    for (const [index, text] of shelf.entries()) at.set(await add(text), index)
    for (const [text, found] of questions) {
      const { entries, total } = await page(text)
      const answer = { found: entries.map(({ id }) => at.get(id)), total }
      const expected = { found: found.toSorted((a, b) => b - a), total: found.length }
      expect([text, answer]).toEqual([text, expected])
    }
  })

  it('finds what stands in lists, and nothing else', async () => {
    const { add, ids, change, remove } = await scene()
    const [one, two] = [await add({ title: 'Sea' }), await add({ title: 'Sea', privacy: 'private' })]
    expect(await ids('sea')).toEqual([one])
    await change(two, { privacy: 'public' })
    expect(await ids('sea')).toEqual([two, one])
    await change(one, { privacy: 'unlisted' })
    expect(await ids('sea')).toEqual([two])
    await remove(two)
    expect(await ids('sea')).toEqual([])
  })

  it('follows every edit', async () => {
    const { add, ids, change } = await scene()
    const id = await add({ title: 'Sea', description: 'Waves', tags: ['dog'] })
    await change(id, { title: 'Lake', titleKey: 'lake' })
    expect([await ids('lake waves dog'), await ids('sea')]).toEqual([[id], []])
    await change(id, { description: 'Boats' })
    expect([await ids('lake boats dog'), await ids('waves')]).toEqual([[id], []])
    await change(id, { tags: [] })
    expect([await ids('lake boats'), await ids('dog')]).toEqual([[id], []])
    await change(id, { privacy: 'private', title: 'Pond', titleKey: 'pond' })
    await change(id, { privacy: 'public' })
    expect([await ids('pond boats'), await ids('lake')]).toEqual([[id], []])
  })

  it('takes over the new name of a channel, some videos at a time', async () => {
    const { store, ann, user, rename, add, ids } = await scene()
    const all = [await add({}), await add({}), await add({})]
    const bob = await user('bob', 'Ann Bell')
    const bobs = await add({}, start, bob)
    await rename(ann, 'Zoë Lee')
    expect([await store.renameChannel(ann, 2), await store.renameChannel(ann, 2)]).toEqual([2, 1])
    expect(await store.renameChannel(ann, 2)).toBe(0)
    expect(await ids('zoe films')).toEqual(all.toReversed())
    expect(await ids('ann bell')).toEqual([bobs])
    expect(await ids('ann films')).toEqual([])
  })

  it('finds a new video by the name that its channel has by then', async () => {
    const { ann, rename, add, ids } = await scene()
    await rename(ann, 'Zoë Lee')
    const id = await add({})
    expect([await ids('zoe'), await ids('ann')]).toEqual([[id], []])
  })

  it('searches one channel alone', async () => {
    const { ann, user, add, ids } = await scene()
    const bob = await user('bob', 'Bob')
    const [anns, bobs] = [await add({ title: 'Sea' }), await add({ title: 'Sea' }, undefined, bob)]
    expect(await ids('sea', 'newest', firstPage, ann)).toEqual([anns])
    expect(await ids('-lake', 'newest', firstPage, bob)).toEqual([bobs])
    expect(await ids('sea', 'relevance', firstPage, bob)).toEqual([bobs])
  })

  it('puts first where the words stand in the title, then in tags and channel, then in the description', async () => {
    const { add, ids } = await scene()
    const title = await add({ title: 'The sea, the sea' })
    const tags = await add({ title: 'Water', tags: ['sea'] })
    const description = await add({ title: 'Water', description: 'Sea' })
    expect(await ids('sea', 'relevance')).toEqual([title, tags, description])
    expect(await ids('water sea', 'relevance')).toEqual([tags, description])
  })

  it('weighs that against views, likes and age', async () => {
    const { add, ids, watch, like } = await scene()
    const title = await add({ title: 'Sea' })
    const other = await add({ description: 'Sea' })
    expect(await ids('sea', 'relevance')).toEqual([title, other])
    await watch(other, 5_000)
    expect(await ids('sea', 'relevance')).toEqual([other, title])
    await watch(title, 1_000)
    expect(await ids('sea', 'relevance')).toEqual([title, other])
    await like(other, 20_000)
    expect(await ids('sea', 'relevance')).toEqual([other, title])
    const old = await add({ title: 'Lake' }, new Date(start.getTime() - 900 * day))
    const young = await add({ title: 'Lake' })
    expect(await ids('lake', 'relevance')).toEqual([young, old])
    await watch(old, 10)
    expect(await ids('lake', 'relevance')).toEqual([young, old])
    await watch(old, 1_000)
    expect(await ids('lake', 'relevance')).toEqual([old, young])
  })

  it('walks every order by cursor, meeting each hit once, while others come and go', async () => {
    const { add, page, watch, remove } = await scene()
    const orders = [
      'relevance',
      'newest',
      'oldest',
      'mostViewed',
      'leastViewed',
      'longest',
      'titleAZ',
    ] as const
    for (const order of orders) {
      const all: Id[] = []
      for (let n = 0; n < 7; n++)
        all.push(await add({ title: n % 2 ? 'Sea' : 'Lake', description: 'sea', tags: [order] }))
      await watch(all[3]!, 40)
      const gone = await add({ title: 'Sea', tags: [order] }, new Date(start.getTime() - day))
      const met: Id[] = []
      let after: PageRequest['after'] = null
      do {
        const found = await page(`sea "${order}"`, order, { limit: 3, offset: 0, after })
        met.push(...found.entries.map(({ id }) => id))
        if (after === null) await remove(gone)
        after = found.next
      } while (after)
      expect([order, met.filter((id) => id !== gone).toSorted()]).toEqual([order, all.toSorted()])
    }
  })

  it('passes over hits by offset, and tells how many there are also where none is left', async () => {
    const { add, page } = await scene()
    const [one] = [await add({ title: 'Sea' }), await add({ title: 'Sea' }), await add({ title: 'Sea' })]
    const last = await page('sea', 'relevance', { limit: 2, offset: 2, after: null })
    expect(last).toMatchObject({ entries: [{ id: one }], total: 3, next: null })
    const beyond = await page('sea', 'relevance', { limit: 2, offset: 9, after: null })
    expect(beyond).toEqual({ entries: [], total: 3, next: null })
  })

  it('counts nothing where it is known, and finds the same', async () => {
    const { add, page } = await scene()
    for (const title of ['Sea', 'Sea', 'Lake']) await add({ title, description: 'sea' })
    for (const order of ['relevance', 'newest', 'mostViewed', 'titleAZ'] as const) {
      for (const text of ['sea', '-lake']) {
        const counted = await page(text, order)
        expect(await page(text, order, firstPage, undefined, counted.total)).toEqual(counted)
        expect(await page(text, order, firstPage, undefined, 7)).toEqual({ ...counted, total: 7 })
      }
    }
  })

  it('goes on by points after a page by points, and by views after one by views, however many there are by now', async () => {
    const { add, page, watch } = await scene()
    const [title, watched, last] = [
      await add({ title: 'Sea' }),
      await add({ description: 'sea' }),
      await add({ description: 'sea' }),
    ]
    await watch(watched, 9)
    await watch(last, 1)
    const next = async (known: number) => {
      const first = await page('sea', 'relevance', { limit: 1, offset: 0, after: null }, undefined, known)
      const rest = await page(
        'sea',
        'relevance',
        { ...firstPage, after: first.next },
        undefined,
        known === 3 ? 10_001 : 3,
      )
      return [...first.entries, ...rest.entries].map(({ id }) => id)
    }
    expect(await next(3)).toEqual([title, watched, last])
    expect(await next(10_001)).toEqual([watched, last, title])
  })

  async function meant(store: SearchStore, text: string): Promise<string[]> {
    const query = parseQuery(text)!
    const { words } = forgive(query, await store.similarWords(forgivenWords(query)))
    return words.flatMap(({ forms }) => forms.slice(1)).toSorted()
  }

  const mistyped: [string, string[]][] = [
    ['chery', ['cherry']],
    ['cehrry', ['cherry']],
    ['cherryy', ['cherry']],
    ['xherry', ['cherry']],
    ['chexry ', ['cherry']],
    ['hosue', ['house', 'houses']],
    ['ohuse tree', ['house']],
    ['huose', ['house']],
    ['гопод', ['город']],
    ['straso', ['strasse']],
    ['eldrebe', ['elderberries']],
    ['four', []],
    ['something', []],
  ]

  it('knows what was meant', async () => {
    const { store, add } = await scene()
    await add({
      title: 'Cherry house',
      description: 'Houses, horses',
      tags: ['город', 'Straße', 'Elderberries'],
    })
    for (const [text, words] of mistyped) expect([text, await meant(store, text)]).toEqual([text, words])
  })

  it('finds what was meant, in every order', async () => {
    const { store, add } = await scene()
    const one = await add({ title: 'Cherry-red house' })
    await add({ title: 'Cherry pie' })
    const query = parseQuery('chery hosue')!
    const meant = forgive(query, await store.similarWords(forgivenWords(query)))
    for (const order of ['relevance', 'newest', 'titleZA'] as const) {
      const found = await store.ids(meant, {}, order, anybody, firstPage, null)
      expect(found).toMatchObject({ entries: [{ id: one }], total: 1 })
    }
  })

  it('makes findable what is not, and then has nothing to do', async () => {
    const { store, add, ids, forgetIndex } = await scene()
    const all = [await add({ title: 'Sea' }), await add({ title: 'Sea' }), await add({ title: 'Sea' })]
    await add({ title: 'Sea', privacy: 'private' })
    await forgetIndex()
    expect(await ids('sea')).toEqual([])
    const sorted = all.toSorted()
    expect(await store.addMissing('', 2)).toBe(sorted[1])
    expect(await store.addMissing(sorted[1]!, 2)).toBeNull()
    expect(await store.addMissing('', 2)).toBeNull()
    expect(await ids('sea ann')).toEqual(all.toReversed())
  })

  it('forgets words that nobody holds any more', async () => {
    const { store, add, remove } = await scene()
    await remove(await add({ title: 'Cherry' }))
    await add({ title: 'House' })
    let after: string | null = ''
    do after = await store.forgetWords(after, 1)
    while (after !== null)
    expect([await meant(store, 'chery'), await meant(store, 'hosue')]).toEqual([[], ['house']])
  })

  it('ends right when titles and names change at once', async () => {
    const { ann, store, add, ids, change, rename } = await scene()
    const all = [await add({}), await add({}), await add({})]
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        await change(all[n % 3]!, { title: `Turn${n}`, titleKey: 'x' })
        await rename(ann, `Name${n}`)
        await store.renameChannel(ann, 10)
      }),
    )
    await store.renameChannel(ann, 10)
    const found = []
    for (let n = 0; n < 20; n++) found.push(...(await ids(`"turn${n}"`)))
    expect(found.toSorted()).toEqual(all.toSorted())
    const named = []
    for (let n = 0; n < 20; n++) named.push(...(await ids(`"name${n}"`)))
    expect(named.toSorted()).toEqual(all.toSorted())
  })
})
