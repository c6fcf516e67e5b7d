import request from 'supertest'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { tinyApp } from '../../test/support/tiny-app.ts'
import { PageOf } from '../lists/schemas.ts'
import { endpoint, type Route } from './endpoint.ts'
import { Id } from './fields.ts'

const Row = z.object({ _id: z.string() })
const page = {
  docs: [{ _id: 'one' }],
  totalDocs: 12,
  limit: 1,
  page: 2,
  totalPages: 12,
  pagingCounter: 2,
  hasPrevPage: true,
  hasNextPage: true,
  prevPage: 1,
  nextPage: 3,
  nextCursor: 'abc',
}

const list = (id: string, route: Route) =>
  endpoint({
    id,
    route,
    summary: id,
    access: 'none',
    answer: PageOf(Row),
    message: id,
    errors: [],
    handle: () => page,
  })

const told = (id: string, route: Route, name: string) =>
  endpoint({
    id,
    route,
    summary: id,
    access: 'none',
    params: { [name]: Id },
    answer: z.object({ told: z.string(), id: z.string() }),
    message: id,
    errors: [],
    handle: ({ params }) => ({ told: id, id: params[name]! }),
  })

const playlist = endpoint({
  id: 'getUserPlaylists',
  route: 'GET /playlist/user/x',
  summary: 'Playlists',
  access: 'none',
  answer: z.array(z.object({ _id: z.string(), owner: Row })),
  message: 'Playlists',
  errors: [],
  handle: () => [{ _id: 'p', owner: { _id: 'ann' } }],
})

const endpoints = [
  list('getAllVideos', 'GET /videos'),
  list('getVideoComments', 'GET /comments/x'),
  list('getCommentReplies', 'GET /comments/c/x/replies'),
  told('getUserChannelSubscribers', 'GET /subscriptions/c/:channelId', 'channelId'),
  told('getSubscribedChannels', 'GET /subscriptions/u/:subscriberId', 'subscriberId'),
  playlist,
]

async function get(path: string, dialects = '') {
  const app = tinyApp(endpoints, { env: { API_DIALECTS: dialects } })
  return request(app).get(`/api/v1${path}`)
}
const id = '66f0c1e2a1b2c3d4e5f60718'

it('speaks plain without a dialect', async () => {
  expect((await get('/videos')).body.data).toEqual(page)
  expect((await get(`/subscriptions/c/${id}`)).body.data.told).toBe('getUserChannelSubscribers')
  expect((await get('/playlist/user/x')).body.data[0].owner).toEqual({ _id: 'ann' })
})

it('named-lists gives the rows under their own name too', async () => {
  const videos = await get('/videos', 'named-lists')
  expect(videos.body.data).toEqual({ ...page, videos: page.docs, totalVideos: 12, currentPage: 2 })
  const comments = await get('/comments/x', 'named-lists')
  expect(comments.body.data).toMatchObject({ comments: page.docs, totalComments: 12, docs: page.docs })
  expect((await get('/comments/c/x/replies', 'named-lists')).body.data).toEqual(page)
})

it('array-lists answers the rows alone, the cursor beside them', async () => {
  const { body, headers } = await get('/videos', 'array-lists')
  expect(body).toMatchObject({ data: page.docs, nextCursor: 'abc' })
  expect(headers.link).toMatch('cursor=abc')
})

it('reference-subscriptions swaps the two lists', async () => {
  const dialect = 'reference-subscriptions'
  expect((await get(`/subscriptions/c/${id}`, dialect)).body.data).toEqual({
    told: 'getSubscribedChannels',
    id,
  })
  expect((await get(`/subscriptions/u/${id}`, dialect)).body.data).toEqual({
    told: 'getUserChannelSubscribers',
    id,
  })
})

it('owner-ids gives the id of a playlist owner', async () => {
  expect((await get('/playlist/user/x', 'owner-ids')).body.data).toEqual([{ _id: 'p', owner: 'ann' }])
})

it('is told of in the document: routes as they are, and which answers differ', async () => {
  const plain = (await get('/openapi.json')).body
  expect(plain.info.description).not.toContain('API_DIALECTS')
  const operation = (document: typeof plain, path: string) => document.paths[path].get.operationId
  expect(operation(plain, '/subscriptions/c/{channelId}')).toBe('getUserChannelSubscribers')
  const most = ['named-lists', 'reference-subscriptions', 'owner-ids']
  const spoken = (await get('/openapi.json', most.join())).body
  for (const name of most) expect(spoken.info.description).toContain(`\`${name}\`:`)
  // A path keeps the name of its id, which the writes at the same path have too: under two names it would be none.
  expect(operation(spoken, '/subscriptions/c/{channelId}')).toBe('getSubscribedChannels')
  expect(operation(spoken, '/subscriptions/u/{subscriberId}')).toBe('getUserChannelSubscribers')
  const one = (await get('/openapi.json', 'owner-ids')).body.info.description
  expect(one).toContain('owner-ids')
  expect(one).not.toContain('array-lists')
})
