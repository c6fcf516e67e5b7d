import { beforeAll, describe, expect, it } from 'vitest'
import { absolute, clientWith, file, stranger } from './support/client.ts'
import { type Ask, ask, cast, type Good, goodOf, special, viewerOf } from './support/good-requests.ts'
import { type Described, every, operations, pathOf } from './support/operations.ts'
import { logIn, newName, person, publish } from './support/people.ts'
import { textFile } from './support/samples.ts'
import { until } from './support/settle.ts'
import type { Video } from './support/wire.ts'

/**
 * Every status that the API's own description promises, caused from outside. Left out are those that a healthy server
 * without rate limits gives to nobody who hurries: 408, 429, 500, 503, 507.
 */
const notCausedHere = ['408', '429', '500', '503', '507']

/** A link expires after hours; the limits of playlists are hundreds of lists and thousands of videos away. */
const notCausedBy: Record<string, string[]> = {
  getGrantedMedia: ['403'],
  createPlaylist: ['409'],
  addVideoToPlaylist: ['409'],
}

/** A picture too many bytes long, or a body. */
async function tooLarge(described: Described, asked: Good): Promise<Ask> {
  if (!described.takesForm) {
    return ask(
      described,
      { ...asked, json: { ...asked.json, filler: 'x'.repeat(400_000) } },
      viewerOf(described),
    )
  }
  const huge = await file(await textFile('huge.jpg', Buffer.alloc(11 * 2 ** 20, 1)), 'image/jpeg')
  const field =
    Object.keys(asked.form ?? {}).find((name) => ['avatar', 'coverImage'].includes(name)) ?? 'thumbnail'
  return ask(described, { ...asked, form: { ...asked.form, [field]: huge } }, viewerOf(described))
}

async function notAPicture(described: Described, asked: Good): Promise<Ask> {
  const text = await file(await textFile('no-picture.jpg', 'a text'), 'image/jpeg')
  const field =
    Object.keys(asked.form ?? {}).find((name) => ['avatar', 'coverImage'].includes(name)) ?? 'thumbnail'
  return ask(
    described,
    { ...asked, json: undefined, form: { ...asked.form, [field]: text } },
    viewerOf(described),
  )
}

/** What was made under a key and is gone is not made again. */
async function goneUnderItsKey(described: Described): Promise<Ask> {
  const [asked, key] = [await goodOf(described), { 'idempotency-key': newName('key') }]
  const first = await ask(described, asked, viewerOf(described), key)
  const { _id } = (JSON.parse(first.text) as { data: { _id: string } }).data
  const removed = await cast.ann.delete(`${described.path.replace('/publish', '')}/${_id}`)
  expect([first.status, removed.status]).toEqual([201, 200])
  return ask(described, asked, viewerOf(described), key)
}

/** Another request under the key of one that was answered. */
async function otherUnderItsKey(described: Described): Promise<Ask> {
  const [asked, key] = [await goodOf(described), { 'idempotency-key': newName('key') }]
  const first = await ask(described, asked, viewerOf(described), key)
  expect(first.status).toBeLessThan(300)
  const isToggle = !asked.json
  const json = isToggle ? { subscribed: true, liked: true } : { ...asked.json, content: 'Else', name: 'Else' }
  return ask(described, { ...asked, json }, viewerOf(described), key)
}

const provoke: Record<string, (described: Described) => Promise<Ask>> = {
  '200': async (described) => ask(described, await goodOf(described), viewerOf(described)),
  '201': async (described) => ask(described, await goodOf(described), viewerOf(described)),
  '206': async (described) =>
    viewerOf(described).get(pathOf(described, (await goodOf(described)).params), { range: 'bytes=0-9' }),
  '304': async (described) => {
    const path = pathOf(described, (await goodOf(described)).params)
    const twice = async () => {
      const first = await viewerOf(described).get(path)
      return viewerOf(described).get(path, { 'if-none-match': first.headers.get('etag') ?? '' })
    }
    // Between the two a view may be counted, a video become ready, or a second of uptime pass.
    return until('an answer that stays has another tag', twice, ({ status }) => status === 304)
  },
  '400': async (described) => {
    const asked = await goodOf(described)
    if (described.path.includes('{')) {
      return ask(described, { ...asked, params: every(described, '%E0%A4%A') }, viewerOf(described))
    }
    if (described.method === 'GET') return viewerOf(described).get(`${described.path}?page=0&limit=x`)
    if (described.takesJson) {
      const type = { 'content-type': 'application/json' }
      return viewerOf(described).raw(described.method, described.path, '{"a', type)
    }
    return ask(described, { form: { nothing: 'of use' } }, viewerOf(described))
  },
  '401': async (described) => ask(described, await goodOf(described), stranger),
  '403': async (described) => {
    const asked = await goodOf(described)
    const cookie = (await logIn(cast.ann.username)).byCookies.credentials.cookie
    return ask(described, asked, clientWith({ cookie }), { origin: 'https://evil.example' })
  },
  '404': async (described) => {
    if (described.takesKey && !described.path.includes('{')) return goneUnderItsKey(described)
    const asked = await goodOf(described)
    return ask(described, { ...asked, params: every(described, '0'.repeat(24)) }, viewerOf(described))
  },
  '413': async (described) => tooLarge(described, await goodOf(described)),
  '415': async (described) => {
    const { params } = await goodOf(described)
    return viewerOf(described).raw(described.method, pathOf(described, params), '<a/>', {
      'content-type': 'text/xml',
    })
  },
  '416': async (described) =>
    viewerOf(described).get(pathOf(described, (await goodOf(described)).params), {
      range: 'bytes=999999999-',
    }),
  '422': async (described) =>
    described.takesKey && !described.takesForm
      ? otherUnderItsKey(described)
      : notAPicture(described, await goodOf(described)),
}

beforeAll(async () => {
  cast.other = await person('other')
})

describe.each(operations)('$method $path', (described) => {
  beforeAll(async () => {
    cast.ann = await person()
  })
  const left = [...notCausedHere, ...(notCausedBy[described.id] ?? [])]
  const statuses = described.statuses.filter((status) => !left.includes(status))

  it.each(statuses)('answers %s', async (status) => {
    const given = await special[`${described.id} ${status}`]?.()
    const cause = provoke[status]
    if (!given && !cause) throw new Error(`Say in this file how ${described.id} comes to answer ${status}`)
    const answer = await (given ? ask(described, given, given.by ?? viewerOf(described)) : cause!(described))
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([Number(status), expect.any(String)])
    const isEnvelope = Number(status) >= 400 || (!described.path.startsWith('!') && status !== '304')
    if (isEnvelope) expect(JSON.parse(answer.text)).toMatchObject({ statusCode: Number(status) })
  })
})

it('describes every operation under an address of its own', () => {
  expect(operations.length).toBeGreaterThan(15)
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length)
})

it('finds nothing in the place of somebody else’s private video', async () => {
  const secret = await publish(cast.other, undefined, { privacy: 'private' })
  const answers = await Promise.all([
    cast.ann.patch(`/videos/${secret._id}`, { title: 'Mine' }),
    cast.ann.delete(`/videos/${secret._id}`),
    cast.ann.patch(`/videos/toggle/publish/${secret._id}`),
  ])
  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404])
  expect((await cast.other.get<Video>(`/videos/${secret._id}`)).data.title).toBe(secret.title)
  expect((await stranger.fetch(absolute(`/media/${secret._id}/master.m3u8`))).status).toBe(404)
})
