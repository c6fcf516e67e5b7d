import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postgresUnderTest } from '../../test/support/database.ts'
import { film, siteDocuments } from '../../test/support/site-documents.ts'
import { emptySite, everything, fillWith, type UpkeepRoom } from '../../test/support/upkeep-room.ts'
import { objectKeysOf } from '../ports/site-data.ts'
import { backup } from './backup.ts'
import { checkObjects } from './check-objects.ts'
import { restore } from './restore.ts'

const now = new Date('2026-03-04T05:06:07.089Z')
const segment = `public/videos/${film}/hls/1/v720/00001.m4s`
const source = `private/videos/${film}/source/1/a.mp4`

const allRight = { missing: [], orphans: { count: 0, first: [] } }

let site: UpkeepRoom
let target: string

beforeEach(async () => {
  site = await emptySite()
  target = join(site.folder, 'backup')
  await fillWith(site.data, siteDocuments())
  for (const [collection, documents] of Object.entries(siteDocuments())) {
    for (const document of documents) {
      for (const key of objectKeysOf(collection as 'users', document))
        await site.objects.putBytes(key, Buffer.from(key))
    }
  }
  await site.objects.putBytes(segment, Buffer.alloc(300_000, 7))
})
afterEach(() => site[Symbol.asyncDispose]())

const save = (more: object = {}) => backup({ ...site, folder: target, program: '1.2.3', now, ...more })
const load = (into: UpkeepRoom, more: object = {}) =>
  restore({ ...into, folder: target, workFolder: into.folder, ...more })
const keysOf = ({ objects }: UpkeepRoom): Promise<string[]> => Array.fromAsync(objects.list(''))

describe.each(postgresUnderTest())('a backup restored on $name', (engine) => {
  it('is the same site: rows, files, counters', async () => {
    const { manifest, missing } = await save()
    expect(missing).toEqual([])
    expect(manifest.collections.users).toMatchObject({ documents: 3 })
    await using other = await emptySite(engine)
    await load(other)
    expect(await everything(other.data)).toEqual(await everything(site.data))
    expect(await keysOf(other)).toEqual(await keysOf(site))
    expect(await other.objects.bytes(segment)).toEqual(await site.objects.bytes(segment))
    expect(await other.bookkeeping.compare()).toEqual({ differences: [], strays: 0 })
    expect(await checkObjects({ ...other, now })).toEqual(allRight)
    // The backup is still whole afterwards.
    await using third = await emptySite()
    await load(third)
  })

  it('is whole also where somebody restored it twice at once', async () => {
    await save()
    await using other = await emptySite(engine)
    const both = await Promise.allSettled([load(other), load(other, { workFolder: join(site.folder, 'w') })])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await keysOf(other)).toEqual(await keysOf(site))
  })
})

describe('a backup', () => {
  it('is of one moment while users, likes and files come and go', async () => {
    const running = { stop: false }
    const writing = (async () => {
      for (let n = 0; !running.stop; n++) {
        const id = n.toString(16).padStart(24, '0')
        const avatar = `public/users/${id}/1-256.jpg`
        await site.objects.putBytes(avatar, Buffer.from(id))
        await site.postgres.script(`
          insert into users (id, username, email, full_name, avatar, cover_image, password_hash, created_at, updated_at)
            values ('${id}', 'u${n}', 'u${n}', 'U', '${avatar}', '', '', now(), now());
          insert into user_counters (user_id) values ('${id}');
          insert into likes values ('${id}', 'video', '${film}', now());
          insert into counter_deltas (counter, target_id, delta) values ('video.likes', '${film}', 1)`)
        if (n % 2 === 0) continue
        await site.postgres.script(`delete from likes where liked_by = '${id}'; delete from users where id = '${id}';
          insert into counter_deltas (counter, target_id, delta) values ('video.likes', '${film}', -1)`)
        await site.objects.remove(avatar)
      }
    })()
    const { manifest, missing } = await save().finally(() => {
      running.stop = true
    })
    await writing
    expect(manifest.collections.users!.documents).toBeGreaterThan(2)
    expect(missing).toEqual([])
    await using other = await emptySite()
    await load(other)
    const { users, likes } = await everything(other.data)
    const names = new Set(users!.map((user) => user.id))
    expect(likes!.every((like) => names.has(like.likedBy))).toBe(true)
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000)
    expect(await checkObjects({ ...other, now: inTwoDays })).toEqual(allRight)
    expect((await other.bookkeeping.compare()).differences).toEqual([])
  })

  it('holds no public copy of what became private in the meantime', async () => {
    const [open, hidden] = [`public/videos/${film}/file/1/a.mp4`, `private/videos/${film}/file/2/a.mp4`]
    const onStep = async (step: string) => {
      if (!step.startsWith('Writing')) return
      await site.objects.move(open, hidden)
      await site.postgres.script(
        `update videos set privacy = 'private', progressive_key = '${hidden}' where id = '${film}'`,
      )
    }
    const data = {
      ...site.data,
      read: async (work: Parameters<typeof site.data.read>[0]) => {
        await onStep('Writing')
        return site.data.read(work)
      },
    }
    expect((await save({ data })).missing).toEqual([])
    await using other = await emptySite()
    await load(other)
    expect(await other.objects.stat(open)).toBeNull()
    expect(await other.objects.stat(hidden)).not.toBeNull()
  })

  it('says which files are not there, and is made all the same', async () => {
    await site.objects.remove(source)
    expect((await save()).missing).toEqual([source])
  })

  it('is not written over another one, nor where nothing can be', async () => {
    await save()
    await expect(save()).rejects.toThrow('is not empty. Name a new folder for each backup.')
    for (const folder of ['/proc/reelbase/backup', join(target, 'manifest.json', 'backup')])
      await expect(save({ folder })).rejects.toThrow(/^The folder .* cannot be made: .* Name another one\.$/)
  })
})

describe('a restore refuses, and changes nothing', () => {
  async function refusal(sentence: string) {
    await using other = await emptySite()
    await expect(load(other)).rejects.toThrow(sentence)
    expect(await other.data.isEmpty()).toBe(true)
    expect(await keysOf(other)).toEqual([])
  }

  it('a folder that is no finished backup', async () => {
    await save()
    await rm(join(target, 'manifest.json'))
    await refusal('not a backup')
    await using other = await emptySite()
    for (const folder of ['/no/such/folder', join(target, 'media.ndjson')])
      await expect(load(other, { folder })).rejects.toThrow(
        'it is not a backup, or one that was not finished.',
      )
  })

  it.each(['rows/users.ndjson', 'media.ndjson', `media/${segment}`])('a changed %s', async (file) => {
    await save()
    const bytes = await readFile(join(target, file))
    bytes[10]! ^= 1
    await writeFile(join(target, file), bytes)
    await refusal('The backup is damaged')
  })

  it('a file that is missing or cut short', async () => {
    await save()
    await truncate(join(target, 'media', segment), 1000)
    await rm(join(target, 'media', source))
    await refusal('Missing or changed (2):')
  })

  it('what a newer Reelbase made', async () => {
    await save()
    const path = join(target, 'manifest.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"bio"', '"bio", "shoeSize"'))
    await refusal('users with shoeSize')
  })

  it('a site that holds something', async () => {
    await save()
    const before = await everything(site.data)
    await expect(load(site)).rejects.toThrow('Restore into an empty one')
    expect(await everything(site.data)).toEqual(before)
  })

  it('to remove files that were there before, when something breaks', async () => {
    await save()
    await using other = await emptySite()
    await other.objects.putBytes(segment, await site.objects.bytes(segment))
    const data = { ...other.data, fill: () => Promise.reject(new Error('the database is gone')) }
    await expect(load(other, { data })).rejects.toThrow('the database is gone')
    expect(await keysOf(other)).toEqual([segment])
    await load(other)
    expect(await keysOf(other)).toEqual(await keysOf(site))
  })

  it('to leave half of it when something breaks', async () => {
    await save()
    await using other = await emptySite()
    let puts = 0
    const putFile = async (key: string, path: string) => {
      if (++puts === 3) throw new Error('the disk is gone')
      return other.objects.putFile(key, path)
    }
    await expect(load(other, { objects: { ...other.objects, putFile } })).rejects.toThrow('the disk is gone')
    expect(await other.data.isEmpty()).toBe(true)
    expect(await keysOf(other)).toEqual([])
  })
})
