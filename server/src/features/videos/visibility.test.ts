import { describe, expect, it } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { publish, whenMade } from '../../../test/support/videos.ts'

const { scene, visitor, jobsDone, url } = useSite()

const addressesIn = (value: unknown): string[] => [
  ...new Set(JSON.stringify(value).match(/http:\/\/[^"]+/g) ?? []),
]

/** What a video's detail names and what its manifests and storyboard name in turn. */
async function everyAddress(video: { owner: unknown }): Promise<string[]> {
  const found = addressesIn({ ...video, owner: null })
  for (const address of found) {
    if (!/\.(m3u8|vtt)$/.test(address)) continue
    const text = await (await visitor().fetch(address)).text()
    const inTags = [...text.matchAll(/URI="([^"]+)"/g)].map(([, name]) => name!)
    const lines = text.split('\n').filter((line) => /^[^#\s][^\s]*\.(m4s|m3u8|jpg)/.test(line))
    for (const name of [...inTags, ...lines]) {
      const address_ = new URL(name.replace(/#.*/, ''), address).href
      if (!found.includes(address_)) found.push(address_)
    }
  }
  return found
}

const statusesOf = async (addresses: string[], by = visitor()): Promise<number[]> => {
  const statuses = await Promise.all(addresses.map(async (address) => (await by.fetch(address)).status))
  return [...new Set(statuses)].sort()
}

async function made(ann: Person, fields: Record<string, string> = {}) {
  const { _id } = await publish(ann, fields)
  const video = await whenMade(ann, _id)
  return { _id: _id as string, video, addresses: await everyAddress(video) }
}

describe('a video', () => {
  it('is there for all while it is public, with everything that is made of it', async () => {
    const { ann, bob } = await scene()
    const { addresses } = await made(ann)
    expect(addresses.length).toBeGreaterThan(8)
    expect(addresses.filter((address) => address.includes('/media/t/'))).toEqual([])
    expect(await statusesOf(addresses)).toEqual([200])
    expect(await statusesOf(addresses, bob)).toEqual([200])
  })

  it.each([
    ['private', (ann: Person, id: string) => ann.patch(`/videos/${id}`, { privacy: 'private' })],
    ['not published', (ann: Person, id: string) => ann.patch(`/videos/toggle/publish/${id}`)],
  ])('is gone under every address it ever had the moment it is %s', async (_name, close) => {
    const { ann, bob } = await scene()
    const { _id, addresses } = await made(ann)
    await ann.patch(`/videos/${_id}`, { privacy: 'private' })
    const early = await everyAddress((await ann.get(`/videos/${_id}`)).data)
    await ann.patch(`/videos/${_id}`, { privacy: 'public' })
    addresses.push(...(await everyAddress((await visitor().get(`/videos/${_id}`)).data)))
    await close(ann, _id)
    expect(await statusesOf(addresses)).toEqual([404])
    expect(await statusesOf(addresses, bob)).toEqual([404])
    await jobsDone()
    expect(await statusesOf(addresses)).toEqual([404])
    for (const by of [bob, visitor()]) {
      expect((await by.get(`/videos/${_id}`)).status).toBe(404)
      expect((await by.get(`/videos?userId=${ann._id}`)).data.docs).toEqual([])
    }
    const own = await everyAddress((await ann.get(`/videos/${_id}`)).data)
    expect(own.length).toBeGreaterThan(8)
    expect(await statusesOf([...own, ...early])).toEqual([200])
    expect(own.every((address) => address.includes('/media/t/'))).toBe(true)
    const bare = own.map((address) => address.replace(/\/t\/[^/]+\/(private|public)/, '/o'))
    expect(await statusesOf(bare)).toEqual([404])
  })

  it('never has an address for others when it is private from the start', async () => {
    const { ann, bob } = await scene()
    const { _id, addresses } = await made(ann, { privacy: 'private' })
    const bare = addresses.map((address) => address.replace(/\/t\/[^/]+\/(private|public)/, '/o'))
    expect(await statusesOf([...bare, `${url()}/media/${_id}/master.m3u8`], bob)).toEqual([404])
  })

  it('comes back under addresses that work when it is public again', async () => {
    const { ann, bob } = await scene()
    const { _id, addresses } = await made(ann)
    for (const privacy of ['private', 'public', 'private', 'unlisted']) {
      await ann.patch(`/videos/${_id}`, { privacy })
    }
    expect(await statusesOf(addresses)).toEqual([200])
    await jobsDone()
    const again = await everyAddress((await bob.get(`/videos/${_id}`)).data)
    expect(await statusesOf([...addresses, ...again])).toEqual([200])
  })

  it('takes its addresses with it when it is deleted, those with a token too', async () => {
    const { ann } = await scene()
    for (const privacy of ['public', 'private']) {
      const { _id, addresses } = await made(ann, { privacy })
      expect((await ann.delete(`/videos/${_id}`)).status).toBe(200)
      expect(await statusesOf(addresses)).toEqual([404])
    }
  })
})
