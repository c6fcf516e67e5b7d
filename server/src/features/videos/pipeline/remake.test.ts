import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useSite } from '../../../../test/support/app.ts'
import { pictureFile } from '../../../../test/support/form.ts'
import { publish, whenMade } from '../../../../test/support/videos.ts'
import { postgresJobQueue } from '../../../adapters/postgres/job-queue.ts'
import { postgresVideoMedia } from '../../../adapters/postgres/stores/video-media.ts'
import { makeId } from '../../../lib/id.ts'
import { createRemake } from './remake.ts'

const site = useSite()
const { signUp, dataDir, app, clock } = site
const makers = () => ({ postgres: app().postgres, clock, ids: { next: () => makeId(clock.now()) } })
const media = () => postgresVideoMedia(makers())
const remake = () => createRemake({ media: media() })

async function remakeJobs(state?: 'parked') {
  const rows = await postgresJobQueue(makers()).list({ name: 'video.remake', limit: 50, state })
  return rows.map(({ key }) => key)
}

const generations = async (id: string, kind: string): Promise<string[]> =>
  readdir(join(dataDir(), 'media', 'public', 'videos', id, kind)).catch(() => [])

describe('a video that is made again', () => {
  it('stays as it is when that fails, and the job says why', async () => {
    const ann = await signUp()
    const { _id } = await publish(ann)
    await site.jobsDone(60_000)
    const before = await media().media(_id)
    await writeFile(join(dataDir(), 'media', before!.source!), 'no longer a video')
    await remake().remakeNow(_id)
    await site.jobsDone(60_000)
    expect(await remakeJobs('parked')).toEqual([_id])
    expect({ ...(await media().media(_id)), version: 0, pending: [] }).toEqual({
      ...{ ...before, version: 0, pending: [] },
    })
  }, 120_000)

  it('starts from the beginning when it had failed', async () => {
    const ann = await signUp()
    const { _id } = await publish(ann)
    await site.jobsDone(60_000)
    await media().fail(_id, 'x')
    await app().postgres.script(
      `update videos set processing_state = 'failed', processing_error = 'Broken.' where id = '${_id}'`,
    )
    expect(await remake().remakeAll('failed')).toBe(1)
    expect(await remake().remakeAll('failed')).toBe(0)
    await site.jobsDone(60_000)
    expect((await whenMade(ann, _id)).processing).toMatchObject({ state: 'ready', error: null })
  }, 120_000)

  it('keeps what it has, under the same words for viewers, until there is new', async () => {
    const ann = await signUp()
    const { _id } = await publish(ann, { thumbnail: await pictureFile() })
    await site.jobsDone(60_000)
    const before = await media().media(_id)
    expect(before?.hls?.complete).toBe(true)
    expect(await remake().remakeNow(_id)).toBe('in_line')
    expect(await remake().remakeNow(_id)).toBe('in_line')
    expect((await ann.get(`/videos/${_id}`)).data.processing).toMatchObject({ state: 'ready', percent: 100 })
    await site.jobsDone(60_000)
    const after = await media().media(_id)
    for (const key of ['progressive', 'poster', 'storyboard'] as const) {
      expect(after![key]).toEqual(expect.any(String))
      expect(after![key]).not.toBe(before![key])
    }
    expect(after!.hls).toEqual({ ...before!.hls, key: after!.hls!.key })
    expect(after!.hls!.key).not.toBe(before!.hls!.key)
    expect(after!.thumbnail).toBe(before!.thumbnail)
    expect(after!.processing).toEqual(before!.processing)

    expect(await generations(_id, 'hls')).toHaveLength(2)
    expect((await remakeJobs()).filter((key) => key === _id)).toHaveLength(1)
    site.pass(25 * 3_600_000)
    await app().postgres.script("update jobs set run_at = now(), line_at = now() where state = 'due'")
    await site.jobsDone(60_000)
    for (const kind of ['hls', 'file', 'storyboard'])
      expect([kind, await generations(_id, kind)]).toMatchObject([kind, { length: 1 }])
  }, 120_000)
})
