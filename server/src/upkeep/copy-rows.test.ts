import { ObjectId } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MongoUnderTest, mongoUnderTest, postgresUnderTest } from '../../test/support/database.ts'
import { openMongoUnderTest } from '../../test/support/mongo.ts'
import { ann, film, siteDocuments } from '../../test/support/site-documents.ts'
import { emptySite, everything, fillWith } from '../../test/support/upkeep-room.ts'
import { oid } from '../adapters/mongo/ids.ts'
import { makeId } from '../lib/id.ts'
import type { Bookkeeping } from '../ports/bookkeeping.ts'
import { systemClock } from '../ports/clock.ts'
import type { Intake, SiteData } from '../ports/site-data.ts'
import { copyRows } from './copy-rows.ts'

interface Place {
  name: string
  data: SiteData
  bookkeeping: Bookkeeping
}

const makers = { clock: systemClock, ids: { next: () => makeId(systemClock.now()) } }

let opened = new AsyncDisposableStack()
beforeEach(() => {
  opened = new AsyncDisposableStack()
})
afterEach(() => opened.disposeAsync())

async function onPostgres(engine = postgresUnderTest()[0]!) {
  const site = await emptySite(engine)
  opened.use(site)
  return { name: engine.name, ...site }
}

async function onMongo({ name, uri }: MongoUnderTest) {
  const { mongo, database, close } = await openMongoUnderTest(uri, makers)
  opened.defer(close)
  return { name, mongo, ...database }
}

/** Embedded, then every other engine of this run, and back. */
async function tour(): Promise<Place[]> {
  const [embedded, ...others] = postgresUnderTest()
  const places: Place[] = [await onPostgres(embedded)]
  for (const engine of others) places.push(await onPostgres(engine))
  const mongo = mongoUnderTest()
  if (mongo) places.push(await onMongo(mongo))
  return [...places, await onPostgres(embedded)]
}

/** Several steps of some collections. */
function largeSite() {
  const site = siteDocuments()
  const tweets = Array.from({ length: 1_200 }, (_, n) => ({
    ...site.tweets[0],
    id: String(n).padStart(24, '0'),
  }))
  return { ...site, tweets: [...tweets, ...site.tweets] }
}

const names = () => [
  'embedded',
  ...postgresUnderTest()
    .slice(1)
    .map(({ name }) => name),
  mongoUnderTest()?.name,
]

it(`carries a site along ${names().filter(Boolean).join(', ')} and back, with equal checksums`, async () => {
  const places = await tour()
  const site = siteDocuments()
  await fillWith(places[0]!.data, site)
  const checksums = []
  for (const [at, to] of places.slice(1).entries()) {
    const { collections, already } = await copyRows({ from: places[at]!.data, to: to.data })
    checksums.push(collections)
    expect(already).toBe(0)
    expect(await to.data.isHalfFilled()).toBe(false)
    expect(await to.bookkeeping.compare()).toEqual({ differences: [], strays: 0 })
  }
  for (const sums of checksums) expect(sums).toEqual(checksums[0])
  expect(checksums[0]!.users).toMatchObject({ documents: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(await everything(places.at(-1)!.data)).toEqual(site)
}, 120_000)

const engines = [
  ...postgresUnderTest().map((engine) => ({ name: engine.name, open: () => onPostgres(engine) })),
  ...[mongoUnderTest()].flatMap((mongo) => (mongo ? [{ name: mongo.name, open: () => onMongo(mongo) }] : [])),
]

describe.each(engines)('to $name', ({ open }) => {
  /** A target where something happens before the third step of the tweets. */
  const beforeThirdStep = (data: SiteData, happens: () => Promise<unknown>): SiteData => ({
    ...data,
    async intake(): Promise<Intake> {
      const intake = await data.intake()
      return {
        ...intake,
        async add(collection, batches) {
          if (collection !== 'tweets') return intake.add(collection, batches)
          let steps = 0
          await intake.add(
            collection,
            (async function* () {
              for await (const batch of batches) {
                if (++steps === 3) await happens()
                yield batch
              }
            })(),
          )
        },
      }
    },
  })

  const dying = (data: SiteData): SiteData => beforeThirdStep(data, () => Promise.reject(new Error('killed')))

  it('goes on where it was broken off; until then it is no site', async () => {
    const [from, to] = [await onPostgres(), await open()]
    await fillWith(from.data, largeSite())
    await expect(copyRows({ from: from.data, to: dying(to.data) })).rejects.toThrow('killed')
    expect(await to.data.isHalfFilled()).toBe(true)
    const { already, collections } = await copyRows({ from: from.data, to: to.data })
    expect(already).toBeGreaterThan(1_000)
    expect(collections.tweets.documents).toBe(1_201)
    expect(await everything(to.data)).toEqual(await everything(from.data))
    expect(await to.data.isHalfFilled()).toBe(false)
  }, 120_000)

  it('begins anew where the source has changed since', async () => {
    const [from, to] = [await onPostgres(), await open()]
    await fillWith(from.data, largeSite())
    await expect(copyRows({ from: from.data, to: dying(to.data) })).rejects.toThrow('killed')
    await from.postgres.script("update users set bio = 'another' where username = 'ann'")
    const said: string[] = []
    const { already } = await copyRows({ from: from.data, to: to.data, onStep: (line) => said.push(line) })
    expect(already).toBe(0)
    expect(said).toContain('The site has changed since: beginning anew')
    expect(await everything(to.data)).toEqual(await everything(from.data))
  }, 120_000)

  it('changes nothing in a site that holds something, nor in the source', async () => {
    const [from, to] = [await onPostgres(), await open()]
    await fillWith(from.data, siteDocuments())
    await fillWith(to.data, largeSite())
    await expect(copyRows({ from: from.data, to: to.data })).rejects.toThrow('already holds users or videos')
    expect((await everything(to.data)).tweets).toHaveLength(1_201)
    expect(await to.data.isHalfFilled()).toBe(false)
    expect(await everything(from.data)).toEqual(siteDocuments())
  }, 120_000)

  it('says that another run copies there at the same moment, and spoils nothing of it', async () => {
    const [from, to] = [await onPostgres(), await open()]
    await fillWith(from.data, largeSite())
    const overtaken = beforeThirdStep(to.data, () => copyRows({ from: from.data, to: to.data }))
    await expect(copyRows({ from: from.data, to: overtaken })).rejects.toThrow('another run copies to it')
    expect(await to.data.isHalfFilled()).toBe(false)
    expect(await everything(to.data)).toEqual(await everything(from.data))
  }, 120_000)

  it('a restore after a copy that was broken off begins anew', async () => {
    const [from, to] = [await onPostgres(), await open()]
    await fillWith(from.data, largeSite())
    await expect(copyRows({ from: from.data, to: dying(to.data) })).rejects.toThrow('killed')
    expect(await to.data.isEmpty()).toBe(true)
    await fillWith(to.data, siteDocuments())
    expect(await to.data.isHalfFilled()).toBe(false)
    expect(await everything(to.data)).toEqual(siteDocuments())
  }, 120_000)
})

const mongo = mongoUnderTest()
if (mongo)
  it('leaves out what refers to something that is gone', async () => {
    const [from, to] = [await onMongo(mongo), await onPostgres()]
    await fillWith(from.data, siteDocuments())
    const [video, gone] = [oid(film), new ObjectId()]
    const times = { createdAt: new Date(), updatedAt: new Date() }
    const comment = { content: 'a', parent: null, isPinned: false, isHearted: false, editedAt: null }
    const counts = { likesCount: 0, repliesCount: 0 }
    const [lost, kept] = [new ObjectId(), new ObjectId()]
    await from.mongo.in('comments').add([
      { _id: lost, video: gone, owner: oid(ann), ...comment, ...counts, ...times },
      { _id: kept, video, owner: oid(ann), ...comment, ...counts, ...times },
    ])
    await from.mongo.in('likes').add([
      { _id: new ObjectId(), likedBy: oid(ann), comment: lost, ...times },
      { _id: new ObjectId(), likedBy: oid(ann), comment: kept, ...times },
      { _id: new ObjectId(), likedBy: gone, video, ...times },
    ])
    const { collections } = await copyRows({ from: from.data, to: to.data })
    expect(collections).toMatchObject({ comments: { documents: 5 }, likes: { documents: 4 } })
  }, 120_000)
