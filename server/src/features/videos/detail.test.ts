import { expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import type { Answer } from '../../../test/support/client.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { publish } from '../../../test/support/videos.ts'

const { scene, app, jobsDone } = useSite()

it('GET /videos/:videoId answers what a player needs in two statements, and one more for the session', async () => {
  const { ann, bob } = await scene()
  const { _id } = await publish(ann)
  await jobsDone()
  const asked: Answer[] = []
  const names = await statementsOf(app(), async () => asked.push(await bob.get(`/videos/${_id}`)))
  expect(names.length).toBeLessThanOrEqual(3)
  expect(asked[0]?.data).toMatchObject({
    isLiked: false,
    owner: { subscribersCount: 0, isSubscribed: false },
    sources: { hls: expect.stringMatching(/\/master\.m3u8$/), progressive: expect.any(String) },
    storyboard: expect.stringMatching(/\.vtt$/),
    poster: expect.stringMatching(/\.jpg$/),
    processing: { state: 'ready', stage: 'done', percent: 100, error: null },
  })
  expect((await bob.get(`/videos/${'0'.repeat(24)}`)).status).toBe(404)
  expect((await bob.get('/videos/publish')).status).toBe(405)
})
