import { expect, it, vi } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { browser } from '../../../test/support/videos.ts'

const { scene, app } = useSite({ env: { ROLES: 'web' } })
const nobodys = 'f'.repeat(24)
const times = <T>(count: number, work: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n))
const idsOf = (rows: { _id: string }[]) => rows.map(({ _id }) => _id)

async function make(by: Person, fields: object = {}): Promise<string> {
  const answer = await by.post('/playlist', { name: 'Best', ...fields })
  expect(answer).toMatchObject({ status: 201 })
  return answer.data._id
}

/** A public playlist of Ann's with so many videos of Bob's. */
async function shelf(count: number, fields: object = {}) {
  const people = await scene()
  const playlist = await make(people.ann, fields)
  const videos: string[] = []
  for (let n = 0; n < count; n++) videos.push((await addVideo(app(), people.bob, { title: `Film ${n}` }))._id)
  for (const video of videos) await people.ann.patch(`/playlist/add/${video}/${playlist}`)
  return { ...people, playlist, videos }
}

it('makes a playlist and gives it back as lists show it', async () => {
  const { ann } = await scene()
  const answer = await ann.post('/playlist', { name: ' Best ', description: 'of all' })
  expect(answer.data).toEqual({
    ...{ _id: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'Best', description: 'of all' },
    ...{ privacy: 'public', isWatchLater: false, videos: [], totalVideos: 0, totalViews: 0 },
    thumbnail: expect.stringMatching(/\/media\/placeholder\.jpg$/),
    owner: expect.objectContaining({ _id: ann._id, username: ann.username, fullname: 'Ann Lee' }),
    ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
  })
  expect(idsOf((await ann.get(`/playlist/user/${ann._id}`)).data)).toEqual([answer.data._id, ann._id])
})

it('answers under /playlists too', async () => {
  const { ann, bob } = await scene()
  const video = (await addVideo(app(), bob))._id
  const made = await ann.post('/playlists', { name: 'Best' })
  const id = made.data._id
  const answers = [
    ...[await ann.patch(`/playlists/add/${video}/${id}`), await ann.get(`/playlists/${id}`)],
    await ann.patch(`/playlists/${id}/order`, { videoId: video, afterVideoId: null }),
    ...[
      await ann.patch(`/playlists/remove/${video}/${id}`),
      await ann.patch(`/playlists/${id}`, { name: 'x' }),
    ],
    ...[await ann.get(`/playlists/user/${ann._id}`), await ann.delete(`/playlists/${id}`)],
  ]
  expect(answers.map(({ status }) => status)).toEqual(times(7, () => 200))
})

it('keeps videos in the order in which they came, with their owners', async () => {
  const { ann, bob, visitor, playlist, videos } = await shelf(3)
  const { data } = await visitor.get(`/playlist/${playlist}`)
  expect(data).toMatchObject({ name: 'Best', totalVideos: 3, totalViews: 0, owner: { _id: ann._id } })
  expect(idsOf(data.videos)).toEqual(videos)
  expect(data.videos[0]).toMatchObject({ title: 'Film 0', owner: { _id: bob._id, username: bob.username } })
  const [row] = (await visitor.get(`/playlist/user/${ann._id}`)).data
  expect(row).toMatchObject({ _id: playlist, videos, totalVideos: 3, totalViews: 0 })
})

it('refuses a video that is in there already', async () => {
  const { ann, playlist, videos } = await shelf(1)
  const answer = await ann.patch(`/playlist/add/${videos[0]}/${playlist}`)
  expect(answer).toMatchObject({ status: 400, code: 'already_in_playlist' })
  expect(answer.message).toContain('already')
})

it('adds a video once when twenty adds arrive at once, and all of different ones', async () => {
  const { ann, bob, playlist } = await shelf(0)
  const video = (await addVideo(app(), bob))._id
  const same = await Promise.all(times(20, () => ann.patch(`/playlist/add/${video}/${playlist}`)))
  expect(same.map(({ status }) => status).toSorted()).toEqual([200, ...times(19, () => 400)])
  const others = await Promise.all(times(20, async () => (await addVideo(app(), bob))._id))
  await Promise.all(others.map((id) => ann.patch(`/playlist/add/${id}/${playlist}`)))
  const { data } = await ann.get(`/playlist/${playlist}`)
  expect(data.totalVideos).toBe(21)
  expect(idsOf(data.videos).toSorted()).toEqual([video, ...others].toSorted())
})

it('moves a video behind another or to the front', async () => {
  const { ann, playlist, videos } = await shelf(3)
  const [a, b, c] = videos
  const path = `/playlist/${playlist}/order`
  const moved = await ann.patch(path, { videoId: a, afterVideoId: c })
  expect(moved).toMatchObject({ status: 200, data: { videos: [b, c, a] } })
  await ann.patch(path, { videoId: c, afterVideoId: null })
  expect(idsOf((await ann.get(`/playlist/${playlist}`)).data.videos)).toEqual([c, b, a])
  for (const move of [
    { videoId: nobodys, afterVideoId: null },
    { videoId: a, afterVideoId: nobodys },
  ]) {
    expect(await ann.patch(path, move)).toMatchObject({ status: 404, code: 'not_in_playlist' })
  }
  for (const move of [{ videoId: a, afterVideoId: a }, { videoId: a }]) {
    const errors = [{ path: 'afterVideoId' }]
    expect(await ann.patch(path, move)).toMatchObject({ status: 400, code: 'invalid_input', errors })
  }
})

it('takes a video out, once', async () => {
  const { ann, playlist, videos } = await shelf(2)
  const path = `/playlist/remove/${videos[0]}/${playlist}`
  expect(await ann.patch(path)).toMatchObject({ status: 200, data: { videos: [videos[1]], totalVideos: 1 } })
  expect(await ann.patch(path)).toMatchObject({ status: 404, code: 'not_in_playlist' })
})

it('changes and deletes a playlist', async () => {
  const { ann, playlist } = await shelf(1)
  const changes = { name: 'Worst', description: 'ever', privacy: 'unlisted' }
  expect(await ann.patch(`/playlist/${playlist}`, changes)).toMatchObject({ status: 200, data: changes })
  expect(await ann.delete(`/playlist/${playlist}`)).toMatchObject({ status: 200, data: {} })
  const answer = await ann.get(`/playlist/${playlist}`)
  expect(answer).toMatchObject({ status: 404, code: 'playlist_not_found' })
})

it('hides a private playlist from others, and shows an unlisted one to who has its address', async () => {
  const { ann, bob, visitor } = await scene()
  const closed = await make(ann, { privacy: 'private' })
  const unlisted = await make(ann, { privacy: 'unlisted' })
  for (const other of [bob, visitor]) {
    const answer = await other.get(`/playlist/${closed}`)
    expect(answer).toMatchObject({ status: 404, code: 'playlist_not_found' })
    expect(await other.get(`/playlist/${unlisted}`)).toMatchObject({ status: 200 })
    expect(await other.get(`/playlist/user/${ann._id}`)).toMatchObject({ status: 200, data: [] })
  }
  expect(await ann.get(`/playlist/${closed}`)).toMatchObject({ status: 200 })
  expect(await bob.delete(`/playlist/${closed}`)).toMatchObject({ status: 404, code: 'playlist_not_found' })
})

it('leaves hidden and deleted videos out at once, of the totals too', async () => {
  const { ann, bob, visitor, playlist, videos } = await shelf(3)
  const seen = async (by: { get: Person['get'] }) => {
    const { data } = await by.get(`/playlist/${playlist}`)
    const [row] = (await by.get(`/playlist/user/${ann._id}`)).data
    expect(row).toMatchObject({ videos: idsOf(data.videos), totalVideos: data.totalVideos })
    expect(data.totalVideos).toBe(data.videos.length)
    return idsOf(data.videos)
  }
  expect(await seen(visitor)).toEqual(videos)
  await bob.patch(`/videos/${videos[0]}`, { privacy: 'private' })
  await bob.delete(`/videos/${videos[1]}`)
  expect(await seen(visitor)).toEqual([videos[2]])
  expect(await seen(ann)).toEqual([videos[2]])
  expect(await seen(bob)).toEqual([videos[0], videos[2]])
  await bob.patch(`/videos/${videos[0]}`, { privacy: 'unlisted' })
  expect(await seen(visitor)).toEqual([videos[0], videos[2]])
})

it('sums up the views within seconds', async () => {
  const { bob, visitor, playlist, videos } = await shelf(2)
  for (const video of videos) await visitor.get(`/videos/${video}`, browser)
  await vi.waitFor(
    async () => expect((await bob.get(`/playlist/${playlist}`)).data).toMatchObject({ totalViews: 2 }),
    { timeout: 20_000, interval: 200 },
  )
})

it('has a private list to watch later for everybody, which stays', async () => {
  const { ann, bob } = await scene()
  const video = (await addVideo(app(), bob))._id
  const [list] = (await ann.get(`/playlist/user/${ann._id}`)).data
  expect(list).toMatchObject({ name: 'Watch later', isWatchLater: true, privacy: 'private', videos: [] })
  const path = `/playlist/${list._id}`
  expect(await ann.patch(`/playlist/add/${video}/${list._id}`)).toMatchObject({ status: 200 })
  expect(await bob.get(path)).toMatchObject({ status: 404, code: 'playlist_not_found' })
  for (const answer of [await ann.delete(path), await ann.patch(path, { privacy: 'public' })]) {
    expect(answer).toMatchObject({ status: 403, code: 'not_allowed' })
    expect(answer.message).toMatch(/^Watch later/)
  }
  expect((await ann.get(path)).data.videos).toHaveLength(1)
})

it('lets nobody but the owner change anything', async () => {
  const { bob, visitor, playlist, videos } = await shelf(1)
  const ask = (by: Pick<Person, 'patch' | 'delete'>) =>
    Promise.all([
      by.patch(`/playlist/${playlist}`, { name: 'Mine' }),
      by.delete(`/playlist/${playlist}`),
      by.patch(`/playlist/add/${videos[0]}/${playlist}`),
      by.patch(`/playlist/remove/${videos[0]}/${playlist}`),
      by.patch(`/playlist/${playlist}/order`, { videoId: videos[0], afterVideoId: null }),
    ])
  for (const answer of await ask(bob)) expect(answer).toMatchObject({ status: 403, code: 'not_allowed' })
  for (const answer of [...(await ask(visitor)), await visitor.post('/playlist', { name: 'x' })]) {
    expect(answer).toMatchObject({ status: 401, code: 'not_authenticated' })
  }
})

it('answers 404 to what is not there, and to a video that the owner may not see', async () => {
  const { ann, bob, visitor, playlist, videos } = await shelf(1)
  const secret = (await addVideo(app(), bob, { privacy: 'private' }))._id
  for (const answer of [
    ...[await visitor.get(`/playlist/${nobodys}`), await ann.delete(`/playlist/${nobodys}`)],
    ...[await ann.patch(`/playlist/${nobodys}`, { name: 'x' })],
    ...[await ann.patch(`/playlist/add/${videos[0]}/${nobodys}`)],
    await ann.patch(`/playlist/remove/${videos[0]}/${nobodys}`),
    await ann.patch(`/playlist/${nobodys}/order`, { videoId: videos[0], afterVideoId: null }),
  ]) {
    expect(answer).toMatchObject({ status: 404, code: 'playlist_not_found' })
  }
  for (const id of [secret, nobodys]) {
    const answer = await ann.patch(`/playlist/add/${id}/${playlist}`)
    expect(answer).toMatchObject({ status: 404, code: 'video_not_found' })
  }
  const answer = await ann.get(`/playlist/user/${nobodys}`)
  expect(answer).toMatchObject({ status: 404, code: 'user_not_found' })
})

it.each([
  ['name', {}],
  ['name', { name: ' ' }],
  ['name', { name: 'x'.repeat(101) }],
  ['name', { name: 5 }],
  ['description', { name: 'x', description: 'x'.repeat(1001) }],
  ['privacy', { name: 'x', privacy: 'secret' }],
])('answers 400 that names %s to %j', async (path, body) => {
  const { ann } = await scene()
  expect(await ann.post('/playlist', body)).toMatchObject({ status: 400, errors: [{ path }] })
})

it('answers 400 to an empty change, wrong ids and wrong paging', async () => {
  const { ann, playlist } = await shelf(0)
  expect(await ann.patch(`/playlist/${playlist}`, {})).toMatchObject({ status: 400, code: 'invalid_input' })
  for (const path of ['/playlist/42', '/playlist/user/42']) {
    expect(await ann.get(path)).toMatchObject({ status: 400, code: 'invalid_id' })
  }
  for (const path of [`/playlist/${playlist}`, `/playlist/user/${ann._id}`]) {
    expect(await ann.get(`${path}?cursor=abc`)).toMatchObject({ status: 400, code: 'invalid_cursor' })
    expect(await ann.get(`${path}?page=1001`)).toMatchObject({ status: 400, code: 'page_too_deep' })
  }
})

it('pages through playlists and through the videos of one', async () => {
  const { ann, visitor, playlist, videos } = await shelf(5)
  const first = await visitor.get(`/playlist/${playlist}?limit=2`)
  expect(first.data).toMatchObject({ totalVideos: 5 })
  expect(first.headers.get('link')).toContain(`cursor=${first.nextCursor}`)
  const rest = await visitor.get(`/playlist/${playlist}?cursor=${first.nextCursor}`)
  expect(idsOf([...first.data.videos, ...rest.data.videos])).toEqual(videos)
  await make(ann)
  const whole = idsOf((await ann.get(`/playlist/user/${ann._id}`)).data)
  const one = await ann.get(`/playlist/user/${ann._id}?limit=1`)
  const others = await ann.get(`/playlist/user/${ann._id}?cursor=${one.nextCursor}`)
  expect([...idsOf(one.data), ...idsOf(others.data)]).toEqual(whole)
})

it('takes 500 playlists of a user, and lists them with little of each', async () => {
  const { ann, visitor, playlist } = await shelf(1)
  await app().postgres.script(`
    insert into playlists (id, owner_id, name, privacy, created_at, updated_at)
      select 'dddd' || lpad(to_hex(n), 20, '0'), '${ann._id}', 'P', 'public', '2020-01-01', '2020-01-01'
      from generate_series(1, 498) as n`)
  await make(ann)
  const answer = await ann.post('/playlist', { name: 'One more' })
  expect(answer).toMatchObject({ status: 409, code: 'too_many_playlists', message: /500/ })
  expect((await ann.get(`/playlist/user/${ann._id}`)).nextCursor).toEqual(expect.any(String))
  const names = await statementsOf(app(), () => visitor.get(`/playlist/user/${ann._id}`))
  expect(names).toContain('playlists.by-ids.100.50')
  expect(await ann.delete(`/playlist/${playlist}`)).toMatchObject({ status: 200 })
  await make(ann)
})

it('takes 5,000 videos into a playlist, of which lists show the first 50 ids', async () => {
  const { ann, bob, visitor, playlist, videos } = await shelf(1)
  await app().postgres.script(`
    insert into videos (id, owner_id, title, title_key, description, tags, privacy, is_published, duration_seconds,
        thumbnail_is_own, processing_state, processing_stage, processing_percent, created_at, updated_at)
      select 'eeee' || lpad(to_hex(n), 20, '0'), '${bob._id}', 'Sea', 'sea', '', '{}', 'unlisted', true, 1,
        false, 'ready', 'done', 100, now(), now() from generate_series(1, 4999) as n;
    insert into video_counters (video_id, views) select id, 2 from videos where id like 'eeee%';
    insert into playlist_entries (playlist_id, video_id, position, added_at)
      select '${playlist}', id, 'z' || id, now() from videos where id like 'eeee%'`)
  const more = (await addVideo(app(), bob))._id
  const path = `/playlist/add/${more}/${playlist}`
  expect(await ann.patch(path)).toMatchObject({ status: 409, code: 'playlist_full', message: /5,000/ })
  const [row] = (await visitor.get(`/playlist/user/${ann._id}`)).data
  expect(row).toMatchObject({ _id: playlist, totalVideos: 5_000, totalViews: 9_998 })
  expect([row.videos.length, row.videos[0]]).toEqual([50, videos[0]])
  const whole = await visitor.get(`/playlist/${playlist}`)
  expect([whole.data.videos.length, whole.nextCursor]).toEqual([500, expect.any(String)])
  const removed = await ann.patch(`/playlist/remove/${videos[0]}/${playlist}`)
  expect(removed.data.videos).toHaveLength(500)
  expect(await ann.patch(path)).toMatchObject({ status: 200, data: { totalVideos: 5_000 } })
})

it('asks the database three times for a list, whatever its length', async () => {
  const { ann, playlist } = await shelf(4)
  await make(ann)
  expect(await statementsOf(app(), () => ann.get(`/playlist/user/${ann._id}`))).toEqual([
    ...['sessions.viewer', 'users.by-id', 'playlists.owned.first.501', 'playlists.by-ids.5000.50'],
  ])
  const names = await statementsOf(app(), () => ann.get(`/playlist/${playlist}`))
  // Cards that were read a moment ago are not read again.
  expect(names.filter((name) => name !== 'videos.by-ids')).toEqual([
    ...['sessions.viewer', 'playlists.by-id', 'playlists.videos.first.501'],
  ])
  expect(names.length).toBeLessThanOrEqual(4)
})

it('moves an entry by one write of one row', async () => {
  const { ann, playlist, videos } = await shelf(3)
  const move = { videoId: videos[2], afterVideoId: null }
  expect(await statementsOf(app(), () => ann.patch(`/playlist/${playlist}/order`, move))).toEqual([
    ...['sessions.viewer', 'playlists.by-id', 'begin', 'playlists.take-turn', 'playlists.neighbours'],
    ...['playlists.move-entry', 'commit', 'playlists.by-ids.5000.500'],
  ])
})
