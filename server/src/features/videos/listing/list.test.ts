import { beforeAll, describe, expect, it } from 'vitest'
import { type Person, useSite } from '../../../../test/support/app.ts'
import { statementsOf } from '../../../../test/support/statements.ts'
import { publish } from '../../../../test/support/videos.ts'

const { signUp, visitor, app } = useSite({ env: { ROLES: 'web' } })

const titles = ['Bananas', 'ápples', 'Cherries in May', 'damsons', 'Elderberries']
let ann: Person
let ids: string[]
const idsOf = (answer: { data: { docs: { _id: string }[] } }) => answer.data.docs.map(({ _id }) => _id)
const list = (query = '') => visitor().get(`/videos?${query}`)

beforeAll(async () => {
  ann = await signUp('ann')
  ids = []
  for (const title of titles) ids.push((await publish(ann, { title, tags: 'fruit, Red berries' }))._id)
})

describe('GET /videos', () => {
  it('answers a page object, newest first', async () => {
    const answer = await list('limit=2')
    expect(answer).toMatchObject({
      status: 200,
      data: {
        ...{ totalDocs: 5, limit: 2, page: 1, totalPages: 3, pagingCounter: 1 },
        ...{ hasPrevPage: false, hasNextPage: true, prevPage: null, nextPage: 2 },
      },
    })
    expect(idsOf(answer)).toEqual(ids.slice(3).toReversed())
  })

  it('shows on each card what the contract names', async () => {
    const [card] = (await list('limit=1')).data.docs
    expect(card).toEqual({
      ...{ _id: ids[4], title: 'Elderberries', description: 'Waves', tags: ['fruit', 'Red berries'] },
      thumbnail: expect.stringMatching(/\/media\/placeholder\.jpg$/),
      thumbnailSmall: expect.stringMatching(/\/media\/placeholder-small\.jpg$/),
      storyboard: null,
      videoFile: expect.stringMatching(/^http:\/\/127.*\.mp4$/),
      duration: expect.closeTo(1, 0),
      ...{ views: 0, likesCount: 0, commentsCount: 0, privacy: 'public', isPublished: true },
      ...{ publishedAt: expect.any(String), createdAt: expect.any(String), updatedAt: expect.any(String) },
      owner: {
        ...{ _id: ann._id, username: 'ann', fullName: 'Ann Lee', fullname: 'Ann Lee' },
        ...{ avatar: expect.stringMatching(/^http/), avatarSmall: expect.stringMatching(/^http/) },
      },
    })
  })

  it('walks by page and by cursor alike', async () => {
    const walked: string[] = []
    let query = 'limit=2'
    for (let cursor: string | null = ''; cursor !== null; query = `limit=2&cursor=${cursor}`) {
      const answer = await list(query)
      walked.push(...idsOf(answer))
      cursor = answer.data.nextCursor
    }
    expect(walked).toEqual(ids.toReversed())
    expect(idsOf(await list('limit=2&page=2'))).toEqual(walked.slice(2, 4))
    expect(await list('limit=2&page=9')).toMatchObject({ status: 200, data: { docs: [], totalDocs: 5 } })
  })

  it.each([
    ['sortBy=createdAt&sortType=asc', [0, 1, 2, 3, 4]],
    ['sortBy=title&sortType=ASC', [1, 0, 2, 3, 4]],
    ['sortBy=title&sortType=1', [1, 0, 2, 3, 4]],
    ['sortBy=title&sortType=desc', [4, 3, 2, 0, 1]],
    ['sortBy=relevance', [4, 3, 2, 1, 0]],
  ])('sorts by %s', async (query, order) => {
    expect(idsOf(await list(query))).toEqual(order.map((n) => ids[n]))
  })

  it('filters by channel; an unknown one is an empty page', async () => {
    expect(idsOf(await list(`userId=${ann._id}`))).toHaveLength(5)
    expect(await list(`userId=${'0'.repeat(24)}`)).toMatchObject({ status: 200, data: { docs: [] } })
  })

  it.each(['page=&query=undefined&userId=null&sortBy=', 'cursor=undefined&limit=NaN', 'unknown=1'])(
    'takes what front ends send for nothing: %s',
    async (query) => expect(idsOf(await list(query))).toHaveLength(5),
  )

  it.each([
    ['userId=xyz', 'invalid_input'],
    ['page=0', 'invalid_input'],
    ['page=1.5', 'invalid_input'],
    ['limit=-1', 'invalid_input'],
    ['sortBy=likes', 'invalid_input'],
    ['cursor=nonsense', 'invalid_cursor'],
    ['page=1001', 'page_too_deep'],
  ])('answers 400 to %s', async (query, code) => {
    expect(await list(query)).toMatchObject({ status: 400, code })
  })

  it('refuses a cursor of another order or filter', async () => {
    const { nextCursor } = (await list('limit=2')).data
    for (const other of ['sortBy=title', `userId=${ann._id}`, 'query=fruit']) {
      expect(await list(`${other}&cursor=${nextCursor}`)).toMatchObject({
        status: 400,
        code: 'invalid_cursor',
      })
    }
  })

  it.each(['sortBy=views', 'sortBy=duration', 'sortBy=title', ''])(
    'lets no forged cursor reach the database: %s',
    async (query) => {
      const { nextCursor } = (await list(`${query}&limit=1`)).data
      const [version, scope, , id] = JSON.parse(Buffer.from(nextCursor, 'base64url').toString())
      for (const value of [1e300, -1, 'x', null, { a: 1 }, '\0', 2 ** 53]) {
        const forged = Buffer.from(JSON.stringify([version, scope, value, id])).toString('base64url')
        expect([400, 200]).toContain((await list(`${query}&cursor=${forged}`)).status)
      }
    },
  )

  it('takes a stale token for a visitor', async () => {
    expect(await visitor().get('/videos', { authorization: 'Bearer x.y.z' })).toMatchObject({ status: 200 })
  })

  const counted = (ask: () => Promise<unknown>) => statementsOf(app(), ask)

  it('costs two statements, and one more for the session of who is signed in', async () => {
    for (const query of ['limit=4', 'limit=4&sortBy=views', `limit=3&userId=${ann._id}`]) {
      app().events.emit('video.changed', { videoId: ids[0]! })
      app().events.emit('user.changed', { userId: ann._id })
      expect((await counted(() => list(query))).length).toBeLessThanOrEqual(2)
      expect((await counted(() => ann.get(`/videos?${query}`))).length).toBeLessThanOrEqual(3)
      expect((await counted(() => list(query))).length).toBe(1)
    }
  })
})
