import { beforeAll, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { publish } from '../../../test/support/videos.ts'

const shell = '<!doctype html><head><title>Reelbase</title><!--sharing--></head>'
const pageAt = (path: string) =>
  path === '/' || /^\/(watch|playlist|@)/.test(path) ? { scripts: ['/assets/page.js'] } : null
const webClient = { current: async () => ({ files: new Map(), shell, pageAt }) }
const { signUp, url } = useSite({ env: { ROLES: 'web' }, webClient })

const asked = async (path: string) => {
  const response = await fetch(url() + path, { headers: { Accept: 'text/html' } })
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') }
}

const hidden = ['private', 'unlisted', 'unpublished'] as const
const ids: Record<string, string> = {}

beforeAll(async () => {
  const ann = await signUp('ann')
  ids.public = (await publish(ann, { title: 'Sea <b>& sun</b>', description: 'Waves "all" day' }))._id
  ids.private = (await publish(ann, { title: 'Secret one', privacy: 'private' }))._id
  ids.unlisted = (await publish(ann, { title: 'Secret two', privacy: 'unlisted' }))._id
  ids.unpublished = (await publish(ann, { title: 'Secret three', isPublished: 'false' }))._id
  ids.list = (await ann.post('/playlist', { name: 'Open list' })).data._id
  ids.closedList = (await ann.post('/playlist', { name: 'Secret list', privacy: 'private' })).data._id
  await ann.patch(`/playlist/add/${ids.public}/${ids.list}`)
})

it('says what a public video, channel and playlist are', async () => {
  const video = await asked(`/watch/${ids.public}`)
  expect(video.status).toBe(200)
  expect(video.text).toContain('<title>Sea &lt;b&gt;&amp; sun&lt;/b&gt; – Reelbase</title>')
  expect(video.text).toContain('<meta property="og:title" content="Sea &lt;b&gt;&amp; sun&lt;/b&gt;">')
  expect(video.text).toContain(`<link rel="canonical" href="${url()}/watch/${ids.public}">`)
  expect(video.text).toContain('"@type":"VideoObject"')
  expect((await asked('/@ann')).text).toContain('application/atom+xml')
  expect((await asked(`/playlist/${ids.list}`)).text).toContain('content="Open list"')
})

it('answers 404 for what a stranger does not find, and says nothing of what only a link leads to', async () => {
  for (const name of ['private', 'unpublished', 'closedList']) {
    const place = name === 'closedList' ? 'playlist' : 'watch'
    expect((await asked(`/${place}/${ids[name]}`)).status, name).toBe(404)
  }
  for (const path of [
    '/watch/66f0c1e2a1b2c3d4e5f60718',
    '/watch/x',
    '/@nobody',
    '/@%E0%A4%A',
    '/@no%00body',
    '/feeds/no%00body.xml',
    '/playlist/x',
  ]) {
    expect((await asked(path)).status, path).toBe(404)
  }
  const unlisted = await asked(`/watch/${ids.unlisted}`)
  expect(unlisted).toMatchObject({ status: 200, text: expect.stringContaining('<title>Reelbase</title>') })
  expect(unlisted.text).not.toMatch(/Secret|thumbnail|image/)
})

it('tells of no hidden video in maps and feeds', async () => {
  const map = await asked('/sitemap.xml')
  const feed = await asked('/feeds/Ann.xml')
  expect(map.type).toContain('xml')
  expect(feed.type).toContain('atom+xml')
  for (const { text } of [map, feed]) {
    expect(text).toContain(`${url()}/watch/${ids.public}`)
    for (const name of hidden) expect(text).not.toContain(ids[name])
    expect(text).not.toContain('Secret')
  }
  expect(feed.text).toContain('<title>Sea &lt;b&gt;&amp; sun&lt;/b&gt;</title>')
  expect((await asked('/robots.txt')).text).toContain(`Sitemap: ${url()}/sitemap.xml`)
  expect((await fetch(`${url()}/feeds/nobody.xml`)).status).toBe(404)
})

it('names the scripts and the first picture of a page, before any script asks for them', async () => {
  for (const path of ['/', `/watch/${ids.public}`]) {
    const { text } = await asked(path)
    expect(text, path).toContain('<link rel="modulepreload" crossorigin href="/assets/page.js">')
    expect(text, path).toContain('<link rel="preload" as="fetch" crossorigin href="/api/v1/videos')
    expect(text, path).toMatch(/<link rel="preload" as="image" fetchpriority="high" href="http[^"]+\.jpg"/)
  }
})

it('makes the map once for all who ask within a minute', async () => {
  const { text: before } = await asked('/sitemap.xml')
  const bob = await signUp('bob')
  const { _id } = await publish(bob, { title: 'A new one' })
  expect((await asked('/sitemap.xml')).text).toBe(before)
  expect((await asked('/feeds/bob.xml')).text).toContain(_id)
})

it('answers oEmbed for public videos of this site alone', async () => {
  const of = (address: string) => fetch(`${url()}/oembed?url=${encodeURIComponent(address)}`)
  const answer = await of(`${url()}/watch/${ids.public}?t=3`)
  const found = (await answer.json()) as Record<string, unknown>
  expect(found).toMatchObject({ version: '1.0', type: 'video', author_name: 'Ann Lee' })
  expect(found.html).toContain(`src="${url()}/embed/${ids.public}"`)
  for (const name of hidden) expect((await of(`${url()}/watch/${ids[name]}`)).status, name).toBe(404)
  expect((await of(`https://elsewhere.example/watch/${ids.public}`)).status).toBe(404)
  expect((await of('nonsense')).status).toBe(404)
})
