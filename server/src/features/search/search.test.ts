import { beforeAll, describe, expect, it } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'

const { signUp, visitor, app } = useSite()

const films = [
  { title: 'Bananas', description: 'A curve', tags: ['fruit'] },
  { title: 'Ápples and pears', description: 'Bananas too', tags: ['fruit', 'deep red'] },
  { title: 'Cherries in May', description: 'Red, and deep', tags: ['blossom'] },
]
let ann: Person
let ids: string[]

const search = (query: string, more = '') =>
  visitor().get(`/videos?query=${encodeURIComponent(query)}${more}`)
const idsOf = (answer: { data: { docs: { _id: string }[] } }) => answer.data.docs.map(({ _id }) => _id)
const found = async (query: string, more = '') =>
  idsOf(await search(query, more)).map((id) => ids.indexOf(id))

beforeAll(async () => {
  ann = await signUp('ann')
  ids = []
  for (const [n, film] of films.entries()) {
    const { _id } = await addVideo(app(), ann, { ...film, now: new Date(Date.now() - 60_000 * (9 - n)) })
    ids.push(_id)
  }
})

describe('GET /videos?query=', () => {
  it.each([
    ['APPLES pears', [1]],
    ['bananas', [0, 1]],
    ['ban', [0, 1]],
    ['ban curve', []],
    ['"deep red"', [1]],
    ['red deep', [1, 2]],
    ['red -blossom', [1]],
    ['ann lee', [2, 1, 0]],
    ['bannanas', [0, 1]],
    ['chereis in may', []],
    ['cherires in may', [2]],
    ['!!!', []],
    ["'; drop table videos; --", []],
    ['red & deep:*', [1, 2]],
  ])('finds by %s', async (query, expected) => {
    const answer = await search(query)
    expect(answer.status).toBe(200)
    expect(idsOf(answer).map((id) => ids.indexOf(id))).toEqual(expected)
    expect(answer.data.totalDocs).toBe(expected.length)
  })

  it('is the same as ?search=', async () => {
    expect(idsOf(await visitor().get('/videos?search=cherries'))).toEqual([ids[2]])
  })

  it('is sorted by relevance when nothing else is said', async () => {
    expect(await found('bananas')).toEqual([0, 1])
    expect(await found('bananas', '&sortBy=relevance')).toEqual([0, 1])
    expect(await found('bananas', '&sortBy=createdAt')).toEqual([1, 0])
    expect(await found('bananas', '&sortBy=title&sortType=asc')).toEqual([1, 0])
  })

  it('goes on by page and by cursor', async () => {
    const first = await search('ann', '&limit=2')
    expect(first.data).toMatchObject({ totalDocs: 3, totalPages: 2, hasNextPage: true })
    const cursor = `&limit=2&cursor=${first.data.nextCursor}`
    expect(idsOf(await search('ann', cursor))).toEqual([ids[0]])
    expect(idsOf(await search('ann', '&limit=2&page=2'))).toEqual([ids[0]])
    expect(await search('lee', cursor)).toMatchObject({ status: 400, code: 'invalid_cursor' })
    expect(await search('ann', `${cursor}&sortBy=views`)).toMatchObject({
      status: 400,
      code: 'invalid_cursor',
    })
  })

  it.each([1e300, -1, 'x', null, 2 ** 53, 2 ** 40])(
    'lets no forged cursor reach the database: %s',
    async (value) => {
      const { nextCursor } = (await search('ann', '&limit=1')).data
      const [version, scope, mark, , id] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString())
      for (const key of [
        [mark, value, id],
        [value, 7, id],
      ]) {
        const forged = Buffer.from(JSON.stringify([version, scope, ...key])).toString('base64url')
        expect([400, 200]).toContain((await search('ann', `&limit=1&cursor=${forged}`)).status)
      }
    },
  )

  it('reads no more than a hundred characters', async () => {
    expect(await found(`cherries ${' '.repeat(90)} ${'nothing '.repeat(100)}`)).toEqual([2])
    expect(await found(`cherries ${' '.repeat(92)}${'x'.repeat(10_000)}`)).toEqual([2])
  })

  it('takes blanks for nothing', async () => {
    expect(idsOf(await search(' \t '))).toEqual(ids.toReversed())
  })

  it('follows a title and a name that change', async () => {
    const { _id } = await addVideo(app(), ann, { title: 'Plums' })
    await ann.patch(`/videos/${_id}`, { title: 'Damsons' })
    expect(idsOf(await search('damsons'))).toEqual([_id])
    expect(idsOf(await search('"plums"'))).toEqual([])
    await ann.patch('/users/update-account', { fullName: 'Zoë Quinn' })
    await expect.poll(async () => (await search('quinn damsons')).data.totalDocs).toBe(1)
    await ann.delete(`/videos/${_id}`)
    expect(idsOf(await search('damsons'))).toEqual([])
  })

  it('ends after a second with a sentence', async () => {
    const locked = app().postgres.transaction(async (tx) => {
      await tx.script('lock table video_search in access exclusive mode')
      return search('bananas')
    })
    expect(await locked).toMatchObject({ status: 503, code: 'search_too_slow', message: /rarer words/ })
    expect(await found('bananas')).toEqual([0, 1])
  })

  it('costs two statements, and two more where a typo is forgiven', async () => {
    const counted = async (query: string) => {
      app().events.emit('video.changed', { videoId: ids[0]! })
      const names = await statementsOf(app(), () => search(query))
      return names.filter((name) => /^(search\.(gathered|similar|walked)|videos\.)/.test(name))
    }
    const gathered = 'search.gathered.relevance.16.counted'
    expect(await counted('bananas')).toEqual([gathered, 'videos.by-ids'])
    expect(await counted('bannanas')).toEqual([
      ...[gathered, 'search.similar', gathered.replace('counted', 'regular.counted'), 'videos.by-ids'],
    ])
  })
})
