import { describe, expect, it, onTestFinished } from 'vitest'
import { s3UnderTest, useBuckets } from '../../test/support/s3.ts'
import { ann, bob, film, siteDocuments } from '../../test/support/site-documents.ts'
import { emptySite, fillWith, type UpkeepRoom } from '../../test/support/upkeep-room.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { objectKeysOf } from '../ports/site-data.ts'
import { checkObjects } from './check-objects.ts'
import { repairObjects } from './repair-objects.ts'
import { belonging, mark, markOnce } from './site-mark.ts'
import { emptyTrash, restoreTrash } from './trash.ts'

const days = (n: number) => new Date(Date.now() + n * 86_400_000)
const inTwoDays = days(2)
const generation = `public/videos/${film}/hls/1`
const nobody = 'f'.repeat(24)

const s3 = s3UnderTest()
const buckets = s3 && useBuckets(s3)
const stores: [string, (disk: ObjectStore) => Promise<ObjectStore>][] = [
  ['a disk', async (disk) => disk],
  ...(buckets ? [['S3', () => buckets.newStore()] as [string, () => Promise<ObjectStore>]] : []),
]

describe.each(stores)('files on %s', (_name, open) => {
  /** A site of three users and two videos, with 200 segments of one of them. */
  async function filled(): Promise<UpkeepRoom> {
    const site = await emptySite()
    onTestFinished(() => site[Symbol.asyncDispose]())
    const objects = await open(site.objects)
    const documents = siteDocuments()
    await fillWith(site.data, { ...documents, jobs: [] })
    for (const collection of ['users', 'videos'] as const)
      for (const key of documents[collection].flatMap((document) => objectKeysOf(collection, document)))
        await objects.putBytes(key, Buffer.from(key))
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        objects.putBytes(`${generation}/v720/${n}.m4s`, Buffer.from('x')),
      ),
    )
    const filledSite = { ...site, objects }
    await mark(filledSite)
    return filledSite
  }
  const repair = (site: UpkeepRoom, more: { now?: Date; force?: boolean } = {}) =>
    repairObjects({ ...site, now: inTwoDays, force: false, ...more })
  const keysOf = ({ objects }: UpkeepRoom, prefix = '') => Array.fromAsync(objects.list(prefix))
  const put = ({ objects }: UpkeepRoom, ...keys: string[]) =>
    Promise.all(keys.map((key) => objects.putBytes(key, Buffer.from(key))))

  it('are all there, and all needed', async () => {
    const site = await filled()
    expect(await checkObjects({ ...site, now: inTwoDays })).toEqual({
      missing: [],
      orphans: { count: 0, first: [] },
    })
    expect(await repair(site)).toBe(0)
  })

  it('are missed, with the row that names them, unless they lie under the other root', async () => {
    const site = await filled()
    await site.objects.remove(`public/users/${ann}/a-256.jpg`)
    await site.objects.move(`${generation}/master.m3u8`, `private/videos/${film}/hls/1/master.m3u8`)
    const { missing } = await checkObjects({ ...site, now: inTwoDays })
    expect(missing).toEqual([{ key: `public/users/${ann}/a-256.jpg`, of: `users/${ann}` }])
  })

  it('of an adopted database may lie elsewhere', async () => {
    const site = await filled()
    await site.postgres.script(
      `update users set avatar = 'https://res.example.org/a.jpg' where id = '${bob}'`,
    )
    expect((await checkObjects({ ...site, now: inTwoDays })).missing).toEqual([])
  })

  it('go to the trash a day after their owner, and come back from it', async () => {
    const site = await filled()
    const orphans = [`private/videos/${nobody}/source/1/a.mp4`, `public/users/${nobody}/1-256.jpg`]
    await put(site, ...orphans)
    const before = await keysOf(site)
    expect((await checkObjects({ ...site, now: new Date() })).orphans.count).toBe(0)
    expect(await repair(site, { now: new Date() })).toBe(0)
    const { orphans: found } = await checkObjects({ ...site, now: inTwoDays })
    expect([found.count, found.first.toSorted()]).toEqual([2, orphans])
    expect(await repair(site)).toBe(2)
    const day = inTwoDays.toISOString().slice(0, 10)
    expect(await keysOf(site, 'trash')).toEqual(orphans.map((key) => `trash/${day}/${key}`))
    expect(await repair(site)).toBe(0)
    expect(await restoreTrash(site.objects, day)).toBe(2)
    expect(await keysOf(site)).toEqual(before)
  })

  it('of a video are needed only where the row or work that is to come names them', async () => {
    const site = await filled()
    const [old, pending] = [`public/videos/${film}/hls/2`, `public/videos/${film}/hls/3`]
    await put(site, `${old}/master.m3u8`, `${pending}/master.m3u8`)
    await site.postgres.script(`update videos set pending_prefixes = '{${pending}/}' where id = '${film}'`)
    const orphans = async () => (await checkObjects({ ...site, now: inTwoDays })).orphans.first
    expect(await orphans()).toEqual([`${old}/master.m3u8`])
    const job = (state: string) =>
      site.postgres.script(`delete from jobs; insert into jobs (id, name, state, payload, run_at, created_at, updated_at)
        values ('j', 'video.sweep', '${state}', '{"videoId": "${film}"}', now(), now(), now())`)
    await job('due')
    expect(await orphans()).toEqual([])
    await job('parked')
    expect(await orphans()).toEqual([`${old}/master.m3u8`])
  })

  it('are listed while nothing holds the database', async () => {
    const site = await filled()
    await put(site, `private/videos/${nobody}/source/1/a.mp4`)
    let open = 0
    const read: typeof site.data.read = async (work) => {
      open++
      return site.data.read(work).finally(() => open--)
    }
    async function* list(prefix: string) {
      for await (const key of site.objects.list(prefix)) {
        expect(open).toBe(0)
        yield key
      }
    }
    const watched = { ...site, data: { ...site.data, read }, objects: { ...site.objects, list } }
    expect((await checkObjects({ ...watched, now: inTwoDays })).orphans.count).toBe(1)
    expect(await repair(watched)).toBe(1)
  })

  it('are needed when the row names them by the time that they are listed', async () => {
    const site = await filled()
    const [fresh, old] = [`public/videos/${film}/hls/2`, `public/users/${ann}/a-256.jpg`]
    await put(site, `${fresh}/master.m3u8`)
    async function* list(prefix: string) {
      yield* site.objects.list(prefix)
      if (prefix !== 'public/videos') return
      await site.objects.remove(old)
      await site.postgres.script(`update users set avatar = '' where id = '${ann}';
        update videos set hls = jsonb_set(hls, '{key}', '"${fresh}/master.m3u8"'), pending_prefixes = '{${generation}/}'
        where id = '${film}'`)
    }
    const changing = { ...site, objects: { ...site.objects, list } }
    expect(await checkObjects({ ...changing, now: inTwoDays })).toEqual({
      missing: [],
      orphans: { count: 0, first: [] },
    })
  })

  it('stay where they are when more than one in a hundred would go, unless it is said', async () => {
    const site = await filled()
    await put(site, ...[1, 2, 3].map((n) => `public/users/${nobody}/${n}-256.jpg`))
    const before = await keysOf(site)
    await expect(repair(site)).rejects.toThrow(
      /3 of 21\d files would go, which is more than one in a hundred/,
    )
    expect(await keysOf(site)).toEqual(before)
    expect(await repair(site, { force: true })).toBe(3)
  })

  it('are never put away for the database of another site', async () => {
    const site = await filled()
    await using other = await emptySite()
    const wrong = { ...other, objects: site.objects }
    const before = await keysOf(site)
    expect(await belonging(wrong)).toBe('foreign')
    expect(await markOnce(wrong)).toBe('foreign')
    await expect(repair(wrong, { force: true })).rejects.toThrow('these files belong to another site')
    expect(await keysOf(site)).toEqual(before)
    await site.objects.remove('private/reelbase/site')
    await expect(repair(wrong, { force: true })).rejects.toThrow('do not say yet whose they are')
    expect(await markOnce(site)).toBe('ours')
    expect(await belonging(site)).toBe('ours')
  })

  it('leave the trash after 30 days', async () => {
    const site = await filled()
    const at = (moment: Date) => `trash/${moment.toISOString().slice(0, 10)}/public/users/${nobody}/1-256.jpg`
    await put(site, at(days(-40)), at(days(-35)), at(days(-29)), at(days(0)))
    await emptyTrash(site.objects, new Date())
    expect(await keysOf(site, 'trash')).toEqual([at(days(-29)), at(days(0))])
  })

  it('that lie in the trash beside its days stay there', async () => {
    const site = await filled()
    const beside = ['trash/0/2.txt', 'trash/1.txt', 'trash/2020-01-01']
    await put(site, ...beside, `trash/2020-01-02/public/users/${nobody}/1-256.jpg`)
    await emptyTrash(site.objects, new Date())
    expect(await keysOf(site, 'trash')).toEqual(beside)
  })
})
