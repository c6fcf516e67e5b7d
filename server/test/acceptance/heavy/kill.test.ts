import { describe, expect, it } from 'vitest'
import { clientWith } from '../support/client.ts'
import { digestOf } from '../support/digest.ts'
import { film, oldFilm, useKilledServer } from '../support/killed-server.ts'
import { publish, whenReady } from '../support/people.ts'
import { until } from '../support/settle.ts'
import { beginUpload } from '../support/uploads.ts'
import type { Page, Video } from '../support/wire.ts'

/** What people see in the end must be as if the server was never killed. The other stages are in kill-stages.test.ts. */

const scene = useKilledServer()

describe('killed while a video is made', () => {
  it.each([
    ['ladder', film],
    ['progressive', oldFilm],
  ] as const)('in the stage %s, it ends with the same files', (stage, source) =>
    scene.endsAlike(stage, source),
  )

  it('three times over, it still ends with the same files', async () => {
    const path = await film()
    const id = await scene.uploadUntil('ladder', path)
    for (let time = 0; time < 3; time++) {
      await until(
        'it does not go on',
        () => scene.detailOf(id),
        (video) => video.processing.stage === 'ladder',
      )
      await scene.killAndStart()
    }
    expect(await digestOf(await whenReady(scene.ann, id))).toEqual(await scene.expected(path))
  })
})

describe('killed around an upload', () => {
  it('keeps what was answered with 201', async () => {
    const path = await film()
    const { _id, title } = await publish(scene.ann, path)
    await scene.killAndStart()
    expect(await scene.detailOf(_id)).toMatchObject({ _id, title })
    expect(await digestOf(await whenReady(scene.ann, _id))).toEqual(await scene.expected(path))
  })

  it('forgets what was not, and its part of the file', async () => {
    const before = (await own()).length
    const { files } = beginUpload(scene.ann.tokens.accessToken, scene.folder)
    await until('nothing arrives', files, (found) => found.length > 0)
    await scene.killAndStart()
    expect(await own()).toHaveLength(before)
    await until('the part stays', files, (found) => found.length === 0, { withinMs: 600_000, everyMs: 1000 })
  })
})

const own = async (): Promise<Video[]> =>
  (
    await clientWith({ bearer: scene.ann.tokens.accessToken }).get<Page<Video>>(
      `/videos?userId=${scene.ann.user._id}&limit=100`,
    )
  ).data.docs
