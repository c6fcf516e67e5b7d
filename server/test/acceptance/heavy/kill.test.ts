import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clientWith } from '../support/client.ts'
import { digestOf } from '../support/digest.ts'
import { film, oldFilm, useKilledServer } from '../support/killed-server.ts'
import { publish, whenReady } from '../support/people.ts'
import { until } from '../support/settle.ts'
import { target } from '../support/target.ts'
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
        { withinMs: 180_000 },
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
    const { port } = new URL(target.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `POST /api/v1/videos HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${scene.ann.tokens.accessToken}\r\n` +
        'Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: 50000000\r\n\r\n' +
        '--xx\r\nContent-Disposition: form-data; name="title"\r\n\r\nHalf\r\n' +
        '--xx\r\nContent-Disposition: form-data; name="videoFile"; filename="a.mp4"\r\nContent-Type: video/mp4\r\n\r\n',
    )
    socket.write(Buffer.alloc(5_000_000))
    await until('nothing arrives', staged, (files) => files.length > 0)
    await scene.killAndStart()
    expect(await own()).toHaveLength(before)
    await until('the part stays', staged, (files) => files.length === 0, { withinMs: 600_000, everyMs: 1000 })
  })
})

const own = async (): Promise<Video[]> =>
  (
    await clientWith({ bearer: scene.ann.tokens.accessToken }).get<Page<Video>>(
      `/videos?userId=${scene.ann.user._id}&limit=100`,
    )
  ).data.docs

async function staged(): Promise<string[]> {
  const entries = await readdir(join(scene.folder, 'uploads'), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => [])
  return entries.filter((entry) => entry.isFile() && entry.name !== 'lease').map((entry) => entry.name)
}
