import { expect, it } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { form } from '../../../test/support/form.ts'
import { startOther } from '../../../test/support/other-process.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { makeVideo } from '../../../test/support/samples.ts'
import { fileOf, smallVideo } from '../../../test/support/videos.ts'

const site = useSite({ env: { ROLES: 'web' } })
const key = { 'idempotency-key': '7f3f6f2e-8c51-4b5e-9a53-0d7f7f1f2a10' }
const timeoutMs = 120_000

const requests = {
  'a tweet': async (by: Person) => ({
    path: '/tweets',
    body: () => ({ content: 'Hello' }),
    effects: async () => (await by.get(`/tweets/user/${by._id}`)).data.length,
  }),
  'a like': async (by: Person, other: Person) => {
    const { _id } = await addVideo(site.app(), other)
    return {
      path: `/likes/toggle/v/${_id}`,
      body: () => undefined,
      effects: async () => (await by.get(`/videos/${_id}`)).data.likesCount,
    }
  },
  'a video': async (by: Person) => {
    const videoFile = await fileOf(await makeVideo(smallVideo))
    return {
      path: '/videos',
      body: () => form({ title: 'Sea', videoFile }),
      effects: async () => (await by.get('/dashboard/videos')).data.length,
    }
  },
}

it.each([
  ['before the commit', 'a tweet', 0],
  ['after the commit', 'a tweet', 1],
  ['after the commit', 'a like', 1],
  ['after the commit', 'a video', 1],
] as const)(
  'killed %s of %s, the repetition at another server gives one effect and the answer',
  async (moment, what, effectsBefore) => {
    const { ann, bob } = await site.scene()
    const { path, body, effects } = await requests[what](bob, ann)
    await using other = await startOther(site, moment)
    await expect(other.as(bob).post(path, body(), key)).rejects.toThrow()
    expect(await other.died).toBe('SIGKILL')
    expect(await effects()).toBe(effectsBefore)
    const answer = await bob.post(path, body(), key)
    expect(answer).toMatchObject({ success: true })
    expect((await bob.post(path, body(), key)).data).toEqual(answer.data)
    expect(await effects()).toBe(1)
  },
  timeoutMs,
)

it(
  'twenty at once at two servers have one effect and one answer',
  async () => {
    const { ann, bob } = await site.scene()
    await using other = await startOther(site, 'never')
    const there = other.as(bob)
    for (const what of ['a tweet', 'a like'] as const) {
      const { path, body, effects } = await requests[what](bob, ann)
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? bob : there).post(path, body(), key)),
      )
      expect(answers.every(({ status }) => status === answers[0]!.status && status < 300)).toBe(true)
      expect(new Set(answers.map(({ data }) => `${data._id} ${data.isLiked} ${data.likesCount}`)).size).toBe(
        1,
      )
      expect(await effects()).toBe(1)
    }
  },
  timeoutMs,
)
