import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { file } from './support/client.ts'
import { type Person, person, publish } from './support/people.ts'
import { smallVideo } from './support/samples.ts'
import type { Page, Video } from './support/wire.ts'

/** A client that lost an answer sends its request again, under the same Idempotency-Key. */

let ann: Person
let ben: Person
let video: Video

beforeAll(async () => {
  ann = await person()
  ben = await person('ben')
  video = await publish(ann)
})

const newKey = () => ({ 'idempotency-key': randomUUID() })

interface Made {
  _id: string
  isLiked?: boolean
}

describe('a request that is sent again', () => {
  it('has one effect, also when twenty arrive at once', async () => {
    const tweet = newKey()
    const send = () => ben.post<Made>('/tweets', { content: 'Once' }, tweet)
    const answers = await Promise.all(Array.from({ length: 20 }, send))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
    expect(new Set(answers.map(({ data }) => data._id)).size).toBe(1)
    expect((await ben.get<Made[]>(`/tweets/user/${ben.user._id}`)).data).toHaveLength(1)
  })

  it('flips nothing back', async () => {
    const like = newKey()
    for (let time = 0; time < 3; time++) {
      const answer = await ben.post(`/likes/toggle/v/${video._id}`, undefined, like)
      expect(answer).toMatchObject({ status: 200, data: { isLiked: true, likesCount: 1 } })
    }
  })

  it('uploads nothing twice', async () => {
    const upload = newKey()
    const videoFile = await file(await smallVideo(), 'video/mp4')
    const send = () => ben.form<Made>('POST', '/videos', { title: 'Once', videoFile }, upload)
    const first = await send()
    expect(first.status).toBe(201)
    expect((await send()).data._id).toBe(first.data._id)
    expect((await ben.get<Page<Video>>(`/videos?userId=${ben.user._id}`)).data.docs).toHaveLength(1)
  })

  it('is 404 when what it made is gone', async () => {
    const comment = newKey()
    const send = () => ben.post<Made>(`/comments/${video._id}`, { content: 'Hello' }, comment)
    const { data } = await send()
    expect((await ben.delete(`/comments/c/${data._id}`)).status).toBe(200)
    expect(await send()).toMatchObject({ status: 404, body: { code: 'comment_not_found' } })
  })
})

describe('a key', () => {
  it('is refused for another body with 422', async () => {
    const key = newKey()
    expect((await ann.post('/playlist', { name: 'Best' }, key)).status).toBe(201)
    expect(await ann.post('/playlist', { name: 'Worst' }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
  })

  it('that is malformed is 400, and names the header', async () => {
    for (const key of ['', 'two words', 'x'.repeat(256), 'undefined']) {
      const answer = await ann.post('/tweets', { content: 'Hello' }, { 'idempotency-key': key })
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'invalid_input', errors: [{ path: 'Idempotency-Key' }] },
      })
    }
  })
})
