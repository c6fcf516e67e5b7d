import { describe, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { publish } from '../../../test/support/videos.ts'

const { scene, visitor, pass } = useSite({ env: { ROLES: 'web' } })
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
    for (const answer of [
      await visitor().get('/users/history'),
      await visitor().delete('/users/history'),
      await visitor().delete(`/users/history/${'0'.repeat(24)}`),
    ]) {
      expect(answer.status).toBe(401)
    }
  })
})
