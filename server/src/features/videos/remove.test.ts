import { expect, it } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { crowd, rowsOfVideo } from '../../../test/support/crowd.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { publish } from '../../../test/support/videos.ts'
import { postgresBookkeeping } from '../../adapters/postgres/bookkeeping.ts'
import { foldCounters } from '../../adapters/postgres/counters.ts'

/** Nobody clears anything away here: what is hidden is hidden without it. */
const idle = useSite({ env: { ROLES: 'web' } })
const working = useSite()

type Site = typeof idle

async function film({ scene, app }: Site) {
  const { ann, bob, visitor } = await scene()
  const { _id } = await addVideo(app(), ann)
  const comment = (await bob.post(`/comments/${_id}`, { content: 'Nice' })).data._id
  await ann.post(`/comments/${_id}`, { content: 'Thanks', parentId: comment })
  await bob.post(`/likes/toggle/c/${comment}`)
  await bob.post(`/likes/toggle/v/${_id}`)
  const playlist = (await bob.post('/playlist', { name: 'Best', description: '' })).data._id
  await bob.patch(`/playlist/add/${_id}/${playlist}`)
  await bob.get(`/videos/${_id}`)
  return { ann, bob, visitor, _id, comment, playlist }
}

const allWell = { differences: [], strays: 0 }

async function verify({ app }: Site) {
  await foldCounters(app().postgres)
  return postgresBookkeeping(app().postgres).compare()
}

it('hides a video and all that hangs from it with the answer, from its owner too', async () => {
  const { ann, bob, visitor, _id, comment, playlist } = await film(idle)
  expect(await ann.delete(`/videos/${_id}`)).toMatchObject({ status: 200, data: {} })
  for (const who of [ann, bob, visitor]) {
    const missing = (code: string) => ({ status: 404, code })
    expect(await who.get(`/videos/${_id}`)).toMatchObject(missing('video_not_found'))
    expect(await who.get(`/comments/${_id}`)).toMatchObject(missing('video_not_found'))
    expect(await who.get(`/comments/c/${comment}/replies`)).toMatchObject(missing('comment_not_found'))
    expect((await who.get(`/videos?userId=${ann._id}`)).data.docs).toEqual([])
    expect((await who.get(`/playlist/${playlist}`)).data).toMatchObject({ videos: [], totalVideos: 0 })
    expect((await who.get(`/users/c/${ann.username}`)).data.videosCount).toBe(0)
  }
  expect((await bob.get('/likes/videos')).data).toEqual([])
  expect((await bob.get('/users/history')).data).toEqual([])
  expect((await bob.get('/users/current-user')).data.watchHistory).toEqual([])
  expect((await ann.get('/dashboard/videos')).data).toEqual([])
  expect((await ann.get('/dashboard/stats')).data).toMatchObject({ totalVideos: 0, totalComments: 0 })
  expect(await rowsOfVideo(idle.app().postgres, _id)).toMatchObject({ videos: 1, comments: 2 })
  expect(await verify(idle)).toEqual(allWell)
})

it('refuses whatever somebody wants to do with it from then on', async () => {
  const { ann, bob, _id, comment, playlist } = await film(idle)
  await ann.delete(`/videos/${_id}`)
  const video = { status: 404, code: 'video_not_found' }
  const attempts: [Promise<unknown>, object][] = [
    [bob.post(`/comments/${_id}`, { content: 'Late' }), video],
    [bob.post(`/likes/toggle/v/${_id}`), video],
    [bob.patch(`/playlist/add/${_id}/${playlist}`), video],
    [ann.patch(`/videos/${_id}`, { privacy: 'public' }), video],
    [ann.patch(`/videos/toggle/publish/${_id}`), video],
    [ann.delete(`/videos/${_id}`), video],
    [bob.post(`/likes/toggle/c/${comment}`), { status: 404, code: 'comment_not_found' }],
    [bob.delete(`/comments/c/${comment}`), { status: 404, code: 'comment_not_found' }],
    [ann.put(`/comments/c/${comment}/heart`), { status: 404, code: 'comment_not_found' }],
  ]
  for (const [answer, wanted] of attempts) expect(await answer).toMatchObject(wanted)
})

it('no longer serves its files', async () => {
  const { ann } = await idle.scene()
  const { _id, videoFile } = await publish(ann)
  expect((await ann.fetch(videoFile)).status).toBe(200)
  await ann.delete(`/videos/${_id}`)
  expect((await idle.visitor().fetch(`/media/${_id}/master.m3u8`)).status).toBe(404)
})

it('costs as few statements for a video with thousands of comments as for one without', async () => {
  const { ann, bob, _id } = await film(idle)
  const { postgres } = idle.app()
  await crowd(postgres, { videoId: _id, ownerId: bob._id, comments: 3_000 })
  const names = await statementsOf(idle.app(), () => ann.delete(`/videos/${_id}`))
  expect(names.filter((name) => name.startsWith('removal.'))).toEqual(['removal.detach-video'])
  expect((await rowsOfVideo(postgres, _id)).comments).toBe(3_002)
})

it('is cleared away by a job, which leaves every counter right', async () => {
  const { ann, bob, _id } = await film(working)
  const { postgres } = working.app()
  const other: Person = await working.signUp('cid')
  await other.post(`/subscriptions/c/${ann._id}`)
  await crowd(postgres, { videoId: _id, ownerId: bob._id, comments: 1_200 })
  await ann.delete(`/videos/${_id}`)
  await working.jobsDone()
  const left = Object.values(await rowsOfVideo(postgres, _id))
  expect(left.every((count) => count === 0)).toBe(true)
  expect(await verify(working)).toEqual(allWell)
})
