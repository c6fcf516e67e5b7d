import { describe, expect, it } from 'vitest'
import { everyAddress as addressesOf, statusesOf as statusesBy } from '../../../test/support/addresses.ts'
import { type Person, useSite } from '../../../test/support/app.ts'
import { publish, whenMade } from '../../../test/support/videos.ts'

const { scene, visitor, jobsDone, url } = useSite()

const everyAddress = (video: { owner: unknown }) => addressesOf(visitor(), video)
const statusesOf = (addresses: string[], by = visitor()) => statusesBy(by, addresses)

async function made(ann: Person, fields: Record<string, string> = {}) {
  const { _id } = await publish(ann, fields)
  const video = await whenMade(ann, _id)
  // Its owner's alone, whoever may see the rest.
  video.sources.original = null
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

describe('the raw upload', () => {
  const originalOf = async (by: Pick<Person, 'get'>, id: string): Promise<string | null> =>
    (await by.get(`/videos/${id}`)).data.sources.original

  it.each(['public', 'unlisted', 'private'])(
    'is a download for its owner alone while the video is %s',
    async (privacy) => {
      const { ann, bob } = await scene()
      const { data } = await publish(ann, { privacy }).then(({ _id }) => ann.get(`/videos/${_id}`))
      const link = data.sources.original
      const answer = await visitor().fetch(link)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-disposition')).toBe('attachment')
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1000)
      if (privacy === 'private') return
      for (const by of [bob, visitor(), bob, visitor()]) expect(await originalOf(by, data._id)).toBeNull()
      expect(await originalOf(ann, data._id)).toBe(link)
    },
  )

  it('is told of in the answers to upload and change, and in no list', async () => {
    const { ann } = await scene()
    const video = await publish(ann)
    const link = expect.stringMatching(/\/media\/t\/[^/]+\/private\/videos\/\w+\/source\//)
    expect(video.sources.original).toEqual(link)
    expect((await ann.patch(`/videos/${video._id}`, { title: 'New' })).data.sources.original).toEqual(link)
    expect((await ann.patch(`/videos/toggle/publish/${video._id}`)).data.sources.original).toEqual(link)
    for (const path of ['/videos', '/dashboard/videos']) {
      expect(JSON.stringify((await ann.get(path)).data)).not.toContain('/source/')
    }
  })

  it('is not opened by a link to anything else, without its token, or after the video is deleted', async () => {
    const { ann } = await scene()
    const { _id, video } = await made(ann, { privacy: 'private' })
    const other = await publish(ann, { privacy: 'private' })
    const link = (await originalOf(ann, _id))!
    const [tokenOf, keyOf] = [
      (address: string) => address.split('/')[5]!,
      (address: string) => address.split('/').slice(6).join('/'),
    ]
    const withToken = (token: string, address: string) => `${url()}/media/t/${token}/${keyOf(address)}`
    expect(withToken(tokenOf(link), link)).toBe(link)
    const wrong = [
      withToken(tokenOf(video.videoFile), link),
      withToken(tokenOf(link), video.videoFile),
      withToken(tokenOf(other.sources.original), link),
      withToken(tokenOf(link), other.sources.original),
      `${url()}/media/o/${keyOf(link).replace('private/', '')}`,
    ]
    expect(await statusesOf(wrong)).toEqual([404])
    expect(await statusesOf(wrong, ann)).toEqual([404])
    expect(await statusesOf([link])).toEqual([200])
    await ann.delete(`/videos/${_id}`)
    expect(await statusesOf([link])).toEqual([404])
  })
})
