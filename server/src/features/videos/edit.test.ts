import { describe, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form, pictureFile } from '../../../test/support/form.ts'
import { noFfmpeg } from '../../../test/support/no-ffmpeg.ts'
import { publish } from '../../../test/support/videos.ts'

const { scene, visitor, jobsDone } = useSite({ ffmpeg: Promise.resolve(noFfmpeg) })
const times = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)))
const nobody = '0'.repeat(24)

describe('PATCH /videos/:videoId', () => {
  it('changes what is given, by JSON or by a form, and leaves the rest', async () => {
    const { ann } = await scene()
    const video = await publish(ann, { tags: 'a,b' })
    const byJson = await ann.patch(`/videos/${video._id}`, { title: 'Lake' })
    expect(byJson).toMatchObject({
      status: 200,
      data: { title: 'Lake', description: 'Waves', tags: ['a', 'b'], owner: { _id: ann._id } },
    })
    const byForm = await ann.patch(`/videos/${video._id}`, form({ description: 'Still', tags: '[]' }))
    expect(byForm.data).toMatchObject({ title: 'Lake', description: 'Still', tags: [] })
    expect(byForm.data.createdAt).toBe(video.createdAt)
    expect(byForm.data.updatedAt > video.updatedAt).toBe(true)
    expect((await visitor().get('/videos?query=lake')).data.docs).toHaveLength(1)
  })

  it('replaces the thumbnail at any time, and the old one goes', async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const replace = async () =>
      (await ann.patch(`/videos/${_id}`, form({ thumbnail: await pictureFile() }))).data.thumbnail
    const first = await replace()
    expect((await visitor().fetch(first)).status).toBe(200)
    await jobsDone()
    expect((await ann.get(`/videos/${_id}`)).data.thumbnail).toBe(first)
    const second = await replace()
    await jobsDone()
    expect([(await visitor().fetch(first)).status, (await visitor().fetch(second)).status]).toEqual([
      404, 200,
    ])
  })

  it('ends twenty thumbnails at once in one, and the others go', async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const thumbnail = await pictureFile()
    const answers = await times(20, () => ann.patch(`/videos/${_id}`, form({ thumbnail })))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    await jobsDone()
    const { thumbnail: shown } = (await ann.get(`/videos/${_id}`)).data
    const addresses = [...new Set(answers.map(({ data }) => data.thumbnail as string))]
    const alive: string[] = []
    for (const address of addresses) if ((await visitor().fetch(address)).status === 200) alive.push(address)
    expect(alive).toEqual([shown])
  })

  it('answers each of twenty changes at once, and keeps one of them whole', async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const change = (n: number) => ann.patch(`/videos/${_id}`, { title: `T${n}`, description: `D${n}` })
    const answers = await times(20, change)
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const { title, description } = (await ann.get(`/videos/${_id}`)).data
    expect(description).toBe(title.replace('T', 'D'))
  })

  it('is for the owner of a visible video; an invisible one is not there', async () => {
    const { ann, bob } = await scene()
    const open = await publish(ann)
    const closed = await publish(ann, { privacy: 'private' })
    const change = { title: 'Mine' }
    expect(await bob.patch(`/videos/${open._id}`, change)).toMatchObject({ status: 403, code: 'not_allowed' })
    expect(await bob.patch(`/videos/${closed._id}`, change)).toMatchObject({
      status: 404,
      code: 'video_not_found',
    })
    expect((await visitor().patch(`/videos/${open._id}`, change)).status).toBe(401)
    expect((await ann.patch(`/videos/${nobody}`, change)).status).toBe(404)
    expect((await ann.patch('/videos/xyz', change)).status).toBe(400)
    expect((await ann.patch(`/videos/${open._id}`, { title: '' })).status).toBe(400)
    const wrong = new File(['no'], 'a.png', { type: 'image/png' })
    expect(await ann.patch(`/videos/${open._id}`, form({ thumbnail: wrong }))).toMatchObject({ status: 422 })
    const text = new File(['no'], 'a.txt', { type: 'text/plain' })
    expect(await ann.patch(`/videos/${open._id}`, form({ thumbnail: text }))).toMatchObject({
      ...{ status: 415, code: 'unsupported_file_type', errors: [{ path: 'thumbnail' }] },
    })
  })

  it('answers 400 to a change of nothing, and says what may be changed', async () => {
    const { ann, bob } = await scene()
    const { _id, updatedAt } = await publish(ann)
    for (const body of [{}, form({}), { colour: 'red' }]) {
      expect(await ann.patch(`/videos/${_id}`, body)).toMatchObject({
        ...{ status: 400, code: 'invalid_input', message: expect.stringContaining('title, description') },
      })
    }
    expect((await bob.patch(`/videos/${_id}`, {})).status).toBe(403)
    expect((await ann.get(`/videos/${_id}`)).data.updatedAt).toBe(updatedAt)
  })
})

describe('togglePublishStatus', () => {
  it('flips without a body, sets with one, and takes junk for none', async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann)
    const toggle = (body?: unknown) => ann.patch(`/videos/toggle/publish/${_id}`, body)
    expect(await toggle()).toMatchObject({ status: 200, data: { _id, isPublished: false } })
    expect((await visitor().get(`/videos/${_id}`)).status).toBe(404)
    expect((await toggle({ isPublished: false })).data.isPublished).toBe(false)
    expect((await toggle('{nonsense')).data.isPublished).toBe(true)
    expect((await ann.patch(`/videos/${_id}/toggle-publish`, {})).data.isPublished).toBe(false)
    expect((await toggle({ isPublished: true })).data.isPublished).toBe(true)
    expect((await toggle({ isPublished: 'yes' })).status).toBe(400)
    expect((await visitor().get(`/videos/${_id}`)).status).toBe(200)
  })

  it('ends twenty flips at once where it began', async () => {
    const { ann, bob } = await scene()
    const { _id } = await publish(ann)
    const answers = await times(20, () => ann.patch(`/videos/toggle/publish/${_id}`))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(answers.filter(({ data }) => data.isPublished)).toHaveLength(10)
    expect((await ann.get(`/videos/${_id}`)).data.isPublished).toBe(true)
    expect((await bob.patch(`/videos/toggle/publish/${_id}`)).status).toBe(403)
    await jobsDone()
    const { videoFile } = (await bob.get(`/videos/${_id}`)).data
    expect(videoFile).toContain('/media/o/')
    expect((await visitor().fetch(videoFile)).status).toBe(200)
  })
})

describe('DELETE /videos/:videoId', () => {
  it('is done by one of twenty', async () => {
    const { ann, bob } = await scene()
    const { _id } = await publish(ann)
    expect((await bob.delete(`/videos/${_id}`)).status).toBe(403)
    expect((await visitor().delete(`/videos/${_id}`)).status).toBe(401)
    const answers = await times(20, () => ann.delete(`/videos/${_id}`))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status, code }) => status === 404 && code === 'video_not_found')).toHaveLength(
      19,
    )
    expect((await bob.get(`/users/c/${ann.username}`)).data.videosCount).toBe(0)
  })

  it('takes the history with it', async () => {
    const { ann, bob } = await scene()
    const { _id } = await publish(ann)
    await bob.get(`/videos/${_id}`)
    expect((await bob.get('/users/history')).data).toHaveLength(1)
    expect(await ann.delete(`/videos/${_id}`)).toMatchObject({ status: 200, data: {} })
    expect((await bob.get('/users/history')).data).toEqual([])
    expect((await bob.get('/users/current-user')).data.watchHistory).toEqual([])
  })
})
