import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { file, stranger } from './support/client.ts'
import { everyUrl, mediaUrls } from './support/media.ts'
import { type Person, person, publish, type VideoDetail, whenReady } from './support/people.ts'
import { picture, smallVideo } from './support/samples.ts'
import { until } from './support/settle.ts'
import { target } from './support/target.ts'
import { beginUpload, filesBelow } from './support/uploads.ts'
import type { Page, Video } from './support/wire.ts'

let ann: Person
let ben: Person

beforeAll(async () => {
  ann = await person()
  ben = await person('ben')
})

describe('changing a video', () => {
  let video: Video
  beforeAll(async () => {
    video = await publish(ann)
  })
  const change = (body: object, by: Person = ann) => by.patch<Video>(`/videos/${video._id}`, body)

  it('takes JSON and answers with the video and its owner', async () => {
    const answer = await change({ title: '  A better title ', description: 'One\r\ntwo', tags: ['a', 'b'] })
    expect(answer.status).toBe(200)
    expect(answer.data).toMatchObject({
      title: 'A better title',
      description: 'One\ntwo',
      owner: { _id: ann.user._id },
    })
    expect(answer.data).toMatchObject({ tags: ['a', 'b'] })
  })

  it('takes a form with a new thumbnail, at any time; the old one goes', async () => {
    const before = (await ann.get<Video>(`/videos/${video._id}`)).data.thumbnail
    const thumbnail = await file(await picture('thumb.png', '1280x720'), 'image/png')
    const answer = await ann.form<Video>('PATCH', `/videos/${video._id}`, {
      thumbnail,
      title: 'With a picture',
    })
    expect(answer).toMatchObject({ status: 200, data: { title: 'With a picture' } })
    expect(answer.data.thumbnail).not.toBe(before)
    const shown = await stranger.fetch(answer.data.thumbnail)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^image\//),
    ])
    const ready = await whenReady(ann, video._id)
    // Its owner may have been shown it by a link with a token, while the video was not public yet.
    expect(partOf(ready.thumbnail)).toBe(partOf(answer.data.thumbnail))
    const again = await ann.form<Video>('PATCH', `/videos/${video._id}`, {
      thumbnail: await file(await picture(), 'image/jpeg'),
    })
    expect(again.data.thumbnail).not.toBe(answer.data.thumbnail)
    const gone = async () => (await stranger.fetch(answer.data.thumbnail)).status
    await until('the old thumbnail is still there', gone, (status) => status === 404)
  })

  it('is for its owner', async () => {
    expect((await change({ title: 'Mine now' }, ben)).status).toBe(403)
    expect((await stranger.patch(`/videos/${video._id}`, { title: 'Mine now' })).status).toBe(401)
    expect((await ben.patch(`/videos/toggle/publish/${video._id}`)).status).toBe(403)
    expect((await ben.delete(`/videos/${video._id}`)).status).toBe(403)
  })

  it.each([
    [{ title: ' ' }, 'title'],
    [{ title: 'x'.repeat(151) }, 'title'],
    [{ description: 'x'.repeat(5001) }, 'description'],
    [{ privacy: 'secret' }, 'privacy'],
    [
      {
        tags: Array(21)
          .fill('tag')
          .map((tag, n) => `${tag}${n}`),
      },
      'tags',
    ],
  ])('refuses %o', async (body, path) => {
    const answer = await change(body)
    expect(answer.status).toBe(400)
    expect(answer.body.errors?.[0]?.path).toMatch(new RegExp(`^${path}`))
  })
})

describe('the list of videos', () => {
  const titles = ['Bananas', 'apples', 'Cherries in May', 'damsons', 'Elderberries']
  let cid: Person
  let ids: string[]
  /** A word that only these titles have. */
  const word = `zq${randomBytes(4).toString('hex')}`

  beforeAll(async () => {
    cid = await person('cid')
    ids = []
    for (const [n, title] of titles.entries()) {
      const path = await smallVideo(1 + (n % 3), `list-${1 + (n % 3)}.mp4`)
      ids.push((await publish(cid, path, { title: `${title} ${word}` }))._id)
    }
  })
  /** A search that takes more than a second is given up: where others have much to do, any may. */
  const listed = async (query: string) => {
    const ask = () => stranger.get<Page<Video>>(`/videos?${query}`)
    return (await until('it takes too long', ask, ({ body }) => body.code !== 'search_too_slow')).data
  }
  const list = (query: string) => listed(`userId=${cid.user._id}&${query}`)

  it('is newest first, and pages by number and by cursor alike', async () => {
    const newest = ids.toReversed()
    expect((await list('')).docs.map((row) => row._id)).toEqual(newest)
    const first = await list('limit=2')
    expect(first).toMatchObject({ totalDocs: 5, limit: 2, page: 1, totalPages: 3, pagingCounter: 1 })
    expect(first).toMatchObject({ hasPrevPage: false, hasNextPage: true, prevPage: null, nextPage: 2 })
    const second = await list('limit=2&page=2')
    expect(second.docs.map((row) => row._id)).toEqual(newest.slice(2, 4))
    const byCursor = await list(`limit=2&cursor=${encodeURIComponent(first.nextCursor!)}`)
    expect(byCursor.docs.map((row) => row._id)).toEqual(newest.slice(2, 4))
    const last = await list(`limit=2&cursor=${encodeURIComponent(byCursor.nextCursor!)}`)
    expect([last.docs.length, last.hasNextPage, last.nextCursor]).toEqual([1, false, null])
  })

  it('sorts by date, title, length and views, either way', async () => {
    expect((await list('sortBy=createdAt&sortType=asc')).docs.map((row) => row._id)).toEqual(ids)
    const byTitle = (await list('sortBy=title&sortType=asc')).docs.map((row) => row.title.split(' ')[0])
    expect(byTitle).toEqual(['apples', 'Bananas', 'Cherries', 'damsons', 'Elderberries'])
    const lengths = (await list('sortBy=duration&sortType=desc')).docs.map((row) => row.duration)
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a))
    const views = (await list('sortBy=views')).docs.map((row) => row.views)
    expect(views).toEqual(views.toSorted((a, b) => b - a))
  })

  it('finds by words of the title, under both names of the parameter', async () => {
    for (const name of ['query', 'search']) {
      const found = await listed(`${name}=${word}%20cherries`)
      expect(found.docs.map((row) => row._id)).toEqual([ids[2]])
    }
    expect((await list('query=nothingofthekind')).docs).toEqual([])
  })

  it('gives each row what a card shows', async () => {
    for (const row of (await list('')).docs) {
      expect(row).toMatchObject({
        ...{ _id: expect.any(String), title: expect.any(String), description: expect.any(String) },
        ...{ thumbnail: expect.stringMatching(/^http/), videoFile: expect.stringMatching(/^http/) },
        ...{ duration: expect.any(Number), views: expect.any(Number), isPublished: true },
        ...{ createdAt: expect.any(String), likesCount: 0, commentsCount: 0 },
        owner: {
          _id: cid.user._id,
          username: cid.username,
          fullName: cid.user.fullName,
          avatar: cid.user.avatar,
        },
      })
    }
  })

  it('refuses a cursor of another list', async () => {
    const { nextCursor } = await list('limit=2')
    const answer = await stranger.get(
      `/videos?limit=2&sortBy=title&cursor=${encodeURIComponent(nextCursor!)}`,
    )
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } })
  })
})

describe('watching', () => {
  it('enters the history of who is signed in, newest first, each video once', async () => {
    const dan = await person('dan')
    const [one, two] = [await publish(ann), await publish(ann)]
    for (const { _id } of [one, two, one]) await dan.get(`/videos/${_id}`)
    const history = async () => (await dan.get<VideoDetail[]>('/users/history')).data
    const wanted = [one._id, two._id].join()
    const rows = await until(
      'the history is not there, or in another order',
      history,
      (list) => list.map(({ _id }) => _id).join() === wanted,
    )
    expect(rows[0]).toMatchObject({ watchedAt: expect.any(String), owner: { _id: ann.user._id } })
    expect((await stranger.get('/users/history')).status).toBe(401)
  })
})

describe('deleting a video', () => {
  it('leaves nothing: no row, no address, no file', async () => {
    const { _id } = await publish(ann)
    const detail = await whenReady(ann, _id)
    const urls = await everyUrl(detail)
    expect(await ann.delete(`/videos/${_id}`)).toMatchObject({ status: 200, data: {} })
    expect((await ann.get(`/videos/${_id}`)).status).toBe(404)
    expect((await ann.delete(`/videos/${_id}`)).status).toBe(404)
    for (const url of urls) expect([url, (await stranger.fetch(url)).status]).toEqual([url, 404])
    await expectNoFileOf(_id)
  })

  it('stops the work while it is being transcoded', async () => {
    const long = await smallVideo(60, 'small-60s.mp4')
    const { _id } = await publish(ann, long)
    await until(
      'the work does not begin',
      async () => (await ann.get<VideoDetail>(`/videos/${_id}`)).data.processing.state,
      (state) => state !== 'queued' && state !== 'waiting',
    )
    expect((await ann.delete(`/videos/${_id}`)).status).toBe(200)
    await expectNoFileOf(_id)
  })
})

describe('an upload that ends before its last byte', () => {
  it('leaves nothing', async () => {
    const upload = beginUpload(ann.tokens.accessToken, target.dataDir)
    if (target.dataDir) await until('the upload does not arrive', upload.files, (files) => files.length > 0)
    upload.breakOff()
    await until('the upload stays', upload.files, (files) => files.length === 0)
    const own = (await ann.get<Page<Video>>(`/videos?userId=${ann.user._id}&limit=100`)).data.docs
    expect(own.every((video) => mediaUrls(video).length > 0)).toBe(true)
  })
})

/** An address without what comes before the video. */
const partOf = (url: string): string => url.slice(url.indexOf('/videos/'))

/** Where the server's folder is known, looks into it: the files go by a job, soon after the answer. */
async function expectNoFileOf(videoId: string): Promise<void> {
  const { dataDir, mediaDir } = target
  if (!dataDir) return
  const all = async () => [...(await filesBelow(dataDir)), ...(mediaDir ? await filesBelow(mediaDir) : [])]
  const left = async () =>
    (await all()).filter((path) => path.includes(videoId) && !path.includes('/postgres/'))
  expect(await until('files of the video stay', left, (paths) => paths.length === 0)).toEqual([])
}
