import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSite } from '../../../../test/support/app.ts'
import type { Sample } from '../../../../test/support/samples.ts'
import { publish, smallVideo, whenMade } from '../../../../test/support/videos.ts'

const { signUp, scene, visitor, dataDir, databaseUrl, app, jobsDone } = useSite({ env: { ROLES: 'web' } })
const workerPath = fileURLToPath(new URL('../../../../test/support/video-worker.ts', import.meta.url))

const workers: ChildProcess[] = []
/** Without ffmpeg: the kills of the acceptance suite (test/acceptance/heavy) show that what it makes is the same. */
function startWorker(dieAt = ''): ChildProcess {
  const env = { ...process.env, DATABASE_URL: databaseUrl(), DATA_DIR: dataDir(), DIE_AT: dieAt }
  const worker = fork(workerPath, { env, execArgv: [] })
  workers.push(worker)
  return worker
}
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    if (worker.exitCode !== null || worker.signalCode !== null) continue
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
})

/** Pictures that fit into HLS as they are, beside sound that no browser plays: every stage has something to do. */
const everyStage: Sample = {
  ...{ seconds: 3, width: 640, height: 480, frameRate: 10, container: 'mkv' },
  options: ['-c:a', 'ac3', '-b:v', '300k', '-maxrate', '400k', '-bufsize', '400k', '-preset', 'veryfast'],
}

const takeOver = `update jobs set attempts = 1, lease_until = case state when 'running' then now() end`

async function filesOf(videoId: string): Promise<string[]> {
  const entries = await readdir(dataDir(), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dataDir(), join(entry.parentPath, entry.name)))
    .filter((path) => path.includes(videoId) || path.startsWith('work/'))
}

/** What lies there and what the row says, without what is random. */
async function resultOf(videoId: string) {
  const plain = (text: string) => text.replaceAll(videoId, '<id>').replace(/[0-9a-f]{24}/g, '<generation>')
  const { data } = await visitor().get(`/videos/${videoId}`)
  const { views, createdAt, updatedAt, publishedAt, ...shown } = data
  return {
    files: (await filesOf(videoId)).map(plain).sort(),
    shown: JSON.parse(plain(JSON.stringify(shown))),
  }
}

describe('the making of a video', () => {
  it('goes on after kill -9 in every stage, and ends with the same files and the same row', async () => {
    const ann = await signUp()
    const untouched = await publish(ann, {}, everyStage)
    const reference = startWorker()
    await whenMade(ann, untouched._id)
    reference.kill('SIGKILL')
    const expected = await resultOf(untouched._id)
    expect(expected.shown.processing).toMatchObject({ state: 'ready', percent: 100, error: null })
    expect(expected.shown.processing.renditions).toHaveLength(1)
    expect(expected.files).toHaveLength(10)

    const { _id } = await publish(ann, {}, everyStage)
    const percents: number[] = []
    for (const moment of [
      ...['remuxToHls', 'put hls', 'made hls', 'poster', 'put img', 'made poster', 'encodeLadder'],
      ...['progressiveFromHls', 'put file', 'made progressive', 'storyboard', 'put storyboard'],
    ]) {
      const worker = startWorker(moment)
      const [, signal] = await once(worker, 'exit')
      expect([moment, signal]).toEqual([moment, 'SIGKILL'])
      // Twelve ends are more than a job is given, and each lease need not run out by itself.
      await app().postgres.script(takeOver)
      percents.push((await ann.get(`/videos/${_id}`)).data.processing.percent)
    }
    startWorker()
    await whenMade(ann, _id)
    await vi.waitFor(async () => expect(await resultOf(_id)).toEqual(expected), { timeout: 20_000 })
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
  }, 240_000)

  it('stops when the video is deleted in any stage, and leaves no file', async () => {
    const ann = await signUp()
    const worker = startWorker()
    for (const moment of [
      ...['remuxToHls', 'put hls', 'made hls', 'encodeLadder', 'progressiveFromHls', 'put file', 'poster'],
      ...['put img', 'storyboard', 'put storyboard'],
    ]) {
      worker.send({ pauseAt: moment })
      const arrived = once(worker, 'message')
      const { _id } = await publish(ann, {}, everyStage)
      expect((await arrived)[0]).toEqual({ at: moment })
      expect((await ann.delete(`/videos/${_id}`)).status).toBe(200)
      worker.send('go on')
      await jobsDone()
      expect([moment, await filesOf(_id)]).toEqual([moment, []])
    }
  }, 240_000)

  it('gives an upload its stream and its pictures while the ladder of another one is made', async () => {
    const { ann, bob } = await scene()
    const worker = startWorker()
    worker.send({ pauseAt: 'encodeLadder' })
    const arrived = once(worker, 'message')
    const long = await publish(ann, {}, everyStage)
    await arrived
    const { _id } = await publish(bob, {}, everyStage)
    await vi.waitFor(
      async () => {
        const { data } = await bob.get(`/videos/${_id}`)
        expect(data).toMatchObject({
          ...{ poster: expect.any(String), thumbnail: expect.not.stringContaining('placeholder') },
          ...{ sources: { hls: expect.any(String) }, processing: { state: 'queued', stage: 'waiting' } },
        })
      },
      { timeout: 20_000, interval: 100 },
    )
    expect((await ann.get(`/videos/${long._id}`)).data.processing.stage).toBe('ladder')
    worker.send('go on')
    await jobsDone()
    for (const [by, id] of [
      [ann, long._id],
      [bob, _id],
    ] as const)
      expect((await by.get(`/videos/${id}`)).data.processing.state).toBe('ready')
  }, 120_000)

  it('leaves no file when the process dies after the video is gone and its files are put', async () => {
    const ann = await signUp()
    const worker = startWorker()
    worker.send({ pauseAt: 'put hls' })
    const arrived = once(worker, 'message')
    const { _id } = await publish(ann, {}, everyStage)
    await arrived
    await ann.delete(`/videos/${_id}`)
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    expect((await filesOf(_id)).length).toBeGreaterThan(0)
    startWorker()
    await jobsDone()
    expect(await filesOf(_id)).toEqual([])
  }, 120_000)

  it('puts everything where the visibility wants it that came while it was made', async () => {
    const { ann, bob } = await scene()
    const worker = startWorker()
    for (const privacy of ['private', 'public']) {
      worker.send({ pauseAt: 'put hls' })
      const arrived = once(worker, 'message')
      const before = privacy === 'private' ? 'public' : 'private'
      const { _id } = await publish(ann, { privacy: before }, smallVideo)
      await arrived
      expect((await ann.patch(`/videos/${_id}`, { privacy })).status).toBe(200)
      worker.send('go on')
      await jobsDone()
      const files = (await filesOf(_id)).filter((path) => !path.includes('/source/'))
      const other = files.filter((path) => !path.startsWith(`media/${privacy}/`))
      expect([privacy, files.length > 5, other]).toEqual([privacy, true, []])
      expect((await bob.get(`/videos/${_id}`)).status).toBe(privacy === 'private' ? 404 : 200)
    }
  }, 120_000)
})
