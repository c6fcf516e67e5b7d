import { afterAll, beforeAll, expect } from 'vitest'
import { digestOf } from './digest.ts'
import { ffmpeg } from './ffmpeg.ts'
import { type OwnServer, startServer } from './own-server.ts'
import { logIn, type Person, person, publish, type VideoDetail, whenReady } from './people.ts'
import { once } from './samples.ts'
import { target } from './target.ts'
import { temporaryFolder } from './temporary.ts'

/**
 * Long enough for a look at each stage, and so easy that no rendition meets its bit rate's cap: where it does, x264 decides
 * by what its threads have done so far, and no two runs give the same bytes.
 */
export const film = (): Promise<string> =>
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
export const oldFilm = (): Promise<string> =>
  once('film.avi', (path) =>
    ffmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc=size=640x480:rate=25:duration=12', '-f', 'lavfi', '-i', 'sine=d=12'],
      ...['-c:v', 'mpeg4', '-q:v', '4', '-c:a', 'mp3', '-y', path],
    ]),
  )

/** A server that is killed without warning, again and again, and somebody who publishes there. */
export function useKilledServer() {
  const scene = {
    folder: '',
    ann: undefined as unknown as Person,
    detailOf,
    expected,
    killAndStart,
    uploadUntil,
    endsAlike,
  }
  let server: OwnServer
  let folder: Awaited<ReturnType<typeof temporaryFolder>>

  async function start(): Promise<void> {
    server = await startServer(scene.folder)
    target.url = server.url
  }

  beforeAll(async () => {
    folder = await temporaryFolder('reelbase-kill-')
    scene.folder = folder.path
    await start()
    scene.ann = await person()
  })
  afterAll(async () => {
    await server.stop()
    await folder[Symbol.asyncDispose]()
  })

  async function killAndStart(): Promise<void> {
    await server.kill()
    await start()
    scene.ann = await logIn(scene.ann.username)
  }

  async function detailOf(id: string): Promise<VideoDetail> {
    return (await scene.ann.get<VideoDetail>(`/videos/${id}`)).data
  }

  /** Uploads and waits for a stage to begin. Stages can be short: several uploads may be needed to meet one. */
  async function uploadUntil(stage: string, path: string): Promise<string> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const { _id } = await publish(scene.ann, path)
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
      undisturbed.get(path) ??
      (await digestOf(await whenReady(scene.ann, (await publish(scene.ann, path))._id)))
    undisturbed.set(path, known)
    return known
  }

  /** Killed in a stage, what is made of the file is the same as without. */
  async function endsAlike(stage: string, source: () => Promise<string>): Promise<void> {
    const path = await source()
    const wanted = await expected(path)
    expect(Object.keys(wanted).length).toBeGreaterThan(10)
    const id = await uploadUntil(stage, path)
    await killAndStart()
    expect(await digestOf(await whenReady(scene.ann, id))).toEqual(wanted)
  }

  return scene
}
