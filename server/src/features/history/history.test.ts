import { describe, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import type { Client } from '../../../test/support/client.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { publish } from '../../../test/support/videos.ts'

const { scene, visitor, pass, app } = useSite({ env: { ROLES: 'web' } })
const idsOf = (rows: { _id: string }[]) => rows.map(({ _id }) => _id)

describe('the watch history', () => {
  it('holds each video once, newest first, with owner, time and position', async () => {
    const { ann, bob } = await scene()
    const [one, two] = [await publish(ann, { title: 'One' }), await publish(ann, { title: 'Two' })]
    for (const { _id } of [one, two, one]) {
      await bob.get(`/videos/${_id}`)
      pass(1000)
    }
    const { status, data } = await bob.get('/users/history')
    expect([status, idsOf(data)]).toEqual([200, [one._id, two._id]])
    expect(data[0]).toMatchObject({
      ...{ title: 'One', position: 0, watchedAt: expect.stringMatching(/Z$/), videoFile: one.videoFile },
      owner: { _id: ann._id, username: ann.username },
    })
    expect(data[0].watchedAt > data[1].watchedAt).toBe(true)
    expect(idsOf((await bob.get('/users/watch-history')).data)).toEqual(idsOf(data))
    expect((await bob.get('/users/current-user')).data.watchHistory).toEqual(idsOf(data))
    expect((await ann.get('/users/history')).data).toEqual([])
  })

  it('pages when it is asked to, and says where the next page is', async () => {
    const { ann, bob } = await scene()
    const watched: string[] = []
    for (let n = 0; n < 3; n++) {
      const { _id } = await publish(ann)
      await bob.get(`/videos/${_id}`)
      watched.unshift(_id)
      pass(1000)
    }
    const whole = await bob.get('/users/history')
    expect([idsOf(whole.data), whole.nextCursor]).toEqual([watched, undefined])
    const first = await bob.get('/users/history?limit=2')
    expect(idsOf(first.data)).toEqual(watched.slice(0, 2))
    expect(first.headers.get('link')).toContain('rel="next"')
    const rest = await bob.get(`/users/history?limit=2&cursor=${first.nextCursor}`)
    expect([idsOf(rest.data), rest.nextCursor]).toEqual([watched.slice(2), undefined])
    expect(idsOf((await bob.get('/users/history?page=2&limit=2')).data)).toEqual(watched.slice(2))
    expect((await bob.get('/users/history?cursor=x')).status).toBe(400)
  })

  it('leaves out what may no longer be seen, until it may again', async () => {
    const { ann, bob } = await scene()
    const { _id } = await publish(ann)
    await bob.get(`/videos/${_id}`)
    await ann.patch(`/videos/${_id}`, { privacy: 'private' })
    expect((await bob.get('/users/history')).data).toEqual([])
    await ann.patch(`/videos/${_id}`, { privacy: 'unlisted' })
    expect(idsOf((await bob.get('/users/history')).data)).toEqual([_id])
  })

  it('forgets one video, or everything, what was watched a moment ago too', async () => {
    const { ann, bob } = await scene()
    const [one, two] = [await publish(ann), await publish(ann)]
    for (const { _id } of [one, two]) await bob.get(`/videos/${_id}`)
    expect(await bob.delete(`/users/history/${one._id}`)).toMatchObject({ status: 200, data: {} })
    expect(idsOf((await bob.get('/users/history')).data)).toEqual([two._id])
    expect((await bob.delete('/users/history/xyz')).status).toBe(400)
    await bob.get(`/videos/${one._id}`)
    expect(await bob.delete('/users/history')).toMatchObject({ status: 200, data: {} })
    expect((await bob.get('/users/history')).data).toEqual([])
    await bob.get(`/videos/${one._id}`)
    expect((await bob.delete('/users/history/clear')).status).toBe(200)
    expect((await bob.get('/users/history')).data).toEqual([])
  })

  it('is for who is signed in', async () => {
    const video = '0'.repeat(24)
    for (const answer of [
      await visitor().put(`/videos/${video}/progress`, { position: 1 }),
      await visitor().get('/users/history/settings'),
      await visitor().patch('/users/history/settings', { paused: true }),
      await visitor().get('/users/history'),
      await visitor().delete('/users/history'),
      await visitor().delete(`/users/history/${video}`),
    ]) {
      expect(answer.status).toBe(401)
    }
  })
})

describe('the position in a video', () => {
  const positionIn = async (by: Client, id: string) => (await by.get(`/videos/${id}`)).data.position

  it('is that of the viewer, in the detail and in the history', async () => {
    const { ann, bob } = await scene()
    const [{ _id }, other] = [await addVideo(app(), ann), await addVideo(app(), ann)]
    expect(await positionIn(bob, _id)).toBe(0)
    const told = await bob.put(`/videos/${_id}/progress`, { position: 7.25 })
    expect(told).toMatchObject({ status: 200, data: { position: 7.25 } })
    expect(await positionIn(bob, _id)).toBe(7.25)
    expect([await positionIn(ann, _id), await positionIn(visitor(), _id)]).toEqual([0, 0])
    const [watched] = (await bob.get('/users/history')).data
    expect(watched).toMatchObject({ _id, position: 7.25 })
    expect([await positionIn(bob, _id), await positionIn(bob, other._id)]).toEqual([7.25, 0])
    await bob.put(`/videos/${_id}/progress`, { position: 0 })
    expect(await positionIn(bob, _id)).toBe(0)
  })

  it('costs one small statement each time it is told, and follows the video at once', async () => {
    const { ann, bob } = await scene()
    const { _id } = await addVideo(app(), ann)
    const tell = (position: number) => bob.put(`/videos/${_id}/progress`, { position })
    await tell(0.1)
    expect(await statementsOf(app(), () => tell(0.2))).toEqual(['sessions.viewer', 'videos.standing'])
    await ann.patch(`/videos/${_id}`, { privacy: 'private' })
    expect(await tell(0.3)).toMatchObject({ status: 404, code: 'video_not_found' })
    await ann.delete(`/videos/${_id}`)
    expect(await ann.put(`/videos/${_id}/progress`, { position: 0.3 })).toMatchObject({ status: 404 })
  })

  it('is at the end when it is beyond it', async () => {
    const { ann, bob } = await scene()
    const { _id } = await addVideo(app(), ann, { durationSeconds: 12.5 })
    const told = await bob.put(`/videos/${_id}/progress`, { position: 1e300 })
    expect(told).toMatchObject({ status: 200, data: { position: 12.5 } })
  })

  it.each([
    ['nothing', {}],
    ['a negative one', { position: -0.1 }],
    ['a text', { position: '7' }],
    ['null', { position: null }],
  ])('is refused with 400 that names the field: %s', async (_, body) => {
    const { ann, bob } = await scene()
    const { _id } = await addVideo(app(), ann)
    expect(await bob.put(`/videos/${_id}/progress`, body)).toMatchObject({
      status: 400,
      errors: [{ path: 'position' }],
    })
  })

  it('is 400 of what is no id, and 404 of what is not there or not visible', async () => {
    const { ann, bob } = await scene()
    const { _id } = await addVideo(app(), ann, { privacy: 'private' })
    expect(await bob.put('/videos/42/progress', { position: 1 })).toMatchObject({
      ...{ status: 400, code: 'invalid_id' },
    })
    for (const id of ['f'.repeat(24), _id]) {
      expect(await bob.put(`/videos/${id}/progress`, { position: 1 })).toMatchObject({
        ...{ status: 404, code: 'video_not_found' },
      })
    }
  })

  it('is not written each time that it is told', async () => {
    const { ann, bob } = await scene()
    const { _id } = await addVideo(app(), ann)
    await bob.get('/users/history')
    const written: string[] = []
    const stop = app().postgres.onStatement((name) => written.push(name))
    for (let position = 1; position <= 20; position++) {
      await bob.put(`/videos/${_id}/progress`, { position: position / 2 })
    }
    expect((await bob.get('/users/history')).data).toMatchObject([{ _id, position: 10 }])
    stop()
    expect(written.filter((name) => name === 'history.record').length).toBeLessThanOrEqual(3)
  })

  it('is one of those that were told at once', async () => {
    const { ann, bob } = await scene()
    const { _id } = await addVideo(app(), ann)
    const all = Array.from({ length: 20 }, (_, n) => n / 2)
    const reads = all.map(() => bob.get('/users/history'))
    await Promise.all([...all.map((position) => bob.put(`/videos/${_id}/progress`, { position })), ...reads])
    const { data } = await bob.get('/users/history')
    expect(data).toHaveLength(1)
    expect(all).toContain(data[0].position)
    expect(await positionIn(bob, _id)).toBe(data[0].position)
  })

  it('goes with the entry that is removed', async () => {
    const { ann, bob } = await scene()
    const { _id } = await addVideo(app(), ann)
    await bob.put(`/videos/${_id}/progress`, { position: 3 })
    await bob.delete(`/users/history/${_id}`)
    expect((await bob.get('/users/history')).data).toEqual([])
    expect(await positionIn(bob, _id)).toBe(0)
  })
})

describe('a paused history', () => {
  it('takes nothing in, keeps what it has, and goes on when it is asked to', async () => {
    const { ann, bob } = await scene()
    const [before, meanwhile] = [await addVideo(app(), ann), await addVideo(app(), ann)]
    await bob.put(`/videos/${before._id}/progress`, { position: 3 })
    expect(await bob.get('/users/history/settings')).toMatchObject({ status: 200, data: { paused: false } })
    const paused = await bob.patch('/users/history/settings', { paused: true })
    expect(paused).toMatchObject({ status: 200, data: { paused: true } })
    expect((await bob.get('/users/history/settings')).data).toEqual({ paused: true })
    expect((await bob.get('/users/current-user')).data.isHistoryPaused).toBe(true)
    expect((await ann.get('/users/history/settings')).data).toEqual({ paused: false })

    await bob.get(`/videos/${meanwhile._id}`)
    const told = await bob.put(`/videos/${before._id}/progress`, { position: 5 })
    expect(told).toMatchObject({
      status: 200,
      data: { position: null },
      message: expect.stringContaining('paused'),
    })
    expect((await bob.get('/users/history')).data).toMatchObject([{ _id: before._id, position: 3 }])

    await bob.patch('/users/history/settings', { paused: false })
    await bob.get(`/videos/${meanwhile._id}`)
    expect(idsOf((await bob.get('/users/history')).data)).toEqual([meanwhile._id, before._id])
  })

  it.each([{}, { paused: 'yes' }, { paused: null }])('is not changed by %j', async (body) => {
    const { bob } = await scene()
    expect(await bob.patch('/users/history/settings', body)).toMatchObject({
      ...{ status: 400, code: 'invalid_input', errors: [{ path: 'paused' }] },
    })
  })
})
