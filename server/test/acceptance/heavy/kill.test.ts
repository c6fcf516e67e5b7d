import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientWith } from '../support/client.ts'
import { digestOf } from '../support/digest.ts'
import { ffmpeg } from '../support/ffmpeg.ts'
import { type OwnServer, startServer } from '../support/own-server.ts'
import { logIn, type Person, person, publish, type VideoDetail, whenReady } from '../support/people.ts'
import { once } from '../support/samples.ts'
import { until } from '../support/settle.ts'
import { target } from '../support/target.ts'
import { temporaryFolder } from '../support/temporary.ts'
import type { Page, Video } from '../support/wire.ts'

/** The server is killed without warning, again and again; what people see in the end must be as if it never was. */

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let server: OwnServer
let ann: Person

const start = async (): Promise<void> => {
  server = await startServer(folder.path)
  target.url = server.url
}

const killAndStart = async (): Promise<void> => {
  await server.kill()
  await start()
  ann = await logIn(ann.username)
}

beforeAll(async () => {
  folder = await temporaryFolder('reelbase-kill-')
  await start()
  ann = await person()
})
afterAll(async () => {
  await server.stop()
  await folder[Symbol.asyncDispose]()
})

/**
 * Long enough for a look at each stage, and so easy that no rendition meets its bit rate's cap: where it does, x264 decides
 * by what its threads have done so far, and no two runs give the same bytes.
 */
const film = (): Promise<string> =>
  once('film.mp4', (path) =>
    ffmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc=size=1280x720:rate=30:duration=20', '-f', 'lavfi', '-i', 'sine=d=20'],
      ...[
        '-c:v',
        'libx264',
        '-preset',
        'superfast',
        '-pix_fmt',
        'yuv420p',
        '-g',
        '60',
        '-c:a',
        'aac',
        '-y',
        path,
      ],
    ]),
  )

/** No browser plays it, so a file to play must be made of the renditions. */
const oldFilm = (): Promise<string> =>
  once('film.avi', (path) =>
    ffmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc=size=640x480:rate=25:duration=12', '-f', 'lavfi', '-i', 'sine=d=12'],
      ...['-c:v', 'mpeg4', '-q:v', '4', '-c:a', 'mp3', '-y', path],
    ]),
  )

const detailOf = async (id: string): Promise<VideoDetail> =>
  (await ann.get<VideoDetail>(`/videos/${id}`)).data

/** Uploads and waits for a stage to begin. Stages can be short: several uploads may be needed to meet one. */
async function uploadUntil(stage: string, path: string): Promise<string> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const { _id } = await publish(ann, path)
    for (;;) {
      const { processing } = await detailOf(_id)
      if (processing.stage === stage) return _id
      if (processing.state === 'failed') throw new Error(`It failed: ${processing.error}`)
      if (processing.state === 'ready') break
    }
  }
  throw new Error(`The stage ${stage} was never met`)
}

/** What an undisturbed run gives, by the source's path; made once. */
const undisturbed = new Map<string, Record<string, string>>()
async function expected(path: string): Promise<Record<string, string>> {
  const known =
    undisturbed.get(path) ?? (await digestOf(await whenReady(ann, (await publish(ann, path))._id)))
  undisturbed.set(path, known)
  return known
}

describe('killed while a video is made', () => {
  it.each([
    ['waiting', film],
    ['remux', film],
    ['ladder', film],
    ['pictures', film],
    ['storyboard', film],
    ['ladder', oldFilm],
    ['progressive', oldFilm],
  ] as const)('in the stage %s, it ends with the same files', async (stage, source) => {
    const path = await source()
    const wanted = await expected(path)
    expect(Object.keys(wanted).length).toBeGreaterThan(10)
    const id = await uploadUntil(stage, path)
    await killAndStart()
    const detail = await whenReady(ann, id, 300_000)
    expect(await digestOf(detail)).toEqual(wanted)
  })

  it('three times over, it still ends with the same files', async () => {
    const path = await film()
    const id = await uploadUntil('ladder', path)
    for (let time = 0; time < 3; time++) {
      await until(
        'it does not go on',
        () => detailOf(id),
        (video) => video.processing.stage === 'ladder',
        { withinMs: 180_000 },
      )
      await killAndStart()
    }
    expect(await digestOf(await whenReady(ann, id))).toEqual(await expected(path))
  })
})

describe('killed around an upload', () => {
  it('keeps what was answered with 201', async () => {
    const path = await film()
    const { _id, title } = await publish(ann, path)
    await killAndStart()
    expect(await detailOf(_id)).toMatchObject({ _id, title })
    expect(await digestOf(await whenReady(ann, _id))).toEqual(await expected(path))
  })

  it('forgets what was not, and its part of the file', async () => {
    const before = (await own()).length
    const { port } = new URL(target.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `POST /api/v1/videos HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${ann.tokens.accessToken}\r\n` +
        'Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: 50000000\r\n\r\n' +
        '--xx\r\nContent-Disposition: form-data; name="title"\r\n\r\nHalf\r\n' +
        '--xx\r\nContent-Disposition: form-data; name="videoFile"; filename="a.mp4"\r\nContent-Type: video/mp4\r\n\r\n',
    )
    socket.write(Buffer.alloc(5_000_000))
    await until('nothing arrives', staged, (files) => files.length > 0)
    await killAndStart()
    expect(await own()).toHaveLength(before)
    await until('the part stays', staged, (files) => files.length === 0, { withinMs: 600_000, everyMs: 1000 })
  })
})

const own = async (): Promise<Video[]> =>
  (
    await clientWith({ bearer: ann.tokens.accessToken }).get<Page<Video>>(
      `/videos?userId=${ann.user._id}&limit=100`,
    )
  ).data.docs

async function staged(): Promise<string[]> {
  const entries = await readdir(join(folder.path, 'uploads'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  )
  return entries.filter((entry) => entry.isFile() && entry.name !== 'lease').map((entry) => entry.name)
}
